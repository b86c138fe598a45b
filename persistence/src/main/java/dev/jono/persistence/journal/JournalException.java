package dev.jono.persistence.journal;

/** What the fenced journal fails with; its subclasses are what a persistent actor may branch on. */
public class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalException(String message) {
        super(message);
    }

    JournalException(String message, Throwable cause) {
        super(message, cause);
    }

    static JournalException abandoned(String persistenceId) {
        return new JournalException("nobody waits for the recovery of [" + persistenceId
                + "] any more: its actor has stopped, or a later recovery has replaced it");
    }
}
