package dev.jono.persistence.journal;

import java.nio.ByteBuffer;

/** What a row holds: one event as Pekko's serialization wrote it, or nothing ({@link #FILLER}) where a write was refused. */
record RowBody(
        boolean filler,
        int serializerId,
        String serializerManifest,
        String eventManifest,
        String writer,
        long writtenAtMillis,
        ByteBuffer payload) {

    /** Keeps the ordinals without a gap when an event could not be serialized: Pekko has used its number up all the same. */
    static final RowBody FILLER = new RowBody(true, 0, "", "", "", 0, ByteBuffer.allocate(0));

    int bytes() {
        return payload.remaining();
    }
}
