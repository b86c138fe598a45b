package dev.jono.persistence.journal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The wall clock as Cassandra's time stamps count it. Nothing of the protocol depends on it. */
final class Clocks {
    private Clocks() {}

    static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
