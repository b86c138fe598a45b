package dev.jono.core;

/** Is told of each message that is gone for good. */
@FunctionalInterface
public interface Removals {

    /**
     * A message is gone.
     *
     * @param ordinal the row that held it
     * @param offset the message
     */
    void removed(long ordinal, long offset);
}
