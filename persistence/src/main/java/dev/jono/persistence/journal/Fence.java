package dev.jono.persistence.journal;

/** Whether this process may still confirm what it writes. */
interface Fence {
    /** Never trips. */
    Fence OPEN = () -> {};

    /**
     * Returns if it may.
     *
     * @throws FenceTrippedException once it may not, and for ever after
     */
    void check();
}
