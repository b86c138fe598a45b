package dev.jono.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Carries values as JSON, by Jackson, which the using project has on its class path.
 *
 * @param <T> the values
 */
public final class JsonCodec<T> implements Codec<T> {
    private static final String CONTENT_TYPE = "application/json";

    private final Class<T> type;
    private final ObjectReader reader;
    private final ObjectWriter writer;

    private JsonCodec(Class<T> type, ObjectMapper mapper) {
        this.type = type;
        this.reader = mapper.readerFor(type);
        this.writer = mapper.writerFor(type);
    }

    /** Returns a codec for {@code type} with a plain mapper; records and beans need no annotations. */
    public static <T> JsonCodec<T> of(Class<T> type) {
        return of(type, new ObjectMapper());
    }

    /** Returns a codec for {@code type} with a mapper of the user's, which must not be changed any more. */
    public static <T> JsonCodec<T> of(Class<T> type, ObjectMapper mapper) {
        return new JsonCodec<>(type, mapper);
    }

    @Override
    public Message encode(T value) {
        try {
            return Message.builder(writer.writeValueAsBytes(value))
                    .contentType(CONTENT_TYPE)
                    .build();
        } catch (JsonProcessingException unwritable) {
            throw new JonoException(
                    JonoException.Reason.INVALID,
                    "A " + type.getName() + " cannot be written as JSON: " + unwritable.getOriginalMessage(),
                    unwritable);
        }
    }

    @Override
    public T decode(Message message) {
        @Nullable T value;
        try {
            value = reader.readValue(message.payload());
        } catch (IOException unreadable) {
            throw unreadable(firstLine(unreadable), unreadable);
        }
        if (value == null) {
            throw unreadable("null", null);
        }
        return value;
    }

    private JonoException unreadable(String why, @Nullable Throwable cause) {
        return new JonoException(
                JonoException.Reason.INVALID, "The message is not a " + type.getName() + " as JSON: " + why, cause);
    }

    /** Jackson's further lines show where, and with it a piece of the payload, which does not belong into logs. */
    private static String firstLine(IOException unreadable) {
        String text = unreadable instanceof JsonProcessingException json
                ? json.getOriginalMessage()
                : String.valueOf(unreadable.getMessage());
        return text.lines().findFirst().orElse("");
    }
}
