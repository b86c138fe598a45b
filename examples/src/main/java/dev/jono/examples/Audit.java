package dev.jono.examples;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The auditor's account of a run.
 *
 * @param sent messages that the producer sent, the planted ones included
 * @param confirmed of them by the queues
 * @param acked different messages whose handler found the file good
 * @param redelivered deliveries beyond a message's first one
 * @param deadLettered messages in the dead-letter queue
 * @param lost confirmed messages that are neither acked nor dead-lettered
 * @param unexpected what should not have happened: an ack or a dead letter without cause, a second dead letter of one message, a
 *     delivery after a confirmed ack
 * @param hung handlers that hung past their lease, because the run was set so
 * @param foundBad files of the input, not planted, that really are bad and were dead-lettered for it
 * @param failoverMillis from the kill to the first delivery by the new owner of the busiest queue; empty without a failover
 * @param messagesPerSecond acked, from the first send to the last ack
 * @param reasons why the verdict is not ok, and what else a reader should know; a sentence each
 * @param queues each queue's share
 * @param isOk whether every message is accounted for
 */
record Audit(
        long sent,
        long confirmed,
        long acked,
        long redelivered,
        long deadLettered,
        long lost,
        long unexpected,
        long hung,
        long foundBad,
        OptionalLong failoverMillis,
        long messagesPerSecond,
        List<String> reasons,
        Map<String, QueueTally> queues,
        boolean isOk) {

    String verdict() {
        return isOk ? "ok" : "failed";
    }
}
