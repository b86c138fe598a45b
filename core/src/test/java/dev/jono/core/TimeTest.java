package dev.jono.core;

import static dev.jono.core.QueueRig.ALICE;
import static dev.jono.core.QueueRig.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import dev.jono.api.protocol.QueueReply.SendOutcome.Kind;
import dev.jono.api.protocol.QueueReply.SettleResult;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Delays, times to live, deduplication windows, and purges. */
class TimeTest {
    private final QueueRig rig = new QueueRig();

    private static Message delayed(Duration delay) {
        return Message.builder(new byte[1]).delay(delay).build();
    }

    private static Message mortal(Duration timeToLive) {
        return Message.builder(new byte[1]).timeToLive(timeToLive).build();
    }

    private static Message named(String id) {
        return Message.builder(new byte[1]).deduplicationId(id).build();
    }

    // Delays

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 99, 100, 1_000, 12_345, 600_000, 86_400_000, 31_536_000_000L})
    void aDelayedMessageIsNeverEarlyAndAtMostAHundredthLate(long delayMillis) {
        rig.jump(Duration.ofMillis(delayMillis * 37 % 1_009));
        rig.send(delayed(Duration.ofMillis(delayMillis)));
        rig.jump(Duration.ofMillis(delayMillis - 1));
        rig.tick();
        assertThat(rig.status().ready()).isZero();
        rig.jump(Duration.ofMillis(1 + delayMillis / 100));
        rig.tick();
        assertThat(rig.status().ready()).isEqualTo(1);
    }

    @Test
    void theQueueWakesForADelayedMessageByItself() {
        rig.register(ALICE, 1);
        rig.send(delayed(Duration.ofSeconds(10)));
        rig.pass(Duration.ofMillis(10_100));
        assertThat(rig.take(ALICE)).hasSize(1);
    }

    @Test
    void aDelayGoesOnThroughAFailover() {
        rig.send(delayed(Duration.ofSeconds(10)));
        rig.jump(Duration.ofSeconds(6));
        rig.crash();
        rig.register(ALICE, 1);
        rig.pass(Duration.ofMillis(3_900));
        assertThat(rig.take(ALICE)).isEmpty();
        rig.pass(Duration.ofMillis(200));
        assertThat(rig.take(ALICE)).hasSize(1);
    }

    @Test
    void aDelayedMessageOvertakesNothingWhenItMatures() {
        rig.send(delayed(Duration.ofSeconds(1)));
        rig.sendPlain(2);
        rig.register(ALICE, 1);
        Effect.Grant first = rig.takeOne(ALICE);
        assertThat(first.offset()).isEqualTo(1);
        rig.pass(Duration.ofSeconds(2));
        rig.ack(first);
        assertThat(rig.takeOffsets(ALICE)).containsExactly(0L);
    }

    // Time to live

    @Test
    void aMessageThatOutlivesItsTimeIsGone() {
        rig.send(mortal(Duration.ofSeconds(10)));
        rig.pass(Duration.ofMillis(9_999));
        assertThat(rig.status().depth()).isEqualTo(1);
        rig.pass(Duration.ofMillis(101));
        assertThat(rig.status().depth()).isZero();
        assertThat(rig.status().expired()).isEqualTo(1);
    }

    @Test
    void anExpiredMessageIsADeadLetterIfTheQueueSaysSo() {
        QueueRig keeping =
                new QueueRig(QueueRig.settings().deadLetterExpired(true).build());
        keeping.send(mortal(Duration.ofSeconds(10)));
        keeping.pass(Duration.ofMillis(10_100));
        DeadLetterInfo info = keeping.takeHandOvers().get(0).letters().get(0).info();
        assertThat(info.reason()).isEqualTo("expired");
        assertThat(info.attempts()).isZero();
        assertThat(keeping.status().expired()).isZero();
    }

    @Test
    void aLeasedMessageDoesNotExpireButMayBeAcked() {
        rig.send(mortal(Duration.ofSeconds(10)));
        rig.register(ALICE, 1);
        Effect.Grant grant = rig.takeOne(ALICE);
        rig.pass(Duration.ofSeconds(20));
        assertThat(rig.ack(grant)).isEqualTo(SettleResult.Kind.DONE);
        assertThat(rig.status().expired()).isZero();
    }

    @Test
    void aMessageThatExpiredWhileLeasedGoesWhenItComesBack() {
        rig.send(mortal(Duration.ofSeconds(10)), mortal(Duration.ofSeconds(10)), mortal(Duration.ofSeconds(10)));
        rig.register(ALICE, 3);
        var grants = rig.take(ALICE);
        rig.pass(Duration.ofSeconds(20));
        rig.nack(grants.get(0));
        rig.settle(grants.get(1), QueueCommand.GiveBack.INSTANCE);
        rig.pass(Duration.ofSeconds(11));
        assertThat(rig.status().expired()).isEqualTo(3);
        assertThat(rig.take(ALICE)).isEmpty();
    }

    @Test
    void aDelayedMessageExpiresToo() {
        rig.send(Message.builder(new byte[1])
                .delay(Duration.ofHours(1))
                .timeToLive(Duration.ofSeconds(1))
                .build());
        rig.pass(Duration.ofMillis(1_010));
        assertThat(rig.status().depth()).isZero();
    }

    @Test
    void manyMessagesExpireInSmallBatches() {
        sendMortals(3_500);
        rig.pass(Duration.ofMillis(10_100));
        assertThat(rig.status().depth()).isZero();
        assertThat(rig.journaled(Event.Expired.class))
                .extracting(event -> event.offsets().size())
                .containsExactly(1_000, 1_000, 1_000, 500);
    }

    @Test
    void whatHasOutlivedItsTimeIsNotDeliveredHoweverMuchOfItThereIs() {
        sendMortals(3_500);
        rig.sendPlain(1);
        rig.jump(Duration.ofSeconds(11));
        rig.register(ALICE, 10);
        assertThat(rig.takeOffsets(ALICE)).containsExactly(3_500L);
    }

    @Test
    void whatHasOutlivedItsTimeAsASuspectIsNotDeliveredEither() {
        sendMortals(3_500);
        rig.register(ALICE, 3_500);
        rig.run(new Input.ConsumerLost(ALICE));
        rig.take(ALICE);
        rig.jump(Duration.ofSeconds(11));
        rig.register(BOB, 10);
        rig.ask(new QueueCommand.Receive(ALICE, 10, 0, Duration.ZERO, null));
        assertThat(rig.take(BOB)).isEmpty();
        assertThat(rig.take(ALICE)).isEmpty();
    }

    private void sendMortals(int count) {
        Message[] messages = new Message[count];
        Arrays.fill(messages, mortal(Duration.ofSeconds(10)));
        rig.send(messages);
    }

    // Deduplication

    @Test
    void aSecondMessageWithTheSameIdIsAnsweredWithTheFirst() {
        rig.send(named("a"));
        assertThat(rig.send(named("a"))).containsExactly(new SendOutcome(Kind.DUPLICATE, 1, 0));
        assertThat(rig.status().depth()).isEqualTo(1);
    }

    @Test
    void aDuplicateInOneBatchIsFoundToo() {
        assertThat(rig.send(named("a"), named("b"), named("a")))
                .containsExactly(new SendOutcome(Kind.STORED, 2, 0), new SendOutcome(Kind.DUPLICATE, 1, 0));
    }

    @Test
    void anIdIsRememberedThroughAckAndFailover() {
        rig.send(named("a"));
        rig.register(ALICE, 1);
        rig.ack(rig.takeOne(ALICE));
        rig.crash();
        assertThat(rig.send(named("a"))).containsExactly(new SendOutcome(Kind.DUPLICATE, 1, 0));
    }

    @Test
    void anIdIsForgottenAfterTheWindow() {
        rig.send(named("a"));
        rig.jump(Duration.ofMinutes(5));
        assertThat(rig.send(named("a"))).containsExactly(new SendOutcome(Kind.STORED, 1, 1));
    }

    @Test
    void aFullWindowHasANamedAnswerUntilAnIdIsForgotten() {
        QueueRig small = new QueueRig(QueueRig.settings().maxDeduplicationIds(2).build());
        assertThat(small.send(named("a"), named("b"), named("c"), Message.of("without")))
                .extracting(SendOutcome::kind)
                .containsExactly(Kind.STORED, Kind.DEDUPLICATION_FULL, Kind.STORED);
        small.jump(Duration.ofMinutes(5));
        assertThat(small.send(named("c"))).extracting(SendOutcome::kind).containsExactly(Kind.STORED);
    }

    @Test
    void anIdThatComesAgainAfterItsTimeCountsAnew() {
        QueueRig small = new QueueRig(QueueRig.settings().maxDeduplicationIds(1).build());
        small.send(named("a"));
        small.jump(Duration.ofMinutes(5));
        assertThat(small.send(named("a"), named("b")))
                .extracting(SendOutcome::kind)
                .containsExactly(Kind.STORED, Kind.DEDUPLICATION_FULL);
    }

    @Test
    void anIdOfAShortenedWindowIsForgottenBeforeOlderOnes() {
        QueueRig small = new QueueRig(QueueRig.settings().maxDeduplicationIds(2).build());
        small.send(named("a"));
        small.answer(new QueueCommand.ChangeSettings(QueueRig.settings()
                .maxDeduplicationIds(2)
                .deduplicationWindow(Duration.ofSeconds(1))
                .build()));
        small.send(named("b"));
        small.jump(Duration.ofSeconds(2));
        assertThat(small.send(named("a"), named("c"), named("d")))
                .extracting(SendOutcome::kind)
                .containsExactly(Kind.DUPLICATE, Kind.STORED, Kind.DEDUPLICATION_FULL);
    }

    @Test
    void aWindowOfZeroSwitchesDeduplicationOffAtOnce() {
        rig.send(named("a"));
        rig.answer(new QueueCommand.ChangeSettings(
                QueueRig.settings().deduplicationWindow(Duration.ZERO).build()));
        assertThat(rig.send(named("a"))).containsExactly(new SendOutcome(Kind.STORED, 1, 1));
    }

    // Purge

    @Test
    void aPurgeTakesWhatIsNotLeased() {
        rig.sendPlain(5);
        rig.send(delayed(Duration.ofHours(1)));
        rig.register(ALICE, 2);
        var grants = rig.take(ALICE);
        assertThat(rig.answer(new QueueCommand.Purge())).isEqualTo(new QueueReply.Purged(4));
        assertThat(rig.status().depth()).isEqualTo(2);
        grants.forEach(grant -> assertThat(rig.ack(grant)).isEqualTo(SettleResult.Kind.DONE));
        assertThat(rig.status().depth()).isZero();
    }

    @Test
    void aPurgeIsTheSameAfterAFailover() {
        rig.sendPlain(5);
        rig.register(ALICE, 2);
        rig.answer(new QueueCommand.Purge());
        rig.crash();
        assertThat(rig.status().depth()).isEqualTo(2);
    }

    @Test
    void aPurgeKeepsItsPlaceAmongTheSends() {
        QueueCommand.Send first = send(1);
        QueueCommand.Send second = send(2);
        var replies =
                rig.run(new Input.Client(first), new Input.Client(new QueueCommand.Purge()), new Input.Client(second));
        assertThat(replies.get(1)).isEqualTo(new QueueReply.Purged(1));
        assertThat(rig.status().depth()).isEqualTo(1);
    }

    private static QueueCommand.Send send(long sequence) {
        return new QueueCommand.Send(
                QueueRig.PRODUCER, sequence, sequence, java.util.List.of(Message.of("m" + sequence)));
    }

    // Emptiness

    @Test
    void aQueueIsEmptyOnlyWhenNothingWouldBeMissed() {
        assertThat(rig.queue.isEmpty(rig.now())).isTrue();
        rig.send(named("a"));
        rig.register(ALICE, 1);
        rig.ack(rig.takeOne(ALICE));
        rig.answer(new QueueCommand.Leave(ALICE));
        assertThat(rig.queue.isEmpty(rig.now())).isFalse();
        rig.pass(Duration.ofMinutes(4));
        assertThat(rig.queue.isEmpty(rig.now())).isFalse();
        rig.pass(Duration.ofMinutes(8));
        assertThat(rig.queue.isEmpty(rig.now())).isTrue();
        rig.answer(new QueueCommand.Pause());
        assertThat(rig.queue.isEmpty(rig.now())).isFalse();
    }
}
