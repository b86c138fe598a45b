package dev.jono.persistence.journal;

/**
 * Another incarnation owns the persistence id: what was asked for has no confirmed effect and the persistent actor must stop.
 * A write that failed so may lie in the journal, but it is void unless the new owner saw it and took it over.
 */
public final class NotOwnerException extends JournalException {
    private static final long serialVersionUID = 1L;

    NotOwnerException(String message) {
        super(message);
    }
}
