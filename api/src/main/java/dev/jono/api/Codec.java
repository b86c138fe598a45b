package dev.jono.api;

/**
 * Turns values into messages and back. Safe for use by several threads.
 *
 * @param <T> the values
 */
public interface Codec<T> {

    /**
     * Returns the message that carries {@code value}.
     *
     * @throws JonoException as {@code INVALID} when the value cannot be written
     */
    Message encode(T value);

    /**
     * Returns the value that {@code message} carries.
     *
     * @throws JonoException as {@code INVALID} when the message does not carry such a value
     */
    T decode(Message message);
}
