package dev.jono.core;

/**
 * Which messages are in memory, by the journal row that holds them. Only those can be delivered or handed over; the queue says
 * with {@link Effect.Read} which others it would like to have there.
 */
public interface AtHand {

    /** Tells whether every live message of a row is there. */
    boolean contains(long ordinal);

    /** Returns how many rows are there, none of them without a live message: when that is every row, none is asked for. */
    long rows();

    /** Returns how much is to be there ahead of the deliveries, in bytes of heap; one row always is. */
    long aheadBytes();

    /** Returns what the live messages of a row take of the heap, or would. */
    long heapBytes(RowEntry row);
}
