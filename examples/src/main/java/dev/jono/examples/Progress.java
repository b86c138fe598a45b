package dev.jono.examples;

/** Shows how far a run has come. */
interface Progress extends AutoCloseable {

    /** Shows what the audit files say now; called several times a second. */
    void show(Tally tally);

    /** Says something that happened. */
    void say(String line);

    @Override
    void close();
}
