package dev.jono.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one lease on one message. Tokens of a partition only grow, in the order of generation, epoch and delivery number,
 * so a token serves as a fencing token downstream: a store that remembers the highest token it saw for a message can
 * refuse the work of an older lease.
 *
 * @param generation which declaration of the queue's name
 * @param epoch which incarnation of the partition's actor gave the lease
 * @param deliveryNumber the delivery's number within the epoch, from 1
 */
public record LeaseToken(long generation, long epoch, long deliveryNumber) implements Comparable<LeaseToken> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})-(\\d{1,18})-(\\d{1,18})");

    /**
     * Reads a token as {@link #toString} writes it: {@code generation-epoch-deliveryNumber}.
     *
     * @throws IllegalArgumentException when the text is not such a token
     */
    public static LeaseToken parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "Not a lease token: '" + text + "'. Use the token exactly as the delivery carried it.");
        }
        return new LeaseToken(
                Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
    }

    @Override
    public int compareTo(LeaseToken other) {
        int byGeneration = Long.compare(generation, other.generation);
        if (byGeneration != 0) {
            return byGeneration;
        }
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(deliveryNumber, other.deliveryNumber);
    }

    @Override
    public String toString() {
        return generation + "-" + epoch + "-" + deliveryNumber;
    }
}
