package dev.jono.persistence.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.jono.persistence.proto.ImageProto;
import dev.jono.persistence.proto.RowProto;
import java.io.NotSerializableException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Writes and reads a queue's journal rows and snapshots. The manifest carries the version of the form. */
public final class JournalSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 7402;
    private static final String ROW = "row.1";
    private static final String IMAGE = "image.1";

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object value) {
        if (value instanceof JournalRow) {
            return ROW;
        } else if (value instanceof JournalSnapshot) {
            return IMAGE;
        }
        throw unknown(value);
    }

    @Override
    public byte[] toBinary(Object value) {
        if (value instanceof JournalRow row) {
            RowProto.Builder proto = RowProto.newBuilder();
            row.events().forEach(event -> proto.addEvents(EventCodec.toProto(event)));
            return proto.build().toByteArray();
        } else if (value instanceof JournalSnapshot snapshot) {
            return ImageCodec.toProto(snapshot).toByteArray();
        }
        throw unknown(value);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try {
            if (manifest.equals(ROW)) {
                return new JournalRow(RowProto.parseFrom(bytes).getEventsList().stream()
                        .map(EventCodec::fromProto)
                        .toList());
            } else if (manifest.equals(IMAGE)) {
                return ImageCodec.fromProto(ImageProto.parseFrom(bytes));
            }
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            NotSerializableException damaged =
                    new NotSerializableException("A stored " + manifest + " of " + bytes.length + " bytes is damaged");
            damaged.initCause(e);
            throw damaged;
        }
        throw new NotSerializableException(
                "The stored form '" + manifest + "' is not known; a newer version of Jono wrote it.");
    }

    private static IllegalArgumentException unknown(Object value) {
        return new IllegalArgumentException("Not a journal row or snapshot: " + value.getClass());
    }
}
