package dev.jono.core;

/** What is always true of a queue, as far as it is cheap to check: after every batch, in production. */
final class Invariants {
    private Invariants() {}

    static void check(QueueState state, Leasing leasing) {
        require(state.rows.live() == state.depth(), state, "the rows hold another number of messages than the index");
        require(state.rows.bytes() >= 0, state, "the messages have fewer than no bytes");
        require(leasing.leased() <= state.ready.size(), state, "more messages are leased than are ready");
        require(state.leases.size() <= leasing.leased(), state, "more leases are journaled than are in force");
        require(state.counted.size() <= state.suspects.size(), state, "a message is counted but not suspect");
        require(state.suspects.size() <= state.depth(), state, "a message is suspect but gone");
        require(state.expiries.size() <= state.depth(), state, "a message expires but is gone");
        require(leasing.cursor() <= state.nextOffset, state, "the cursor is past the last message");
    }

    private static void require(boolean holds, QueueState state, String broken) {
        if (!holds) {
            throw new IllegalStateException("Queue " + state.key + " in epoch " + state.epoch + ": " + broken
                    + " (depth " + state.depth() + ", ready " + state.ready.size() + ", delayed "
                    + state.delayed.size() + ", dead letters " + state.deadLetters.size() + ", journaled leases "
                    + state.leases.size() + ", in rows " + state.rows.live() + ")");
        }
    }
}
