package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.JournalProtocol.DeleteMessagesTo;
import org.apache.pekko.persistence.JournalProtocol.RecoverySuccess;
import org.apache.pekko.persistence.JournalProtocol.ReplayMessages;
import org.apache.pekko.persistence.JournalProtocol.ReplayMessagesFailure;
import org.apache.pekko.persistence.JournalProtocol.ReplayedMessage;
import org.apache.pekko.persistence.JournalProtocol.WriteMessages;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.testkit.javadsl.TestKit;
import scala.jdk.javaapi.CollectionConverters;

/** Speaks to the journal plugin as a persistent actor does. */
final class JournalProbe {
    static final Duration WAIT = Duration.ofSeconds(60);
    static final long ALL = Long.MAX_VALUE;

    /** What a replay brought: the events, and the highest sequence number. */
    record Replayed(List<PersistentRepr> events, long highest) {
        List<Long> sequenceNrs() {
            return events.stream().map(PersistentRepr::sequenceNr).toList();
        }
    }

    final String persistenceId;
    final TestKit probe;
    private final ActorRef journal;

    JournalProbe(ActorSystem system, String persistenceId) {
        this.persistenceId = persistenceId;
        this.probe = new TestKit(system);
        this.journal = Persistence.get(system)
                .journalFor(FencedJournal.JOURNAL_PLUGIN_ID, system.settings().config());
    }

    /** Recovers, and so claims, without asking for events. */
    JournalProbe claim() {
        replay(1, 0, 0);
        return this;
    }

    void write(AtomicWrite... writes) {
        List<PersistentEnvelope> envelopes = List.of(writes);
        journal.tell(
                new WriteMessages(CollectionConverters.asScala(envelopes).toList(), probe.getRef(), 1),
                ActorRef.noSender());
    }

    /** Writes one event per number, "a-n", each on its own, and waits for the confirms. */
    JournalProbe written(long first, long last) {
        write(LongStream.rangeClosed(first, last)
                .mapToObj(n -> AtomicWrite.apply(event("a-" + n, n)))
                .toArray(AtomicWrite[]::new));
        probe.expectMsgClass(WAIT, JournalProtocol.WriteMessagesSuccessful$.class);
        for (long n = first; n <= last; n++) {
            JournalProtocol.WriteMessageSuccess success =
                    probe.expectMsgClass(WAIT, JournalProtocol.WriteMessageSuccess.class);
            assertThat(success.persistent().sequenceNr()).isEqualTo(n);
        }
        return this;
    }

    PersistentRepr event(Object payload, long sequenceNr) {
        return PersistentRepr.apply(payload, sequenceNr, persistenceId, "", false, ActorRef.noSender(), "writer");
    }

    Replayed replay(long from, long to, long max) {
        ask(from, to, max);
        return answer();
    }

    Replayed answer() {
        List<PersistentRepr> events = new ArrayList<>();
        Object answer = probe.receiveOne(WAIT);
        for (; answer instanceof ReplayedMessage event; answer = probe.receiveOne(WAIT)) {
            events.add(event.persistent());
        }
        assertThat(answer).isInstanceOf(RecoverySuccess.class);
        return new Replayed(events, ((RecoverySuccess) answer).highestSequenceNr());
    }

    Throwable replayFails(long from) {
        ask(from, ALL, ALL);
        return probe.fishForSpecificMessage(
                WAIT, "a failure", answer -> answer instanceof ReplayMessagesFailure failed ? failed.cause() : null);
    }

    void ask(long from, long to, long max) {
        journal.tell(new ReplayMessages(from, to, max, persistenceId, probe.getRef()), ActorRef.noSender());
    }

    /** Takes all turns of reading until the stage completes. */
    static void takeAllTurns(ActorSystem system, CompletableFuture<String> until) {
        FencedJournal fenced = FencedJournal.get(system);
        for (int turn = 0; turn < fenced.settings().concurrentRecoveries(); turn++) {
            fenced.histories().take(() -> until);
        }
    }

    void deleteTo(long sequenceNr) {
        journal.tell(new DeleteMessagesTo(persistenceId, sequenceNr, probe.getRef()), ActorRef.noSender());
    }
}
