package dev.jono.api.actor;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.LeaseToken;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueReply.Failed;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The failures that producers and consumers report, each worded once. */
final class Failures {
    private Failures() {}

    static JonoException overloaded(QueueName queue) {
        return new JonoException(
                Reason.OVERLOADED,
                "Too much is sent to " + queue
                        + " and not confirmed yet; nothing was stored. Wait for earlier sends, or"
                        + " raise the producer's max unconfirmed.");
    }

    static JonoException producerStopped(QueueName queue) {
        return new JonoException(Reason.STOPPED, "The producer of " + queue + " has been stopped; nothing was stored.");
    }

    static JonoException unknownAfterStop(QueueName queue) {
        return new JonoException(
                Reason.UNKNOWN,
                "The producer was stopped before " + queue + " answered: the message may or may not be stored.");
    }

    static JonoException tooLarge(int bytes) {
        return new JonoException(
                Reason.MESSAGE_TOO_LARGE,
                "The message has " + bytes + " bytes with its headers; no queue takes more than "
                        + QueueSettings.MAX_MESSAGE_BYTES_LIMIT + ". Store large content elsewhere and send its name.");
    }

    /** Returns what a send fails with at its deadline; {@code last} is what the queue said since it last stored something. */
    static JonoException gaveUp(QueueName queue, Duration after, boolean transmitted, @Nullable Failed last) {
        String why = last == null ? "" : " It last said " + last.reason() + ": " + last.detail();
        return transmitted
                ? new JonoException(
                        Reason.UNKNOWN,
                        queue + " has not confirmed it for " + after + ": the message may or may not be stored." + why)
                : new JonoException(
                        Reason.UNAVAILABLE,
                        queue + " could not be reached for " + after + "; the message was not stored." + why);
    }

    static JonoException unconfirmedAfterStop(QueueName queue) {
        return new JonoException(
                Reason.UNKNOWN,
                "The consumer was stopped before " + queue + " confirmed: the message may be delivered again.");
    }

    static JonoException notExtendedAfterStop(QueueName queue) {
        return new JonoException(
                Reason.STOPPED, "The consumer of " + queue + " has been stopped; the lease was not extended.");
    }

    /** Returns the failure of a request with a value outside its bounds. */
    static JonoException invalid(IllegalArgumentException outside) {
        return new JonoException(Reason.INVALID, String.valueOf(outside.getMessage()), outside);
    }

    static JonoException leaseLost(QueueName queue, LeaseToken token) {
        return new JonoException(
                Reason.LEASE_LOST,
                "The lease " + token + " of " + queue + " has ended; the message goes, or went, to somebody else.");
    }

    /** Returns the failure of a message that may have been stored before the queue refused it. */
    static JonoException unknownAfter(JonoException refusal) {
        return new JonoException(
                Reason.UNKNOWN, "The message may or may not be stored: " + refusal.getMessage(), refusal);
    }

    static JonoException of(Failed failed) {
        return new JonoException(failed.reason(), failed.detail());
    }

    /** Returns what {@code failure} says as ours; foreign failures of a node's stages are defects. */
    static JonoException of(Throwable failure) {
        Throwable cause = unwrapped(failure);
        return cause instanceof JonoException ours ? ours : new JonoException(Reason.INTERNAL, textOf(cause), cause);
    }

    /** Tells whether trying the same again may help. */
    static boolean isPassing(Reason reason) {
        return reason == Reason.UNAVAILABLE || reason == Reason.OVERLOADED || reason == Reason.UNKNOWN;
    }

    /** Returns class and message of a failure, as a dead letter shows them. */
    static String textOf(Throwable failure) {
        Throwable cause = unwrapped(failure);
        String name = cause.getClass().getName();
        String message = messageOf(cause);
        return message == null ? name : name + ": " + message;
    }

    /** Some exceptions cannot say what they are; that must not get in the way of what is done about them. */
    private static @Nullable String messageOf(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (RuntimeException speechless) {
            return null;
        }
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapper && cause != null ? unwrapped(cause) : failure;
    }
}
