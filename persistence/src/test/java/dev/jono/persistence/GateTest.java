package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The gate in front of a journal actor that does what the test says: what becomes a batch, and who is told what. */
class GateTest {
    @RegisterExtension
    static final GateRig RIG = new GateRig();

    @Test
    void nothingIsHandedOnBeforeTheQueueIsRead() {
        GateRig.Stub journal = RIG.nextJournal();
        RIG.send("a");
        RIG.settle(1);
        journal.expectNothing();
        RIG.done();
        assertThat(GateRig.kinds(journal.batch())).containsExactly("Settle", "Send");
    }

    @Test
    void whatComesWhileACommitIsUnderWayGoesTogetherWithTheNext() {
        GateRig.Stub journal = RIG.readyJournal();
        RIG.send("a");
        assertThat(GateRig.kinds(journal.batch())).containsExactly("Send");
        RIG.send("b");
        RIG.tell(new QueueCommand.Purge());
        RIG.send("c");
        RIG.settle(1);
        journal.expectNothing();
        RIG.done();
        assertThat(GateRig.kinds(journal.batch()))
                .as("settlements first, and the purge where it was")
                .containsExactly("Settle", "Send", "Purge", "Send");
    }

    @Test
    void whatIsManyGoesBehindTheCommitUnderWayAndNoThirdOne() {
        GateRig.Stub journal = RIG.readyJournal();
        RIG.sendMany();
        journal.batch();
        RIG.sendMany();
        journal.batch();
        RIG.sendMany();
        journal.expectNothing();
        RIG.done();
        journal.batch();
        RIG.done();
        RIG.done();
        RIG.send("few");
        journal.batch();
        RIG.send("few behind few");
        journal.expectNothing();
    }

    @Test
    void aFailureIsUnknownForAllThatWasUnderWayAndNotAnswered() {
        GateRig.Stub journal = RIG.readyJournal();
        RIG.sendMany();
        journal.batch();
        RIG.sendMany();
        RIG.settle(1);
        journal.batch();
        RIG.done();
        journal.fail();
        RIG.assertFailed(Reason.UNKNOWN, "may or may not be stored");
        RIG.assertFailed(Reason.UNAVAILABLE, "Nothing was stored");
        RIG.client.expectNoMessage();
    }

    @Test
    void pastItsBoundsASenderIsToldSoAndNothingElseIsHeldUp() {
        GateRig.Stub journal = RIG.readyJournal();
        RIG.send("under way");
        journal.batch();
        IntStream.range(0, 3).forEach(i -> RIG.send("waits"));
        RIG.send("too many");
        RIG.assertFailed(Reason.OVERLOADED, "gated");
        RIG.settle(2);
        RIG.settle(1);
        RIG.assertFailed(Reason.OVERLOADED, "gated");
        RIG.done();
        assertThat(GateRig.kinds(journal.batch())).containsExactly("Settle", "Send", "Send", "Send");
    }

    @Test
    void aNodeWithoutRoomRefusesSendsOnly() {
        GateRig.Stub journal = RIG.readyJournal();
        PayloadBudget budget = PayloadBudget.get(RIG.kit.system());
        budget.sending(100 * 1024);
        try {
            RIG.send("a");
            RIG.assertFailed(Reason.OVERLOADED, "jono.payloads.send-limit");
            RIG.settle(1);
            assertThat(GateRig.kinds(journal.batch())).containsExactly("Settle");
        } finally {
            budget.sending(-100 * 1024);
        }
    }

    @Test
    void aFailureIsUnknownForWhatWasUnderWayAndUnavailableForTheRest() {
        GateRig.Stub journal = RIG.readyJournal();
        RIG.send("under way");
        journal.batch();
        RIG.send("waiting");
        journal.fail();
        RIG.assertFailed(Reason.UNKNOWN, "may or may not be stored");
        RIG.assertFailed(Reason.UNAVAILABLE, "Nothing was stored");
    }

    @Test
    void whatWasAnsweredIsNotAnsweredAgainByAFailure() {
        GateRig.Stub journal = RIG.readyJournal();
        RIG.send("first");
        journal.batch();
        RIG.send("second");
        RIG.send("third");
        RIG.done();
        assertThat(journal.batch()).hasSize(2);
        RIG.gate.tell(new GateMessage.Answered(1));
        journal.fail();
        RIG.assertFailed(Reason.UNKNOWN, "");
        RIG.client.expectNoMessage();
    }

    @Test
    void aFailedSendSaysWhichOneItWas() {
        GateRig.Stub journal = RIG.readyJournal();
        RIG.send("under way");
        journal.batch();
        IntStream.range(0, 3).forEach(i -> RIG.send("waits"));
        Message message = Message.of("x");
        RIG.tell(new QueueCommand.Send(new ProducerId("p"), 17, 15, List.of(message, message)));
        QueueReply.Failed failed =
                RIG.client.expectMessageClass(QueueReply.Failed.class, Duration.ofSeconds(GateRig.PATIENCE_SECONDS));
        assertThat(failed.firstSequence()).isEqualTo(17);
        assertThat(failed.messages()).isEqualTo(2);
    }
}
