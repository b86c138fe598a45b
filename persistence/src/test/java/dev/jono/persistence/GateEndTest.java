package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jono.api.JonoException.Reason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the gate ends, and how it starts a journal actor again. */
class GateEndTest {
    @RegisterExtension
    static final GateRig RIG = new GateRig();

    @Test
    void aStopWaitsForBothCommitsUnderWay() {
        GateRig.Stub journal = RIG.readyJournal();
        RIG.sendMany();
        journal.batch();
        RIG.sendMany();
        journal.batch();
        RIG.gate.tell(QueueEntity.Stop.INSTANCE);
        RIG.done();
        journal.expectNothing();
        RIG.done();
        journal.expectFinish();
    }

    @Test
    void theQueueIsReadAgainAfterABackoffThatGrowsUntilItWorks() {
        RIG.nextJournal().fail();
        RIG.assertStartsAfter(GateRig.MIN_BACKOFF);
        RIG.nextJournal().fail();
        RIG.assertStartsAfter(GateRig.MIN_BACKOFF.multipliedBy(2));
        RIG.nextJournal().fail();
        RIG.assertStartsAfter(GateRig.MAX_BACKOFF);
        GateRig.Stub works = RIG.nextJournal();
        RIG.done();
        RIG.send("a");
        works.batch();
        works.fail();
        RIG.assertFailed(Reason.UNKNOWN, "");
        RIG.assertStartsAfter(GateRig.MIN_BACKOFF);
    }

    @Test
    void aStopWaitsForTheCommitUnderWayAndRefusesTheRest() {
        GateRig.Stub journal = RIG.readyJournal();
        RIG.send("under way");
        journal.batch();
        RIG.send("waiting");
        RIG.gate.tell(QueueEntity.Stop.INSTANCE);
        RIG.assertFailed(Reason.UNAVAILABLE, "moving");
        RIG.send("late");
        RIG.assertFailed(Reason.UNAVAILABLE, "moving");
        journal.expectNothing();
        RIG.done();
        journal.expectFinish();
        RIG.done();
        journal.expectNothing();
        journal.fail();
        RIG.client.expectTerminated(RIG.gate);
        RIG.client.expectNoMessage();
    }

    @Test
    void aStopWithNothingUnderWayFinishesAtOnce() {
        GateRig.Stub journal = RIG.readyJournal();
        RIG.gate.tell(QueueEntity.Stop.INSTANCE);
        journal.expectFinish();
        journal.fail();
        RIG.client.expectTerminated(RIG.gate);
    }

    @Test
    void aFailureWhileStoppingIsAnsweredAndEndsIt() {
        GateRig.Stub journal = RIG.readyJournal();
        RIG.send("under way");
        journal.batch();
        RIG.gate.tell(QueueEntity.Stop.INSTANCE);
        journal.fail();
        RIG.assertFailed(Reason.UNKNOWN, "may or may not be stored");
        RIG.client.expectTerminated(RIG.gate);
        assertThat(RIG.started).as("nothing is started again").isEmpty();
    }

    @Test
    void aStopWhileTheQueueIsReadOrWaitsToBeReadEndsItAtOnce() {
        RIG.nextJournal();
        RIG.gate.tell(QueueEntity.Stop.INSTANCE);
        RIG.client.expectTerminated(RIG.gate);

        RIG.startGate();
        GateRig.Stub journal = RIG.nextJournal();
        RIG.send("before it fails");
        journal.fail();
        RIG.assertFailed(Reason.UNAVAILABLE, "failed"); // the gate knows by now
        RIG.send("a");
        RIG.gate.tell(QueueEntity.Stop.INSTANCE);
        RIG.assertFailed(Reason.UNAVAILABLE, "moving");
        RIG.client.expectTerminated(RIG.gate);
    }

    @Test
    void aStopWhileTheCatalogueIsAskedIsNotOvertakenByItsAnswer() {
        RIG.nextJournal();
        RIG.gate.tell(QueueEntity.Stop.INSTANCE);
        RIG.gate.tell(new GateMessage.NotDeclared());
        RIG.client.expectTerminated(RIG.gate);
        RIG.shard.expectNoMessage();
        assertThat(RIG.started).as("nothing is started again").isEmpty();
    }

    @Test
    void aQueueThatIsNotDeclaredSaysSoAndAsksAgainWhenItIsAskedAgain() {
        RIG.nextJournal();
        RIG.send("a");
        RIG.gate.tell(new GateMessage.NotDeclared());
        RIG.assertFailed(Reason.UNKNOWN_QUEUE, "gated");
        RIG.shard.expectMessage(RIG.gate);
        await().atMost(GateRig.PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> {
            RIG.send("b");
            return !RIG.started.isEmpty();
        });
    }

    @Test
    void anEmptyQueueLetsItselfGoAfterAWhileUnlessSomethingComes() {
        GateRig.Stub journal = RIG.readyJournal();
        RIG.gate.tell(new GateMessage.Done(Long.MAX_VALUE, true));
        RIG.settle(1);
        journal.batch();
        RIG.time.expectNoMessageFor(Duration.ofMinutes(3), RIG.shard);
        RIG.gate.tell(new GateMessage.Done(Long.MAX_VALUE, true));
        await().atMost(GateRig.PATIENCE_SECONDS, TimeUnit.SECONDS).untilAsserted(() -> {
            RIG.time.timePasses(Duration.ofMinutes(1));
            RIG.shard.expectMessage(Duration.ofMillis(100), RIG.gate);
        });
    }
}
