package dev.jono.persistence.journal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The atomic writes of one request, ready to be stored, and for each whether it was refused. A refused one leaves fillers in its
 * place, because Pekko counts its sequence numbers as used.
 */
record EncodedWrites(List<List<RowBody>> writes, List<Optional<Exception>> refusals) {

    static EncodedWrites of(List<AtomicWrite> atomicWrites, SerializedForms codec, long maxWriteBytes) {
        List<List<RowBody>> writes = new ArrayList<>();
        List<Optional<Exception>> refusals = new ArrayList<>();
        for (AtomicWrite write : atomicWrites) {
            requireFitsSegment(write);
            try {
                writes.add(encode(write, codec, maxWriteBytes));
                refusals.add(Optional.empty());
            } catch (RuntimeException refusal) {
                writes.add(Collections.nCopies(write.size(), RowBody.FILLER));
                refusals.add(Optional.of(refusal));
            }
        }
        return new EncodedWrites(writes, refusals);
    }

    private static void requireFitsSegment(AtomicWrite write) {
        if (write.size() > Segments.ROWS) {
            throw new JournalException("an atomic write of [" + write.persistenceId() + "] has " + write.size()
                    + " events, more than " + Segments.ROWS + ": persist fewer at once");
        }
    }

    private static List<RowBody> encode(AtomicWrite write, SerializedForms codec, long maxWriteBytes) {
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
