package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.jono.api.Backoff;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import dev.jono.api.actor.QueueInbound;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.Delivered;
import dev.jono.api.protocol.QueueReply.Deliveries;
import dev.jono.api.protocol.QueueStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Nobody sees what a queue has decided before it is stored, although it decides on: a real queue on a journal that answers when the test says so. A snapshot is due
 * after every commit.
 */
class UnstoredStateTest {
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Duration SHORT_LEASE = Duration.ofSeconds(2);
    private static final ConsumerId CONSUMER = new ConsumerId("test-process", "consumer");
    private static final QueueReply MARK = new QueueReply.Failed(Reason.UNKNOWN, "told by the test");

    /** So many are worth a commit of their own behind the one under way. */
    private static final int MANY = GateBuffer.FEWEST_BEHIND;

    private static final ActorTestKit KIT = ActorTestKit.create(
            "UnstoredStateTest",
            ConfigFactory.parseString(HeldJournal.CONFIG + """
                            jono.queue {
                              row-bytes = 1 KiB
                              snapshot-after-bytes = 1
                              snapshot-ratio = 0
                              restart-backoff.min = 50 ms
                              limits {
                                # No writes but those of what the test sends.
                                journal-lease-after = 1 h
                                journal-lease-at-latest = 1 h
                                hand-over-retry = 1 h
                                refresh-wait = 50 ms
                              }
                            }
                            """).withFallback(ConfigFactory.load()));

    private final LocalQueues queues = new LocalQueues(KIT);
    private final HeldJournal journal = HeldJournal.get(KIT.system());
    private final TestProbe<QueueReply> client = KIT.createTestProbe();
    private final TestProbe<QueueReply> consumer = KIT.createTestProbe();
    private final TestProbe<QueueReply> receiver = KIT.createTestProbe();
    private final QueueSettings settings = QueueSettings.builder()
            .lease(Duration.ofSeconds(60))
            .backoff(Backoff.NONE)
            .build();

    private QueueKey key = queues.declareNow("replaced", settings);
    private HeldJournal.Held held = journal.hold(QueueEntity.persistenceId(key));
    private ActorRef<QueueInbound> queue = KIT.<QueueInbound>createTestProbe().getRef();
    private long nextSequence = 1;

    @AfterAll
    static void stopKit() {
        KIT.shutdownTestKit();
    }

    /** Its first snapshot is saved, further ones are held. */
    @BeforeEach
    void startQueue(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        QueueKey deadLetters = queues.declareNow(name + ".dlq", settings);
        queues.holdBack(told -> told.key().equals(deadLetters));
        key = queues.declareNow(name, settings);
        held = journal.hold(QueueEntity.persistenceId(key));
        queue = queues.entity(key);
        held.nextSave().confirm();
    }

    @Test
    void everythingWaitsForItsOwnCommitAndLeavesInOrder() {
        TwoCommits commits = decideTwoCommits();
        assertThat(toldTo(client)).isEmpty();
        assertThat(toldTo(consumer)).isEmpty();
        assertThat(toldTo(receiver)).isEmpty();
        assertThat(held.asked()).as("saves and deletes").isEqualTo(commits.askedBefore());
        assertThat(queues.holdsNothingBack()).as("no hand-over").isTrue();

        commits.first().nameAll();
        journal.awaitHandled(commits.first());
        assertTold(client, QueueReply.Sent.class, QueueReply.Described.class);
        assertThat(texts(toldTo(consumer))).containsExactly("one", "two");
        assertThat(toldTo(receiver)).isEmpty();
        assertThat(added(commits)).hasSize(2).allMatch(asked -> asked.startsWith("delete"));
        assertThat(queues.holdsNothingBack()).as("no hand-over").isTrue();

        commits.second().confirm();
        journal.awaitHandled(commits.second());
        assertTold(client, QueueReply.Settled.class, QueueReply.Sent.class);
        List<QueueReply> received = toldTo(receiver);
        assertThat(received).last().isEqualTo(new Deliveries(key, 1, List.of()));
        List<String> delivered = new ArrayList<>(texts(received));
        delivered.addAll(texts(toldTo(consumer)));
        assertThat(delivered).containsExactlyInAnyOrderElementsOf(many());
        assertThat(((QueueCommand.Send) queues.nextHeld().request().command()).messages())
                .extracting(Message::text)
                .containsExactly("bad");
        assertThat(added(commits))
                .hasSize(3)
                .endsWith("save " + commits.second().lastRow());
    }

    @Test
    void ifTheSecondWriteFailsNobodyHasSeenAnythingOfIt() {
        TwoCommits commits = decideTwoCommits();
        commits.first().nameAll();
        journal.awaitHandled(commits.first());
        assertTold(client, QueueReply.Sent.class, QueueReply.Described.class);
        assertThat(texts(toldTo(consumer))).containsExactly("one", "two");
        assertThat(added(commits)).as("saves").noneMatch(asked -> asked.startsWith("save"));

        held.holdWrites(false);
        commits.second().fail(new IllegalStateException("planted by the test"));
        assertFailed(client, Reason.UNKNOWN);
        assertFailed(client, Reason.UNKNOWN);
        assertFailed(receiver, Reason.UNAVAILABLE);

        QueueStatus status = status();
        assertThat(status.sent()).isEqualTo(3);
        assertThat(status.depth()).isEqualTo(3);
        assertThat(status.handingOver()).isZero();
        assertThat(toldTo(consumer)).isEmpty();
        assertThat(toldTo(receiver)).isEmpty();
        assertThat(queues.holdsNothingBack()).as("no hand-over").isTrue();

        nextSequence = 4;
        send(many());
        QueueReply.Sent again = client.expectMessageClass(QueueReply.Sent.class, WAIT);
        assertThat(again.outcomes().get(0).firstOffset()).isEqualTo(3);
    }

    @Test
    void whatIsDecidedBehindAWriteThatFailsIsAnsweredOnce() {
        held.holdWrites(true);
        send(List.of("one"));
        HeldJournal.Write first = held.nextWrite();
        receive(4);
        send(many());
        awaitDecided(first);
        held.holdWrites(false);
        first.fail(new IllegalStateException("planted by the test"));
        assertFailed(client, Reason.UNKNOWN);
        assertFailed(client, Reason.UNKNOWN);
        assertFailed(receiver, Reason.UNKNOWN);
        assertThat(status().depth()).isZero();
        assertThat(toldTo(receiver)).isEmpty();
    }

    @Test
    void rowsThatAreNamedInAnotherOrderStopNothingAndMoveNoSnapshot() {
        held.holdWrites(true);
        List<String> large = List.of("a".repeat(800), "b".repeat(800), "c".repeat(800));
        send(large);
        HeldJournal.Write first = held.nextWrite();
        assertThat(first.rows()).isGreaterThan(1);
        send(many());
        first.store();
        HeldJournal.Write second = held.nextWrite();
        second.store();
        assertThat(second.rows()).isGreaterThan(1);

        for (int row = 0; row < first.rows() - 1; row++) {
            first.name(row);
        }
        second.name(0);
        first.name(first.rows() - 1);
        for (int row = 1; row < second.rows(); row++) {
            second.name(row);
        }
        journal.awaitHandled(second);
        assertTold(client, QueueReply.Sent.class, QueueReply.Sent.class);
        HeldJournal.Save save = held.nextSave();
        assertThat(save.row()).isEqualTo(first.lastRow());
        save.confirm();

        held.holdWrites(false);
        send(List.of("last"));
        client.expectMessageClass(QueueReply.Sent.class, WAIT);
        queues.crash(key);
        queue = queues.entity(key);
        assertThat(status().depth()).isEqualTo(nextSequence - 1);
        send(List.of("behind it"));
        QueueReply.Sent sent = client.expectMessageClass(QueueReply.Sent.class, WAIT);
        assertThat(sent.outcomes().get(0).firstOffset()).isEqualTo(nextSequence - 2);
    }

    @Test
    void aZombieDeliversNothing() {
        refresh(1);
        receive(1);
        assertThat(status().depth()).isZero();
        held.holdWrites(true);
        send(List.of("one", "two"));
        HeldJournal.Write write = held.nextWrite();
        send(many());
        awaitDecided(write);

        ActorRef<QueueInbound> zombie = queue;
        queue = queues.spawn(key);
        HeldJournal.Write ofTheOwner = held.nextWrite();
        ofTheOwner.confirm();
        journal.awaitHandled(ofTheOwner);
        List<String> askedByTheOwner = held.asked();

        write.store();
        assertFailed(client, Reason.UNKNOWN);
        assertFailed(client, Reason.UNKNOWN);
        assertFailed(receiver, Reason.UNAVAILABLE);
        assertThat(toldTo(receiver)).isEmpty();
        assertThat(toldTo(consumer)).isEmpty();
        assertThat(held.asked()).isEqualTo(askedByTheOwner);
        KIT.stop(zombie);
        assertThat(status().depth()).isZero();
    }

    @Test
    void aLeaseBeginsWhenItsDeliveryHasBeenStored() {
        useShortLeases();
        refresh(10 * MANY);
        held.holdWrites(true);
        send(List.of("one", "two"));
        HeldJournal.Write first = held.nextWrite();
        assertNothingIsToldForLongerThanALease();
        send(many());
        awaitDecided(first);
        first.store();
        HeldJournal.Write second = held.nextWrite();
        second.store();
        first.nameAll();
        second.nameAll();
        journal.awaitHandled(second);
        List<String> sent = new ArrayList<>(List.of("one", "two"));
        sent.addAll(many());
        assertThat(texts(toldTo(consumer))).containsExactlyElementsOf(sent);
    }

    @Test
    void aLeaseFromBeforeARecoveryBeginsWhenTheEpochHasBeenStored() {
        useShortLeases();
        refresh(1);
        send(List.of("one"));
        client.expectMessageClass(QueueReply.Sent.class, WAIT);
        tell(client, new QueueCommand.Purge()); // which journals the lease
        client.expectMessageClass(QueueReply.Purged.class, WAIT);
        consumer.expectMessageClass(Deliveries.class, WAIT);

        held.holdWrites(true);
        queues.crash(key);
        queue = queues.entity(key);
        HeldJournal.Write first = held.nextWrite();
        assertNothingIsToldForLongerThanALease();
        held.holdWrites(false);
        first.confirm();
        assertThat(status().leased()).isEqualTo(1);
        await().atMost(WAIT).until(() -> status().leased() == 0);
    }

    private void useShortLeases() {
        tell(
                client,
                new QueueCommand.ChangeSettings(
                        settings.toBuilder().lease(SHORT_LEASE).build()));
        client.expectMessageClass(QueueReply.Done.class, WAIT);
    }

    private void assertNothingIsToldForLongerThanALease() {
        await().during(SHORT_LEASE.plusMillis(100))
                .atMost(WAIT)
                .until(() -> toldTo(consumer).isEmpty());
    }

    /**
     * Two commits.
     *
     * @param first stored, and the queue knows of no row of it yet
     * @param second decided on top of it
     * @param askedBefore what had been asked of the snapshot store before both
     */
    private record TwoCommits(HeldJournal.Write first, HeldJournal.Write second, List<String> askedBefore) {}

    /** The first stores two messages for the consumer, and deletes are due with it; the second does something of everything, behind inputs that only read. */
    private TwoCommits decideTwoCommits() {
        send(List.of("bad"));
        client.expectMessageClass(QueueReply.Sent.class, WAIT);
        HeldJournal.Save earlier = held.nextSave();
        refresh(10 * MANY);
        List<Delivered> bad =
                consumer.expectMessageClass(Deliveries.class, WAIT).deliveries();
        List<String> askedBefore = held.asked();

        held.holdWrites(true);
        send(List.of("one", "two"));
        HeldJournal.Write first = held.nextWrite();
        earlier.confirm();
        tell(client, new QueueCommand.Describe());
        receive(4);
        tell(client, TestClient.settling(bad, new QueueCommand.Reject("no")));
        send(many());
        awaitDecided(first);
        first.store();
        HeldJournal.Write second = held.nextWrite();
        journal.awaitHandled(second);
        return new TwoCommits(first, second, askedBefore);
    }

    /** Returns when all that the queue has been sent is decided, although this is still being written. */
    private void awaitDecided(HeldJournal.Write underWay) {
        journal.awaitHandled(Adapter.toClassic(queue));
        journal.awaitHandled(underWay);
    }

    private List<String> added(TwoCommits commits) {
        List<String> asked = held.asked();
        return asked.subList(commits.askedBefore().size(), asked.size());
    }

    private void tell(TestProbe<QueueReply> from, QueueCommand command) {
        queue.tell(new QueueRequest(command, from.getRef()));
    }

    private void send(List<String> texts) {
        List<Message> messages = texts.stream().map(Message::of).toList();
        tell(client, new QueueCommand.Send(new ProducerId("producer"), nextSequence, nextSequence, messages));
        nextSequence += texts.size();
    }

    private void refresh(int capacity) {
        tell(consumer, new QueueCommand.Refresh(CONSUMER, 1, capacity, 0, capacity, 0, 0, List.of()));
        consumer.expectMessageClass(QueueReply.Refreshed.class, WAIT);
    }

    private void receive(int max) {
        ConsumerId id = new ConsumerId("test-process", "receive");
        tell(receiver, new QueueCommand.Receive(id, max, 0, Duration.ofMinutes(10), null));
    }

    private static List<String> many() {
        return IntStream.range(0, MANY).mapToObj(Integer::toString).toList();
    }

    private QueueStatus status() {
        tell(client, new QueueCommand.Describe());
        return client.expectMessageClass(QueueReply.Described.class, WAIT).status();
    }

    private static void assertTold(TestProbe<QueueReply> probe, Class<?>... kinds) {
        assertThat(toldTo(probe)).extracting(Object::getClass).isEqualTo(List.of(kinds));
    }

    private static void assertFailed(TestProbe<QueueReply> probe, Reason reason) {
        assertThat(probe.expectMessageClass(QueueReply.Failed.class, WAIT).reason())
                .isEqualTo(reason);
    }

    /** Returns what it has been told and has not taken yet. */
    private static List<QueueReply> toldTo(TestProbe<QueueReply> probe) {
        probe.getRef().tell(MARK);
        List<QueueReply> told = new ArrayList<>();
        for (QueueReply next = probe.receiveMessage(WAIT); !next.equals(MARK); next = probe.receiveMessage(WAIT)) {
            told.add(next);
        }
        return told;
    }

    private static List<String> texts(List<QueueReply> replies) {
        return replies.stream()
                .flatMap(reply -> ((Deliveries) reply).deliveries().stream())
                .map(delivery -> delivery.message().text())
                .toList();
    }
}
