package dev.jono.persistence.journal;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;

/** Between Pekko's events and snapshots and what is stored of them: serializer id, manifest and bytes. */
final class SerializedForms {
    /** An object as Pekko's serialization wrote it. */
    record Stored(int serializerId, String manifest, ByteBuffer bytes) {}

    private final Serialization serialization;

    SerializedForms(ExtendedActorSystem system) {
        this.serialization = SerializationExtension.get(system);
    }

    RowBody encode(PersistentRepr event) {
        if (event.metadata().isDefined()) {
            throw new UnsupportedOperationException("the fenced journal stores no metadata of events");
        }
        Stored stored = store(event.payload());
        return new RowBody(
                stored.serializerId(),
                stored.manifest(),
                Optional.ofNullable(event.manifest()).orElse(""),
                Optional.ofNullable(event.writerUuid()).orElse(""),
                event.timestamp(),
                stored.bytes());
    }

    PersistentRepr decode(String persistenceId, Row row) {
        RowBody body = row.body();
        return PersistentRepr.apply(
                        payload(body),
                        row.ordinal(),
                        persistenceId,
                        body.eventManifest(),
                        false,
                        ActorRef.noSender(),
                        body.writer())
                .withTimestamp(body.writtenAtMillis());
    }

    Object payload(RowBody body) {
        return restore(new Stored(body.serializerId(), body.serializerManifest(), body.payload()));
    }

    Stored store(Object object) {
        try {
            Serializer serializer = serialization.findSerializerFor(object);
            byte[] bytes = serialization.serialize(object).get();
            return new Stored(
                    serializer.identifier(), Serializers.manifestFor(serializer, object), ByteBuffer.wrap(bytes));
        } catch (Exception failure) {
            // Scala throws checked exceptions unannounced.
            throw new JournalException(object.getClass().getName() + " cannot be serialized: " + failure, failure);
        }
    }

    Object restore(Stored stored) {
        byte[] bytes = new byte[stored.bytes().remaining()];
        stored.bytes().duplicate().get(bytes);
        try {
            return serialization
                    .deserialize(bytes, stored.serializerId(), stored.manifest())
                    .get();
        } catch (Exception failure) {
            throw new JournalException(
                    "what serializer " + stored.serializerId() + " stored with manifest [" + stored.manifest()
                            + "] cannot be read: " + failure,
                    failure);
        }
    }
}
