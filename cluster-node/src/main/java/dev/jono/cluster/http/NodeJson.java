package dev.jono.cluster.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jono.cluster.LostCounts;
import dev.jono.cluster.NodeStatus;
import dev.jono.persistence.journal.JournalStats;

/** A node's status as JSON. */
final class NodeJson {
    private NodeJson() {}

    static ObjectNode write(NodeStatus status) {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        json.put("address", status.address());
        write(json.putObject("lost"), status.lost());
        status.hosting().ifPresent(hosting -> {
            hosting.fencedOut().ifPresent(reason -> json.put("fencedOut", reason));
            write(json.putObject("journal"), hosting.journal());
            json.putObject("payloads")
                    .put("cachedBytes", hosting.cachedBytes())
                    .put("cacheLimitBytes", hosting.cacheLimitBytes())
                    .put("sendingBytes", hosting.sendingBytes())
                    .put("sendLimitBytes", hosting.sendLimitBytes());
        });
        return json;
    }

    private static void write(ObjectNode json, LostCounts lost) {
        json.put("dropped", lost.dropped())
                .put("unsendable", lost.unsendable())
                .put("undelivered", lost.undelivered())
                .put("quarantines", lost.quarantines());
    }

    private static void write(ObjectNode json, JournalStats stats) {
        json.put("claims", stats.claims())
                .put("writes", stats.writes())
                .put("rowsWritten", stats.rowsWritten())
                .put("rowsReadBack", stats.rowsReadBack())
                .put("voidRows", stats.voidRows())
                .put("voidSnapshots", stats.voidSnapshots())
                .put("unreadableSnapshots", stats.unreadableSnapshots())
                .put("ownershipLost", stats.ownershipLost())
                .put("refused", stats.refused())
                .put("failedWrites", stats.failedWrites())
                .put("failedDeletes", stats.failedDeletes());
    }
}
