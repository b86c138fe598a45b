package dev.jono.benchmark.system;

/** Hears of each message that is durable. Safe for use by several threads. */
@FunctionalInterface
public interface Confirm {
    /** One more message is stored. */
    void confirmed();
}
