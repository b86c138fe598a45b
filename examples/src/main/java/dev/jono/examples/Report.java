package dev.jono.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.OptionalLong;

/** Prints an audit: as a table and sentences, or as one JSON object. */
final class Report {
    private static final String ROW = "%-12s %9s %9s %9s %11s %13s  %s%n";

    private Report() {}

    static void print(Audit audit, PrintStream out) {
        out.println();
        out.printf(ROW, "queue", "sent", "confirmed", "acked", "redelivered", "dead-lettered", "failover");
        audit.queues().forEach((name, queue) -> printQueue(name, queue, out));
        out.printf(
                ROW,
                "all",
                audit.sent(),
                audit.confirmed(),
                audit.acked(),
                audit.redelivered(),
                audit.deadLettered(),
                "");
        out.println();
        out.println("Failover, from the kill to the first delivery by the busiest queue's new owner: "
                + seconds(audit.failoverMillis()));
        out.println("Throughput, from the first send to the last ack: " + audit.messagesPerSecond() + " msg/s");
        out.println("Handlers that hung past their lease: " + audit.hung());
        audit.reasons().forEach(out::println);
        out.println("Lost " + audit.lost() + ", unexpected " + audit.unexpected() + ". Verdict: " + audit.verdict());
    }

    private static void printQueue(String name, QueueTally queue, PrintStream out) {
        out.printf(
                ROW,
                name,
                queue.sent,
                queue.confirmed,
                queue.done,
                queue.redelivered,
                queue.deadLettered,
                queue.killedOwner.isEmpty()
                        ? ""
                        : seconds(queue.failoverMillis()) + " after " + queue.killedOwner + " was killed");
    }

    private static String seconds(OptionalLong millis) {
        return millis.isPresent() ? "%.1f s".formatted(millis.getAsLong() / 1000.0) : "never";
    }

    /** Returns the audit as one line of JSON. */
    static String json(Audit audit) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("sent", audit.sent());
        json.put("confirmed", audit.confirmed());
        json.put("acked", audit.acked());
        json.put("redelivered", audit.redelivered());
        json.put("deadLettered", audit.deadLettered());
        json.put("lost", audit.lost());
        json.put("unexpected", audit.unexpected());
        if (audit.failoverMillis().isPresent()) {
            json.put("failoverMillis", audit.failoverMillis().getAsLong());
        } else {
            json.putNull("failoverMillis");
        }
        json.put("messagesPerSecond", audit.messagesPerSecond());
        json.put("verdict", audit.verdict());
        return json.toString();
    }
}
