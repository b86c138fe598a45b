package dev.jono.api;

import java.util.regex.Pattern;

/**
 * The name of a queue: a letter or digit, then letters, digits, {@code .}, {@code _} or {@code -}; at most {@value
 * #MAX_LENGTH} characters, so that the name of its dead-letter queue fits into {@value #MAX_DEAD_LETTER_LENGTH}. The
 * constructor throws {@link IllegalArgumentException} when the text is not such a name.
 *
 * @param value the name as text
 */
public record QueueName(String value) implements Comparable<QueueName> {
    /** The longest name that a user can give a queue, in characters. */
    public static final int MAX_LENGTH = 76;

    /** What the default dead-letter queue's name adds to its queue's. */
    public static final String DEAD_LETTER_SUFFIX = ".dlq";

    /** The longest name of a dead-letter queue, in characters. */
    public static final int MAX_DEAD_LETTER_LENGTH = MAX_LENGTH + DEAD_LETTER_SUFFIX.length();

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    public QueueName {
        int limit = value.endsWith(DEAD_LETTER_SUFFIX) ? MAX_DEAD_LETTER_LENGTH : MAX_LENGTH;
        if (value.length() > limit || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("Not a queue name: '" + abbreviated(value) + "'. A name is a letter or"
                    + " digit followed by letters, digits, '.', '_' or '-', " + limit + " characters at most.");
        }
    }

    /** Returns the queue name that {@code value} is. */
    public static QueueName of(String value) {
        return new QueueName(value);
    }

    /** Returns the name of the dead-letter queue that this queue has unless its settings name another. */
    public QueueName deadLetters() {
        return new QueueName(value + DEAD_LETTER_SUFFIX);
    }

    /** Tells whether this is a dead-letter queue by its name; such a queue has no dead-letter queue of its own. */
    public boolean isDeadLetterName() {
        return value.endsWith(DEAD_LETTER_SUFFIX);
    }

    @Override
    public int compareTo(QueueName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static String abbreviated(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
