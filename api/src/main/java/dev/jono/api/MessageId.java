package dev.jono.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identity of a stored message, unique for all time.
 *
 * @param queue the queue that stored it first
 * @param generation which declaration of the queue's name; the first is 1
 * @param partition the partition within the queue, from 0
 * @param offset the message's number in its partition, from 0
 */
public record MessageId(QueueName queue, long generation, int partition, long offset) {
    private static final Pattern FORM = Pattern.compile("([^/]+)/(\\d{1,9})/(\\d{1,18})/(\\d{1,18})");

    /**
     * Reads an id as {@link #toString} writes it: {@code queue/partition/generation/offset}.
     *
     * @throws IllegalArgumentException when the text is not such an id
     */
    public static MessageId parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "Not a message id: '" + text + "'. An id reads queue/partition/generation/offset.");
        }
        return new MessageId(
                new QueueName(matcher.group(1)),
                Long.parseLong(matcher.group(3)),
                Integer.parseInt(matcher.group(2)),
                Long.parseLong(matcher.group(4)));
    }

    @Override
    public String toString() {
        return queue + "/" + partition + "/" + generation + "/" + offset;
    }
}
