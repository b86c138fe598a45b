package dev.jono.persistence.journal;

import java.nio.charset.StandardCharsets;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.JSerializer;
import org.apache.pekko.serialization.Serialization;

/** An event, or a snapshot, that names an actor: its serializer needs to know for which system it works. */
record ActorNote(ActorRef actor) {
    static final String CONFIG = "pekko.actor.serializers.actor-note = \"" + Serializer.class.getName() + "\"\n"
            + "pekko.actor.serialization-bindings.\"" + ActorNote.class.getName() + "\" = actor-note\n";

    /** Made by Pekko. */
    static final class Serializer extends JSerializer {
        private final ExtendedActorSystem system;

        Serializer(ExtendedActorSystem system) {
            this.system = system;
        }

        @Override
        public int identifier() {
            return 4711;
        }

        @Override
        public byte[] toBinary(Object note) {
            return Serialization.serializedActorPath(((ActorNote) note).actor()).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public boolean includeManifest() {
            return false;
        }

        @Override
        public Object fromBinaryJava(byte[] bytes, Class<?> manifest) {
            return new ActorNote(system.provider().resolveActorRef(new String(bytes, StandardCharsets.UTF_8)));
        }
    }
}
