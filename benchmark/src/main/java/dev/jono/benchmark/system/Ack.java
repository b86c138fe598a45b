package dev.jono.benchmark.system;

/** Acks one delivery. */
@FunctionalInterface
public interface Ack {
    /**
     * Acks the delivery, this one alone.
     *
     * @param done is told when the system has confirmed the ack, or when it is on its way where the protocol confirms none
     */
    void ack(Runnable done);
}
