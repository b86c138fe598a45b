package dev.jono.persistence.journal;

import java.nio.ByteBuffer;

/** What a row holds: one event as Pekko's serialization wrote it. */
record RowBody(
        int serializerId,
        String serializerManifest,
        String eventManifest,
        String writer,
        long writtenAtMillis,
        ByteBuffer payload) {

    int bytes() {
        return payload.remaining();
    }
}
