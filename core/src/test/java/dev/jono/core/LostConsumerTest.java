package dev.jono.core;

import static dev.jono.core.QueueRig.ALICE;
import static dev.jono.core.QueueRig.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply.SettleResult.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Consumers that leave, or die with what they hold. */
class LostConsumerTest {
    private final QueueRig rig = new QueueRig();

    /** Makes suspects of new messages. */
    private void suspect(int count) {
        rig.sendPlain(count);
        rig.register(ALICE, count);
        rig.run(new Input.ConsumerLost(ALICE));
        rig.take(ALICE);
    }

    @Test
    void whatALeavingConsumerHoldsReturnsAtOnceWithoutAnAttempt() {
        rig.sendPlain(3);
        rig.register(ALICE, 3);
        rig.take(ALICE);
        rig.answer(new QueueCommand.Leave(ALICE));
        assertThat(rig.status().consumers()).isZero();
        rig.register(BOB, 3);
        assertThat(rig.take(BOB)).hasSize(3).allMatch(grant -> grant.attempt() == 1);
    }

    @Test
    void whatALostConsumerHeldIsSuspectAndGoesOutWithoutPrefetch() {
        suspect(3);
        rig.register(BOB, 3, 1);
        Effect.Grant first = rig.takeOne(BOB);
        assertThat(first.attempt()).isEqualTo(1);
        rig.ack(first);
        assertThat(rig.take(BOB)).hasSize(1);
    }

    @Test
    void aSuspectIsDeliveredAlthoughItsCommitTakesLongerThanItsLease() {
        suspect(1);
        rig.decideOnce(List.of(new Input.Client(new QueueCommand.Refresh(BOB, 1, 1, 0, 1, 0, 0, List.of()))));
        assertThat(rig.take(BOB)).as("not journaled yet").isEmpty();
        rig.jump(Duration.ofSeconds(31));
        rig.decideOnce(List.of(Input.Tick.INSTANCE));
        assertThat(rig.take(BOB)).hasSize(1);
    }

    @Test
    void suspectsAreDeliveredThoughTheBacklogNeverDrains() {
        suspect(4);
        rig.sendPlain(400);
        rig.register(BOB, 50, 2);
        assertThat(handleAll(BOB, 100)).contains(0L, 1L, 2L, 3L);
    }

    @Test
    void suspectsDoNotWaitForAConsumerThatHangs() {
        ConsumerId third = new ConsumerId("process-c", "third");
        rig.sendPlain(400);
        rig.register(ALICE, 1, 1);
        rig.register(BOB, 50, 2);
        rig.register(third, 4);
        List<Long> lost = rig.takeOffsets(third);
        rig.run(new Input.ConsumerLost(third));
        assertThat(handleAll(BOB, 100)).hasSize(100).containsAll(lost);
    }

    @Test
    void theBacklogGoesOnWhenEverySuspectIsHandled() {
        suspect(2);
        rig.sendPlain(5);
        rig.register(BOB, 5, 1);
        rig.ack(rig.takeOne(BOB));
        assertThat(rig.takeOffsets(BOB)).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    /** Handles {@code count} messages one after the other, with another one sent for each; returns their offsets. */
    private Set<Long> handleAll(ConsumerId consumer, int count) {
        Set<Long> handled = new HashSet<>();
        Deque<Effect.Grant> buffer = new ArrayDeque<>(rig.take(consumer));
        while (handled.size() < count && !buffer.isEmpty()) {
            Effect.Grant grant = buffer.remove();
            handled.add(grant.offset());
            rig.ack(grant);
            rig.sendPlain(1);
            buffer.addAll(rig.take(consumer));
        }
        return handled;
    }

    @Test
    void aSuspectIsJournaledAsStartedBeforeItIsDelivered() {
        suspect(1);
        rig.register(BOB, 1);
        rig.takeOne(BOB);
        List<Event.Leased> leased = rig.journaled(Event.Leased.class);
        assertThat(leased).hasSize(1);
        assertThat(leased.get(0).leases()).allMatch(LeaseRecord::started);
    }

    @Test
    void aLostProcessLosesAllItsConsumers() {
        ConsumerId second = new ConsumerId(ALICE.process(), "second");
        rig.register(ALICE, 1);
        rig.register(second, 1);
        rig.sendPlain(2);
        rig.run(new Input.ProcessLost(ALICE.process()));
        assertThat(rig.status().consumers()).isZero();
        assertThat(rig.status().leased()).isZero();
        rig.register(BOB, 2);
        assertThat(rig.take(BOB)).hasSize(2);
    }

    @Test
    void anAckAfterTheProcessWasGivenUpIsLost() {
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.run(new Input.ProcessLost(ALICE.process()));
        assertThat(rig.ack(grant)).isEqualTo(Kind.LEASE_LOST);
    }

    @Test
    void aSuspectThatIsNackedIsSuspectNoMore() {
        suspect(2);
        rig.register(BOB, 2, 1);
        rig.nack(rig.takeOne(BOB));
        assertThat(rig.queue.state().suspects.size()).isEqualTo(1);
    }

    @Test
    void aCountedSuspectRunsAloneInItsProcess() {
        QueueRig local = new QueueRig();
        local.sendPlain(1);
        local.register(ALICE, 1);
        local.run(new Input.ProcessLost(ALICE.process()));
        local.take(ALICE);
        local.register(ALICE, 1);
        local.takeOne(ALICE);
        local.run(new Input.ProcessLost(ALICE.process()));
        assertThat(local.queue.state().counted.contains(0)).isTrue();

        ConsumerId sibling = new ConsumerId(BOB.process(), "sibling");
        local.sendPlain(10);
        local.register(BOB, 5);
        local.register(sibling, 5);
        assertThat(local.take(sibling)).isEmpty();
        Effect.Grant alone = local.takeOne(BOB);
        assertThat(alone.offset()).isZero();
        assertThat(alone.attempt()).isEqualTo(2);
        local.ack(alone);
        assertThat(local.take(BOB)).hasSize(5);
        assertThat(local.take(sibling)).hasSize(5);
    }

    @Test
    void aProcessIsEmptiedForACountedSuspectWhenNoneIsEmpty() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        rig.run(new Input.ProcessLost(ALICE.process()));
        rig.register(ALICE, 1);
        rig.sendPlain(4);
        rig.register(BOB, 2);
        List<Effect.Grant> before = rig.take(BOB);
        rig.run(new Input.ProcessLost(ALICE.process()));
        rig.ack(before.get(0));
        assertThat(rig.take(BOB)).isEmpty();
        rig.ack(before.get(1));
        assertThat(rig.takeOffsets(BOB)).containsExactly(0L);
    }

    @Test
    void aMessageThatKillsItsProcessIsDeadLetteredAfterMaxAttemptsAndTheOthersAreNot() {
        QueueRig deadly = new QueueRig(QueueRig.settings().maxAttempts(3).build());
        deadly.sendPlain(1_000);
        long killer = 500;
        int kills = 0;
        Set<Long> acked = new HashSet<>();
        for (int life = 0; life < 20 && acked.size() < 999; life++) {
            ConsumerId consumer = new ConsumerId("process-" + life, "consumer");
            deadly.register(consumer, 1_000, 10);
            boolean died = false;
            List<Effect.Grant> buffer = deadly.take(consumer);
            while (!died && !buffer.isEmpty()) {
                for (Effect.Grant grant : buffer) {
                    if (grant.offset() == killer) {
                        deadly.run(new Input.ProcessLost(consumer.process()));
                        kills++;
                        died = true;
                        break;
                    }
                    deadly.ack(grant);
                    acked.add(grant.offset());
                }
                buffer = deadly.take(consumer);
            }
        }
        assertThat(kills).isEqualTo(4);
        assertThat(acked).hasSize(999);
        assertThat(deadly.status().deadLettered()).isEqualTo(1);
        assertThat(deadly.takeHandOvers().get(0).letters())
                .extracting(Effect.DeadLetter::offset)
                .containsExactly(killer);
    }

    @Test
    void aMessageThatKillsItsProcessWithTheQueueInItIsDeadLetteredToo() {
        QueueRig deadly = new QueueRig(QueueRig.settings().maxAttempts(3).build());
        deadly.sendPlain(100);
        int kills = 0;
        for (int life = 0; life < 20 && deadly.status().deadLettered() == 0; life++) {
            ConsumerId consumer = new ConsumerId("process-" + life, "consumer");
            deadly.register(consumer, 1_000, 10);
            deadly.pass(Duration.ofMillis(2_500));
            boolean killed = deadly.take(consumer).stream().anyMatch(grant -> grant.offset() == 5);
            if (killed) {
                kills++;
            }
            deadly.crash();
            deadly.run(new Input.ProcessLost(consumer.process()));
        }
        assertThat(deadly.status().deadLettered()).isEqualTo(1);
        assertThat(kills).isLessThanOrEqualTo(4);
    }
}
