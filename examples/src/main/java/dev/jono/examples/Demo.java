package dev.jono.examples;

import dev.jono.examples.AuditLine.What;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** One run: starts the cluster, has it work, kills a node on the way, and waits until every message is accounted for. */
final class Demo {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration OWNERS_TIMEOUT = Duration.ofSeconds(60);
    /** How long nothing at all may happen: longer than the slowest failover. */
    private static final Duration STALL_TIMEOUT = Duration.ofMinutes(2);

    private static final Duration EMPTY_TIMEOUT = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 200;

    private final Workspace workspace;
    private final Cluster cluster;
    private final Progress progress;
    private final Tally tally = new Tally();
    private final AuditTail tail;
    private final AuditFile events;
    private final Failover failover;
    private final int total;

    Demo(Workspace workspace, Cluster cluster, Progress progress, int total) {
        this.workspace = workspace;
        this.cluster = cluster;
        this.progress = progress;
        this.total = total;
        this.tail = new AuditTail(workspace.audits());
        this.events = new AuditFile(workspace.audit("demo"));
        this.failover = new Failover(cluster, events);
    }

    /** Runs to the end; returns the audit of its files. */
    Audit run() throws InterruptedException {
        start();
        cluster.producer().tell(ProducerMain.GO);
        workUntil("a third is acked", () -> tally.done() >= total / 3);
        workUntil("a node says that it owns the busiest queue", () -> failover.kill(tally));
        cluster.producer().tell(ProducerMain.REST);
        progress.say("Killed " + failover.describe() + ", when " + tally.done() + " were done and "
                + (total - tally.sent()) + " still to be sent");
        boolean takenOver = workUntil(
                "others deliver from its queues", () -> failover.orphans(tally).isEmpty());
        if (takenOver) {
            progress.say("Others deliver from its queues; starting it again");
            failover.restart();
            finish();
        }
        cluster.stop();
        events.close();
        return Auditor.audit(workspace.audits());
    }

    private void start() throws InterruptedException {
        for (Artifact planted : workspace.plant()) {
            events.append(AuditLine.of(What.PLANTED, "", Plan.plantedId(planted), ""));
        }
        progress.say("Starting Cassandra");
        cluster.startCassandra();
        progress.say("Starting " + Cluster.NODES + " nodes and the producing service");
        for (CompletableFuture<String> started : cluster.startNodes()) {
            await(started);
        }
        await(cluster.startProducer());
        for (int index = 0; index < Cluster.NODES; index++) {
            progress.say(Cluster.nodeName(index) + "'s management port: "
                    + cluster.management().address(index) + "/jono/v1/queues, /cluster/members");
        }
        describeOwners();
    }

    private static void await(CompletableFuture<String> started) throws InterruptedException {
        try {
            started.get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new DemoException(Child.oneLine(failure), failure);
        } catch (TimeoutException slow) {
            throw new DemoException(
                    "The cluster was not ready after " + START_TIMEOUT.toSeconds()
                            + " s. Is the machine short of memory, or busy? See the logs",
                    slow);
        }
    }

    /** A node whose region came last gets its share by a rebalance. */
    private void describeOwners() throws InterruptedException {
        List<Set<String>> owned = new ArrayList<>();
        until(OWNERS_TIMEOUT, () -> {
            owned.clear();
            for (int index = 0; index < Cluster.NODES; index++) {
                owned.add(cluster.management().ownedBy(index, Plan.QUEUES));
            }
            return owned.stream().noneMatch(Set::isEmpty)
                    && owned.stream().mapToInt(Set::size).sum() >= Plan.QUEUES.size();
        });
        for (int index = 0; index < owned.size(); index++) {
            List<String> queues = owned.get(index).stream().sorted().toList();
            progress.say(
                    Cluster.nodeName(index) + " owns " + (queues.isEmpty() ? "no queue" : String.join(", ", queues)));
        }
    }

    /** The queues must be empty before the processes end, or a second dead letter could be on its way unseen. */
    private void finish() throws InterruptedException {
        CompletableFuture<String> answered = cluster.producer().said(ProducerMain.ANSWERED);
        workUntil("every message is acked or dead-lettered", () -> answered.isDone() && tally.settled() >= total);
        if (!until(START_TIMEOUT, failover::isBack)) {
            throw new DemoException("The killed node did not take part again within " + START_TIMEOUT.toSeconds()
                    + " s of its start. See the logs");
        }
        if (!until(EMPTY_TIMEOUT, () -> cluster.management().depth().orElse(1) == 0)) {
            OptionalLong depth = cluster.management().depth();
            String left = depth.isPresent() ? depth.getAsLong() + " messages" : "no node says what they hold";
            events.append(AuditLine.of(What.NOT_EMPTY, "", "", left));
        }
    }

    /** Waits while messages move; false when nothing has moved for long. */
    private boolean workUntil(String what, BooleanSupplier reached) throws InterruptedException {
        long movedAt = System.nanoTime();
        long movedTo = -1;
        while (!look(reached)) {
            long moved = tally.confirmed() + tally.done() + tally.redelivered() + tally.deadLettered();
            if (moved != movedTo) {
                movedTo = moved;
                movedAt = System.nanoTime();
            } else if (System.nanoTime() - movedAt > STALL_TIMEOUT.toNanos()) {
                progress.say("Nothing has moved for " + STALL_TIMEOUT.toSeconds() + " s while waiting until " + what);
                return false;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return true;
    }

    /** Waits at most so long; false when it was not reached. */
    private boolean until(Duration timeout, BooleanSupplier reached) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!look(reached)) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return true;
    }

    private boolean look(BooleanSupplier reached) {
        tail.read(tally::add);
        if (tally.sent() > 0) {
            progress.show(tally);
        }
        cluster.requireAlive(failover.deadNode());
        try {
            return reached.getAsBoolean();
        } catch (CompletionException failure) {
            throw new DemoException(Child.oneLine(failure), failure);
        }
    }
}
