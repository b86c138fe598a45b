package dev.jono.core;

import static dev.jono.core.QueueRig.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Backoff;
import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import dev.jono.api.protocol.QueueReply.SettleResult.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryTest {
    private static final QueueName DLQ = QueueName.of("work.dlq");

    private final QueueRig rig = new QueueRig(QueueRig.settings()
            .maxAttempts(3)
            .backoff(new Backoff(Duration.ofSeconds(10), 2, Duration.ofSeconds(30), 0))
            .build());

    private Effect.Grant deliverOne() {
        rig.register(ALICE, 1);
        rig.sendPlain(1);
        return rig.takeOne(ALICE);
    }

    @Test
    void aNackedMessageWaitsForItsDelayAndCountsAsAnAttempt() {
        Effect.Grant grant = deliverOne();
        rig.settle(grant, new QueueCommand.Nack(Duration.ofSeconds(4), "later"));
        assertThat(rig.status().delayed()).isEqualTo(1);
        rig.pass(Duration.ofMillis(3_999));
        assertThat(rig.take(ALICE)).isEmpty();
        rig.pass(Duration.ofMillis(42));
        assertThat(rig.takeOne(ALICE).attempt()).isEqualTo(2);
    }

    @Test
    void aNackWithoutDelayWaitsForTheBackoffWhichGrows() {
        rig.settle(deliverOne(), new QueueCommand.Nack(null, "failed"));
        rig.pass(Duration.ofMillis(9_999));
        assertThat(rig.take(ALICE)).isEmpty();
        rig.pass(Duration.ofMillis(101));
        rig.settle(rig.takeOne(ALICE), new QueueCommand.Nack(null, "failed"));
        rig.pass(Duration.ofMillis(19_999));
        assertThat(rig.take(ALICE)).isEmpty();
        rig.pass(Duration.ofMillis(201));
        assertThat(rig.take(ALICE)).hasSize(1);
    }

    @Test
    void aRepeatedNackIsLostAndCountsOnce() {
        Effect.Grant grant = deliverOne();
        QueueCommand.Nack nack = new QueueCommand.Nack(Duration.ofSeconds(4), "later");
        rig.settle(grant, nack);
        assertThat(rig.settle(grant, nack)).isEqualTo(Kind.LEASE_LOST);
        rig.pass(Duration.ofSeconds(5));
        assertThat(rig.takeOne(ALICE).attempt()).isEqualTo(2);
    }

    @Test
    void aNackRepeatedThroughAFailoverCountsOnce() {
        Effect.Grant grant = deliverOne();
        rig.nack(grant);
        rig.crash();
        assertThat(rig.nack(grant)).isEqualTo(Kind.LEASE_LOST);
        rig.register(ALICE, 1);
        rig.pass(Duration.ofSeconds(5));
        assertThat(rig.takeOne(ALICE).attempt()).isEqualTo(2);
    }

    @Test
    void aNackOfADeliveryFromBeforeAFailoverCountsOnceHoweverOftenItIsRepeated() {
        Effect.Grant grant = deliverOne();
        rig.crash();
        assertThat(rig.nack(grant)).isEqualTo(Kind.DONE);
        assertThat(rig.nack(grant)).isEqualTo(Kind.LEASE_LOST);
        rig.crash();
        assertThat(rig.nack(grant)).isEqualTo(Kind.LEASE_LOST);
    }

    @Test
    void theLastAttemptGoesToTheDeadLetterQueue() {
        rig.register(ALICE, 1);
        rig.sendPlain(1);
        rig.nack(rig.takeOne(ALICE));
        rig.nack(rig.takeOne(ALICE));
        rig.settle(rig.takeOne(ALICE), new QueueCommand.Nack(null, "broken"));
        Effect.HandOver handOver = rig.takeHandOvers().get(0);
        assertThat(handOver.target()).isEqualTo(DLQ);
        assertThat(handOver.firstNumber()).isEqualTo(1);
        DeadLetterInfo info = handOver.letters().get(0).info();
        assertThat(info.reason()).isEqualTo("max-attempts");
        assertThat(info.attempts()).isEqualTo(3);
        assertThat(info.error()).isEqualTo("broken");
        assertThat(info.node()).isEqualTo("node-1");
        assertThat(rig.status().handingOver()).isEqualTo(1);
        assertThat(rig.take(ALICE)).isEmpty();
    }

    @Test
    void aRejectedMessageGoesStraightToTheDeadLetterQueue() {
        assertThat(rig.settle(deliverOne(), new QueueCommand.Reject("bad input")))
                .isEqualTo(Kind.DONE);
        DeadLetterInfo info = rig.takeHandOvers().get(0).letters().get(0).info();
        assertThat(info.reason()).isEqualTo("rejected");
        assertThat(info.error()).isEqualTo("bad input");
        assertThat(info.attempts()).isEqualTo(1);
    }

    @Test
    void aLongErrorIsCut() {
        rig.settle(deliverOne(), new QueueCommand.Reject("x".repeat(5_000)));
        assertThat(rig.takeHandOvers().get(0).letters().get(0).info().error()).hasSize(1_024);
    }

    @Test
    void aDeadLetterQueueKeepsWhatFailsThere() {
        QueueRig dlq = new QueueRig(
                new QueueKey(DLQ, 0, 1), QueueRig.settings().maxAttempts(1).build(), Limits.DEFAULT);
        dlq.register(ALICE, 1);
        dlq.sendPlain(1);
        for (int i = 1; i < 20; i++) {
            Effect.Grant grant = dlq.takeOne(ALICE);
            assertThat(grant.attempt()).isEqualTo(i);
            dlq.nack(grant);
        }
        assertThat(dlq.status().depth()).isEqualTo(1);
    }

    // Hand-over

    private void deadLetter(int count) {
        rig.register(ALICE, count);
        rig.sendPlain(count);
        List<QueueCommand.Settlement> rejects = rig.take(ALICE).stream()
                .map(grant -> new QueueCommand.Settlement(grant.offset(), grant.token(), new QueueCommand.Reject("no")))
                .toList();
        rig.answer(new QueueCommand.Settle(rejects));
    }

    @Test
    void deadLettersAreHandedOverInBatchesOneAfterTheOther() {
        deadLetter(100);
        Effect.HandOver first = rig.takeHandOvers().get(0);
        assertThat(first.letters()).hasSize(64);
        rig.pass(Duration.ofSeconds(1));
        assertThat(rig.takeHandOvers()).isEmpty();
        rig.run(new Input.HandOverConfirmed(DLQ, 64));
        Effect.HandOver second = rig.takeHandOvers().get(0);
        assertThat(second.firstNumber()).isEqualTo(65);
        assertThat(second.letters()).hasSize(36);
        assertThat(rig.status().depth()).isEqualTo(36);
        rig.run(new Input.HandOverConfirmed(DLQ, 100));
        assertThat(rig.status().depth()).isZero();
        assertThat(rig.status().bytes()).isZero();
        assertThat(rig.takeHandOvers()).isEmpty();
    }

    @Test
    void anUnconfirmedHandOverIsRepeated() {
        deadLetter(2);
        Effect.HandOver first = rig.takeHandOvers().get(0);
        rig.pass(Duration.ofSeconds(2));
        assertThat(rig.takeHandOvers()).containsExactly(first);
    }

    @Test
    void aRepeatedConfirmChangesNothing() {
        deadLetter(2);
        rig.run(new Input.HandOverConfirmed(DLQ, 1));
        int events = rig.journal.size();
        rig.run(new Input.HandOverConfirmed(DLQ, 1));
        assertThat(rig.journal).hasSize(events);
        assertThat(rig.status().depth()).isEqualTo(1);
    }

    @Test
    void aConfirmOfWhatWasNeverNumberedIsIgnored() {
        deadLetter(2);
        rig.run(new Input.HandOverConfirmed(DLQ, 3));
        assertThat(rig.status().depth()).isEqualTo(2);
    }

    @Test
    void aHandOverGoesOnAfterAFailoverOfTheSource() {
        deadLetter(2);
        Effect.HandOver first = rig.takeHandOvers().get(0);
        rig.crash();
        rig.tick();
        assertThat(rig.takeHandOvers()).containsExactly(first);
    }

    @Test
    void aHandOverGoesOnWhilePausedAndAfterAPurge() {
        deadLetter(2);
        rig.answer(new QueueCommand.Pause());
        rig.answer(new QueueCommand.Purge());
        rig.takeHandOvers();
        rig.pass(Duration.ofSeconds(2));
        assertThat(rig.takeHandOvers()).hasSize(1);
    }

    @Test
    void aNewDeadLetterQueueGetsItsOwnNumbers() {
        deadLetter(1);
        QueueName other = QueueName.of("elsewhere");
        rig.answer(new QueueCommand.ChangeSettings(
                QueueRig.settings().deadLetterQueue(other).build()));
        rig.takeHandOvers();
        deadLetter(1);
        assertThat(rig.takeHandOvers()).extracting(Effect.HandOver::target).containsExactly(other);
        assertThat(rig.status().handingOver()).isEqualTo(2);
    }

    // The other side

    private final QueueRig target = new QueueRig(
            new QueueKey(DLQ, 0, 1), QueueRig.settings().maxMessages(1).build(), Limits.DEFAULT);
    private final ProducerId source = ProducerId.handOverFrom(QueueRig.KEY);

    @Test
    void aFullDeadLetterQueueTakesDeadLettersNevertheless() {
        Message plain = Message.of("x");
        assertThat(target.send(source, plain, plain, plain))
                .containsExactly(new SendOutcome(SendOutcome.Kind.STORED, 3, 0));
    }

    @Test
    void aRepeatedHandOverIsStoredOnce() {
        Message plain = Message.of("x");
        target.sent(source, 1, 1, plain, plain);
        target.pass(Duration.ofDays(1));
        target.crash();
        target.sent(source, 1, 1, plain, plain, plain);
        assertThat(target.status().depth()).isEqualTo(3);
    }

    @Test
    void aNewGenerationOfTheTargetTakesWhatIsNotConfirmed() {
        assertThat(target.sent(source, 65, 65, Message.of("x")).outcomes()).hasSize(1);
    }

    @Test
    void twoDeadLettersWithOneDeduplicationIdAreBothStored() {
        Message same = Message.builder(new byte[1]).deduplicationId("id").build();
        target.send(source, same);
        target.send(source, same);
        assertThat(target.status().depth()).isEqualTo(2);
    }

    @Test
    void aDeadLetterNeitherWaitsNorExpiresAtItsTarget() {
        target.send(
                source,
                Message.builder(new byte[1])
                        .delay(Duration.ofHours(1))
                        .timeToLive(Duration.ofMillis(1))
                        .build());
        target.pass(Duration.ofMinutes(1));
        assertThat(target.status().ready()).isEqualTo(1);
    }

    @Test
    void settingsNameTheDefaultDeadLetterQueue() {
        assertThat(QueueSettings.DEFAULT.deadLetterQueueOf(QueueRig.KEY.queue()))
                .contains(DLQ);
    }
}
