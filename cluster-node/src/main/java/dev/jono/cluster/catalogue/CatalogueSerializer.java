package dev.jono.cluster.catalogue;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.jono.cluster.catalogue.CatalogueForms.Form;
import java.io.NotSerializableException;
import java.util.List;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Writes what the catalogue says and keeps. A manifest names the kind and the version of its form, as in {@code found.1}.
 *
 * <p>Pekko creates it by name, from {@code reference.conf}.
 */
public final class CatalogueSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 7403;

    private final List<Form<?>> forms;

    public CatalogueSerializer(ExtendedActorSystem system) {
        this.forms = CatalogueForms.all(ActorRefResolver.get(Adapter.toTyped(system)));
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object value) {
        return formOf(value).manifest();
    }

    @Override
    public byte[] toBinary(Object value) {
        return formOf(value).written(value).toByteArray();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        for (Form<?> form : forms) {
            if (form.manifest().equals(manifest)) {
                return read(form, bytes);
            }
        }
        throw new NotSerializableException(
                "Cannot read a '" + manifest + "' of the catalogue: this version does not know it. Upgrade this node.");
    }

    private static Object read(Form<?> form, byte[] bytes) throws NotSerializableException {
        try {
            return form.read().apply(bytes);
        } catch (InvalidProtocolBufferException | IllegalArgumentException unreadable) {
            NotSerializableException failure = new NotSerializableException(
                    "Cannot read a '" + form.manifest() + "' of the catalogue: " + unreadable.getMessage());
            failure.initCause(unreadable);
            throw failure;
        }
    }

    private Form<?> formOf(Object value) {
        for (Form<?> form : forms) {
            if (form.type().isInstance(value)) {
                return form;
            }
        }
        throw new IllegalArgumentException("This serializer writes what the catalogue says, not "
                + value.getClass().getName() + ".");
    }
}
