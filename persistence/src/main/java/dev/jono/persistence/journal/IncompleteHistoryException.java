package dev.jono.persistence.journal;

/** The stored history cannot be proved complete: a valid row, a snapshot or the owner record is missing. Nothing was recovered. */
public final class IncompleteHistoryException extends JournalException {
    private static final long serialVersionUID = 1L;

    public IncompleteHistoryException(String persistenceId, String what) {
        super("history of [" + persistenceId + "] is incomplete: " + what
                + ". Nothing was recovered from it; repair or restore the keyspace and start it again");
    }
}
