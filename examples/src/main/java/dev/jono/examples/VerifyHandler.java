package dev.jono.examples;

import dev.jono.api.Delivery;
import dev.jono.api.DeliveryInfo;
import dev.jono.api.TypedQueue;
import dev.jono.examples.AuditLine.What;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * What a consumer does: it verifies a file, notes the result in its process's audit file, and then acks. A file that does not match
 * is rejected at once, since no attempt will help; one that cannot be read fails, and is tried again.
 */
final class VerifyHandler implements TypedQueue.Handler<Task> {
    private final String queue;
    private final AuditFile audit;
    private final Hangs hangs;

    VerifyHandler(String queue, AuditFile audit, Hangs hangs) {
        this.queue = queue;
        this.audit = audit;
        this.hangs = hangs;
    }

    @Override
    public CompletionStage<?> handle(Task task, Delivery delivery) {
        note(What.DELIVERED, task, delivery, "");
        if (!hangs.next(delivery)) {
            verify(task, delivery);
            return CompletableFuture.completedFuture(null);
        }
        note(What.HUNG, task, delivery, "");
        return CompletableFuture.runAsync(
                () -> verify(task, delivery),
                CompletableFuture.delayedExecutor(RunSettings.HANG.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void verify(Task task, Delivery delivery) {
        boolean matches;
        try {
            matches = task.verify();
        } catch (IOException unreadable) {
            note(What.FAILED, task, delivery, String.valueOf(unreadable.getMessage()));
            var unused = delivery.nack(unreadable);
            return;
        }
        if (matches) {
            note(What.DONE, task, delivery, "");
            // Not waited for: the handler is free for the next delivery while the queue records this one's ack.
            var unused = delivery.ack().whenComplete((acked, late) -> settled(task, delivery, late));
        } else {
            note(What.MISMATCHED, task, delivery, "");
            var unused = delivery.reject("The file's " + task.algorithm() + " is not " + task.digest());
        }
    }

    private void settled(Task task, Delivery delivery, Throwable late) {
        var unused = CompletableFuture.runAsync(() -> note(
                late == null ? What.ACKED : What.LEASE_LOST, task, delivery, late == null ? "" : Child.oneLine(late)));
    }

    private void note(What what, Task task, Delivery delivery, String detail) {
        DeliveryInfo info = delivery.info();
        audit.append(new AuditLine(
                System.currentTimeMillis(),
                what,
                queue,
                info.token().epoch(),
                info.token().deliveryNumber(),
                info.attempt(),
                task.id(),
                detail));
    }
}
