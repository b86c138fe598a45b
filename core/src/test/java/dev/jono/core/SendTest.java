package dev.jono.core;

import static dev.jono.core.QueueRig.PRODUCER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import dev.jono.api.protocol.QueueReply.SendOutcome.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SendTest {
    private static final Message MESSAGE = Message.of("hello");

    private final QueueRig rig = new QueueRig();

    @Test
    void aSendIsStoredAtTheNextOffset() {
        assertThat(rig.send(MESSAGE)).containsExactly(new SendOutcome(Kind.STORED, 1, 0));
        assertThat(rig.send(MESSAGE)).containsExactly(new SendOutcome(Kind.STORED, 1, 1));
        assertThat(rig.status().depth()).isEqualTo(2);
    }

    @Test
    void aBatchIsStoredAtConsecutiveOffsetsInOneEvent() {
        assertThat(rig.send(MESSAGE, MESSAGE, MESSAGE)).containsExactly(new SendOutcome(Kind.STORED, 3, 0));
        assertThat(rig.journaled(Event.Enqueued.class)).hasSize(1);
    }

    @Test
    void aRepeatIsAnsweredWithTheFirstOutcomeAndNotStoredAgain() {
        rig.sent(PRODUCER, 1, 1, MESSAGE, MESSAGE);
        QueueReply.Sent repeat = rig.sent(PRODUCER, 1, 1, MESSAGE, MESSAGE);
        assertThat(repeat.firstSequence()).isEqualTo(1);
        assertThat(repeat.outcomes()).containsExactly(new SendOutcome(Kind.STORED, 2, 0));
        assertThat(rig.status().depth()).isEqualTo(2);
    }

    @Test
    void aRepeatWithMoreBehindItStoresOnlyWhatIsNew() {
        rig.sent(PRODUCER, 1, 1, MESSAGE, MESSAGE);
        QueueReply.Sent more = rig.sent(PRODUCER, 2, 1, MESSAGE, MESSAGE);
        assertThat(more.firstSequence()).isEqualTo(2);
        assertThat(more.outcomes()).containsExactly(new SendOutcome(Kind.STORED, 2, 1));
        assertThat(rig.status().depth()).isEqualTo(3);
    }

    @Test
    void aRepeatAfterAFailoverIsAnsweredWithTheFirstOutcome() {
        rig.sent(PRODUCER, 1, 1, MESSAGE);
        rig.crash();
        assertThat(rig.sent(PRODUCER, 1, 1, MESSAGE).outcomes()).containsExactly(new SendOutcome(Kind.STORED, 1, 0));
        assertThat(rig.status().depth()).isEqualTo(1);
    }

    @Test
    void aSendThatLeavesAGapIsOutOfSequence() {
        rig.sent(PRODUCER, 1, 1, MESSAGE);
        assertThat(rig.ask(new QueueCommand.Send(PRODUCER, 3, 2, List.of(MESSAGE))))
                .isEqualTo(new QueueReply.OutOfSequence(QueueRig.KEY, PRODUCER, 2));
    }

    @Test
    void aProducerThatIsNotRememberedStartsAtTheLowestNumberThatItWaitsFor() {
        assertThat(rig.ask(new QueueCommand.Send(PRODUCER, 9, 7, List.of(MESSAGE))))
                .isEqualTo(new QueueReply.OutOfSequence(QueueRig.KEY, PRODUCER, 7));
        assertThat(rig.sent(PRODUCER, 7, 7, MESSAGE).outcomes()).hasSize(1);
    }

    @Test
    void anOlderNumberThatWasNeverStoredIsDropped() {
        rig.sent(PRODUCER, 1, 1, MESSAGE);
        rig.sent(PRODUCER, 5, 5, MESSAGE);
        QueueReply.Sent late = rig.sent(PRODUCER, 3, 3, MESSAGE, MESSAGE, MESSAGE);
        assertThat(late.firstSequence()).isEqualTo(5);
        assertThat(late.outcomes()).containsExactly(new SendOutcome(Kind.STORED, 1, 1));
        assertThat(rig.status().depth()).isEqualTo(2);
    }

    @Test
    void aRefusalUsesItsNumberUpForGood() {
        QueueRig small = new QueueRig(QueueRig.settings().maxMessages(1).build());
        assertThat(small.sent(PRODUCER, 1, 1, MESSAGE, MESSAGE, MESSAGE).outcomes())
                .containsExactly(new SendOutcome(Kind.STORED, 1, 0), new SendOutcome(Kind.QUEUE_FULL, 2, -1));
        small.answer(new QueueCommand.Purge());
        small.crash();
        assertThat(small.sent(PRODUCER, 2, 2, MESSAGE).outcomes())
                .containsExactly(new SendOutcome(Kind.QUEUE_FULL, 1, -1));
        assertThat(small.sent(PRODUCER, 4, 2, MESSAGE).outcomes()).containsExactly(new SendOutcome(Kind.STORED, 1, 1));
    }

    @Test
    void refusalsOfOneKindAreJournaledTogether() {
        QueueRig small = new QueueRig(QueueRig.settings().maxMessages(1).build());
        small.sendPlain(200);
        assertThat(small.journaled(Event.Refused.class)).hasSize(1);
    }

    @Test
    void aMessageOverTheSizeLimitIsRefusedAndTheOthersAreStored() {
        QueueRig small = new QueueRig(QueueRig.settings().maxMessageBytes(10).build());
        Message plain = Message.of(new byte[10]);
        assertThat(small.send(plain, Message.of(new byte[11]), plain))
                .containsExactly(
                        new SendOutcome(Kind.STORED, 1, 0),
                        new SendOutcome(Kind.MESSAGE_TOO_LARGE, 1, -1),
                        new SendOutcome(Kind.STORED, 1, 1));
    }

    @Test
    void aQueueIsFullInBytesToo() {
        QueueRig small = new QueueRig(QueueRig.settings().maxBytes(25).build());
        Message plain = Message.of(new byte[10]);
        assertThat(small.send(plain, plain, plain))
                .containsExactly(new SendOutcome(Kind.STORED, 2, 0), new SendOutcome(Kind.QUEUE_FULL, 1, -1));
    }

    @Test
    void anAckMakesRoomInAFullQueue() {
        QueueRig small = new QueueRig(QueueRig.settings().maxMessages(1).build());
        small.send(MESSAGE);
        small.register(QueueRig.ALICE, 1);
        small.ack(small.takeOne(QueueRig.ALICE));
        assertThat(small.send(MESSAGE)).containsExactly(new SendOutcome(Kind.STORED, 1, 1));
    }

    @Test
    void aProducerIsForgottenAfterALongSilence() {
        rig.send(MESSAGE);
        rig.pass(Duration.ofMillis(Limits.DEFAULT.sessionMillis() + 60_000));
        assertThat(rig.queue.image().sessions()).isEmpty();
    }

    @Test
    void aProducerThatRepeatsItsSendAfterALongOutageIsStillKnown() {
        QueueReply.Sent first = rig.sent(QueueRig.PRODUCER, 1, 1, MESSAGE);
        rig.jump(Duration.ofMillis(2 * Limits.DEFAULT.sessionMillis())); // or the next owner's clock is that far ahead
        rig.crash();
        rig.tick();
        assertThat(rig.sent(QueueRig.PRODUCER, 1, 1, MESSAGE)).isEqualTo(first);
        assertThat(rig.status().depth()).isEqualTo(1);
    }

    @Test
    void aProducerThatNeverComesBackAfterAnOutageIsForgotten() {
        rig.send(MESSAGE);
        rig.crash();
        rig.pass(Duration.ofMillis(Limits.DEFAULT.sessionMillis() + 60_000));
        assertThat(rig.queue.image().sessions()).isEmpty();
    }

    @Test
    void aProducerThatSendsNowAndThenIsRemembered() {
        for (int i = 0; i < 10; i++) {
            rig.send(MESSAGE);
            rig.pass(Duration.ofMillis(Limits.DEFAULT.sessionMillis() / 2));
        }
        assertThat(rig.queue.image().sessions()).hasSize(1);
    }

    @Test
    void oneProducerTooManyIsRefusedUntilAnotherIsForgotten() {
        QueueRig few = new QueueRig(QueueSettings.DEFAULT, new Limits(1, 1_000, 10, 50, 100, 2_500, 2_000, 64));
        few.send(MESSAGE);
        ProducerId other = new ProducerId("other");
        QueueReply refused = few.ask(new QueueCommand.Send(other, 1, 1, List.of(MESSAGE)));
        assertThat(refused)
                .isInstanceOfSatisfying(
                        QueueReply.Failed.class,
                        failed -> assertThat(failed.reason()).isEqualTo(Reason.TOO_MANY_PRODUCERS));
        few.pass(Duration.ofMinutes(2));
        assertThat(few.send(other, MESSAGE)).hasSize(1);
    }

    @Test
    void aSendToAQueueThatIsNotDeclaredFails() {
        Queue queue = Queue.empty(Limits.DEFAULT);
        Decision decision = queue.decide(
                List.of(new Input.Client(new QueueCommand.Send(PRODUCER, 1, 1, List.of(MESSAGE)))), new Now(1, 1));
        assertThat(decision.replies().get(0))
                .isInstanceOfSatisfying(
                        QueueReply.Failed.class,
                        failed -> assertThat(failed.reason()).isEqualTo(Reason.UNKNOWN_QUEUE));
        assertThat(decision.events()).isEmpty();
    }
}
