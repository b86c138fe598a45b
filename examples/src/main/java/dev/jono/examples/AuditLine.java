package dev.jono.examples;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * One line of an audit file: something that a process did or saw.
 *
 * @param atMillis when, by the machine's clock
 * @param what happened
 * @param queue of the message
 * @param epoch of the delivery, which names its queue's owner; 0 if there is none
 * @param delivery its number in that epoch
 * @param attempt which one, from 1
 * @param id the task's
 * @param detail what else is to be known
 */
record AuditLine(
        long atMillis, What what, String queue, long epoch, long delivery, int attempt, String id, String detail) {
    private static final int FIELDS = 8;

    /** What can happen. */
    enum What {
        /** The producer is about to send. */
        SENT,
        /** The queue has confirmed a send. */
        CONFIRMED,
        /** The queue has not confirmed a send; the detail says why. */
        UNCONFIRMED,
        /** A handler has begun. */
        DELIVERED,
        /** A handler is to hang past its lease. */
        HUNG,
        /** A handler found the file good, and is about to ack. */
        DONE,
        /** The queue has confirmed an ack. */
        ACKED,
        /** An ack came too late: the lease had ended. */
        LEASE_LOST,
        /** A handler found another digest, and is about to reject. */
        MISMATCHED,
        /** A handler could not read the file. */
        FAILED,
        /** The dead-letter queue delivered it; the detail is the dead letter's own id, a space and the task. */
        DEAD,
        /** The demo planted a file that is bad. */
        PLANTED,
        /** The queue's owner was killed; the detail is its name. */
        KILLED,
        /** The run ended though the queues still held messages; the detail says how many. */
        NOT_EMPTY
    }

    static AuditLine of(What what, String queue, String id, String detail) {
        return new AuditLine(System.currentTimeMillis(), what, queue, 0, 0, 0, id, detail);
    }

    /** Returns it as a line without its end. Control characters in file names are escaped. */
    String format() {
        StringJoiner line = new StringJoiner("\t");
        line.add(Long.toString(atMillis))
                .add(what.name().toLowerCase(Locale.ROOT))
                .add(queue);
        line.add(Long.toString(epoch)).add(Long.toString(delivery)).add(Integer.toString(attempt));
        return line.add(escape(id)).add(escape(detail)).toString();
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException when it is not one
     */
    static AuditLine parse(String line) {
        List<String> fields = List.of(line.split("\t", -1));
        if (fields.size() != FIELDS) {
            throw new IllegalArgumentException("Not a line of an audit file: " + line);
        }
        return new AuditLine(
                Long.parseLong(fields.get(0)),
                What.valueOf(fields.get(1).toUpperCase(Locale.ROOT)),
                fields.get(2),
                Long.parseLong(fields.get(3)),
                Long.parseLong(fields.get(4)),
                Integer.parseInt(fields.get(5)),
                unescape(fields.get(6)),
                unescape(fields.get(7)));
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                i++;
                char escaped = text.charAt(i);
                c = escaped == 't' ? '\t' : escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped;
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
