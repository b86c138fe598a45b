package dev.jono.persistence.journal;

/** This process may no longer own what it hosts (it slept, or left the cluster), so it confirms nothing any more. */
public final class FenceTrippedException extends JournalException {
    private static final long serialVersionUID = 1L;

    FenceTrippedException(String reason) {
        super("this process confirms no more writes: " + reason + ". Restart it");
    }
}
