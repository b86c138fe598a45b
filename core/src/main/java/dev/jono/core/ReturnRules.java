package dev.jono.core;

import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes of a message whose delivery ended without an ack. */
final class ReturnRules {
    private final Batch batch;

    ReturnRules(Batch batch) {
        this.batch = batch;
    }

    /** The handler failed: try again after a wait, or dead-letter it. */
    void failed(long offset, @Nullable Long delayMillis, String error, Suspicion suspicion) {
        int attempts = batch.state.attempts.of(offset) + 1;
        if (attempts >= batch.settings().maxAttempts()) {
            Optional<QueueName> target = batch.deadLetterQueue();
            if (target.isPresent()) {
                deadLetter(offset, target.get(), "max-attempts", attempts, error);
                return;
            }
        }
        long waitMillis = delayMillis != null ? delayMillis : backoffMillis(offset, attempts);
        comeBack(offset, attempts, waitMillis, suspicion);
    }

    /** The attempt does not count: it may be delivered again at once. */
    void untried(long offset, Suspicion suspicion) {
        @Nullable Lease lease = batch.lease(offset);
        boolean leavesNoTrace =
                lease != null && !batch.state.leases.containsKey(offset) && suspicion == batch.state.suspicion(offset);
        if (leavesNoTrace && !isExpired(offset)) {
            batch.forgetLease(offset);
        } else {
            comeBack(offset, batch.state.attempts.of(offset), 0, suspicion);
        }
    }

    /** The consumer wants it never to be tried again. */
    void rejected(long offset, String reason) {
        int attempts = batch.state.attempts.of(offset) + 1;
        Optional<QueueName> target = batch.deadLetterQueue();
        if (target.isPresent()) {
            deadLetter(offset, target.get(), "rejected", attempts, reason);
        } else {
            comeBack(offset, attempts, backoffMillis(offset, attempts), Suspicion.NONE);
        }
    }

    /** The lease ran out. It counts as an attempt only if the handler had started. */
    void leaseExpired(Lease lease) {
        Suspicion suspicion = batch.state.suspicion(lease.offset());
        if (lease.started) {
            failed(lease.offset(), null, "The lease ended before the message was settled", suspicion);
        } else {
            untried(lease.offset(), suspicion);
        }
    }

    /**
     * The process that held it died. Whatever it held becomes suspect; what had been journaled as started before it was
     * delivered has now crashed a process, and that counts.
     */
    void crashed(Lease lease) {
        long offset = lease.offset();
        if (lease.awaitsJournal) {
            untried(offset, batch.state.suspicion(offset));
        } else if (lease.record.started()) {
            failed(offset, 0L, "The process that handled the message died", Suspicion.COUNTED);
        } else {
            Suspicion before = batch.state.suspicion(offset);
            untried(offset, before == Suspicion.NONE ? Suspicion.SUSPECT : before);
        }
    }

    /** The message has outlived its time, after so many attempts. */
    void expire(long offset, int attempts) {
        Optional<QueueName> target = batch.settings().deadLetterExpired() ? batch.deadLetterQueue() : Optional.empty();
        if (target.isPresent()) {
            deadLetter(offset, target.get(), "expired", attempts, "");
        } else {
            batch.expire(offset);
        }
    }

    private void comeBack(long offset, int attempts, long waitMillis, Suspicion suspicion) {
        if (isExpired(offset)) {
            expire(offset, attempts);
            return;
        }
        long due = waitMillis <= 0 ? 0 : DueIndex.bucketMillis(batch.now.wallMillis(), waitMillis);
        batch.giveBack(new Event.Returned(offset, attempts, due, suspicion));
    }

    private boolean isExpired(long offset) {
        return batch.state.expiries.isDue(offset, batch.now.wallMillis());
    }

    private void deadLetter(long offset, QueueName target, String reason, int attempts, String error) {
        batch.deadLetter(
                offset, target, new DeadLetterInfo(reason, attempts, error, batch.state.node, batch.now.wallMillis()));
    }

    private long backoffMillis(long offset, int attempts) {
        QueueSettings settings = batch.settings();
        return settings.backoff().delayAfter(attempts, spread(offset, attempts)).toMillis();
    }

    /** Spreads messages evenly over the jitter without a random number: the same history decides the same. */
    private static double spread(long offset, int attempts) {
        long mixed = (offset * 31 + attempts) * 0x9E3779B97F4A7C15L;
        return (double) (mixed >>> 11) / (double) (1L << 53);
    }
}
