package dev.jono.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Makes atomic writes ready to be stored. One that cannot be stored fails the whole request, and with it the writer: Pekko would let it be refused alone and
 * the writer go on, but what was decided behind it may be on its way already.
 */
final class EncodedWrites {
    private EncodedWrites() {}

    static List<List<RowBody>> of(List<AtomicWrite> atomicWrites, SerializedForms codec, long maxWriteBytes) {
        return atomicWrites.stream()
                .map(write -> encode(write, codec, maxWriteBytes))
                .toList();
    }

    private static List<RowBody> encode(AtomicWrite write, SerializedForms codec, long maxWriteBytes) {
        if (write.size() > Segments.ROWS) {
            throw new JournalException("an atomic write of [" + write.persistenceId() + "] has " + write.size()
                    + " events, more than " + Segments.ROWS + ": persist fewer at once");
        }
        List<RowBody> bodies = new ArrayList<>(write.size());
        long bytes = 0;
        for (PersistentRepr event : CollectionConverters.asJava(write.payload())) {
            RowBody body = codec.encode(event);
            bytes += body.bytes();
            bodies.add(body);
        }
        if (bytes > maxWriteBytes) {
            throw new JournalException("an atomic write of [" + write.persistenceId() + "] has " + bytes
                    + " bytes, more than jono.journal.max-write-bytes = " + maxWriteBytes + ": persist less at once");
        }
        return bodies;
    }
}
