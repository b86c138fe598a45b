package dev.jono.core;

import static dev.jono.core.QueueRig.ALICE;
import static dev.jono.core.QueueRig.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply.SettleResult.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages leased once, by somebody outside the cluster: such leases end by time alone. */
class ReceiveTest {
    private final QueueRig rig = new QueueRig();

    private static final ConsumerId CLIENT = new ConsumerId("process-a", "client");

    private void receive(int max, Duration wait, Duration lease) {
        assertThat(rig.ask(new QueueCommand.Receive(CLIENT, max, 0, wait, lease)))
                .isNull();
    }

    @Test
    void aReceiveIsAnsweredAtOnceWithWhatIsThere() {
        rig.sendPlain(40);
        receive(30, Duration.ofSeconds(5), Duration.ofSeconds(7));
        List<Effect.Grant> grants = rig.take(CLIENT);
        assertThat(grants).hasSize(30).allMatch(grant -> grant.leaseMillis() == 7_000);
        assertThat(rig.status().consumers()).isZero();
    }

    @Test
    void aReceiveIsAnsweredWithNoMoreBytesThanItTakesButForTheLastMessage() {
        Message large = Message.of("x".repeat(1_000_000));
        rig.send(large, large, large);
        assertThat(rig.ask(new QueueCommand.Receive(CLIENT, 10, 1_500_000, Duration.ofSeconds(5), null)))
                .isNull();
        assertThat(rig.takeOffsets(CLIENT)).containsExactly(0L, 1L);
    }

    @Test
    void aReceiveWaitsForTheFirstMessageAndTakesNoMoreThanThat() {
        receive(10, Duration.ofSeconds(5), Duration.ofSeconds(30));
        rig.pass(Duration.ofSeconds(4));
        rig.sendPlain(2);
        rig.sendPlain(2);
        assertThat(rig.take(CLIENT)).hasSize(2);
    }

    @Test
    void aReceiveThatWaitedInVainIsAnsweredWithNothing() {
        receive(10, Duration.ofSeconds(5), Duration.ofSeconds(30));
        rig.pass(Duration.ofMillis(4_999));
        assertThat(rig.emptyAnswers(CLIENT)).isZero();
        rig.pass(Duration.ofMillis(1));
        assertThat(rig.emptyAnswers(CLIENT)).isEqualTo(1);
        rig.sendPlain(1);
        assertThat(rig.take(CLIENT)).isEmpty();
    }

    @Test
    void aReceiveWithoutWaitIsAnsweredAtOnce() {
        receive(10, Duration.ZERO, Duration.ofSeconds(30));
        assertThat(rig.emptyAnswers(CLIENT)).isEqualTo(1);
    }

    @Test
    void aReceivedMessageComesBackByTimeAloneAndCountsAsAnAttempt() {
        rig.sendPlain(1);
        receive(1, Duration.ZERO, Duration.ofSeconds(7));
        rig.take(CLIENT);
        rig.register(ALICE, 1);
        rig.pass(Duration.ofSeconds(6));
        assertThat(rig.take(ALICE)).isEmpty();
        rig.pass(Duration.ofSeconds(3));
        assertThat(rig.takeOne(ALICE).attempt()).isEqualTo(2);
    }

    @Test
    void aReceivedMessageIsAckedWithItsToken() {
        rig.send(Message.of("x"));
        receive(1, Duration.ZERO, Duration.ofSeconds(7));
        assertThat(rig.ack(rig.takeOne(CLIENT))).isEqualTo(Kind.DONE);
    }

    @Test
    void aNodeThatLeavesEndsNoLeaseOfWhoReceivedThroughIt() {
        rig.sendPlain(2);
        receive(2, Duration.ZERO, Duration.ofSeconds(7));
        List<Effect.Grant> received = rig.take(CLIENT);
        assertThat(rig.queue.leasingProcesses()).isEmpty();
        rig.run(new Input.ProcessLost(CLIENT.process()));
        assertThat(rig.status().leased()).isEqualTo(2);
        assertThat(rig.queue.state().suspects.isEmpty()).isTrue();
        assertThat(rig.ack(received.get(0))).isEqualTo(Kind.DONE);
    }

    @Test
    void aJournaledLeaseOutsideSurvivesTheOwnerAndStillCountsAsAnAttempt() {
        rig.sendPlain(1);
        receive(1, Duration.ZERO, Duration.ofSeconds(7));
        rig.pass(Duration.ofSeconds(1));
        rig.crash();
        assertThat(rig.queue.leasingProcesses()).isEmpty();
        rig.run(new Input.ProcessLost(CLIENT.process()));
        assertThat(rig.status().leased()).isEqualTo(1);
        rig.register(ALICE, 1);
        rig.pass(Duration.ofSeconds(9));
        assertThat(rig.takeOne(ALICE).attempt()).isEqualTo(2);
    }

    @Test
    void suspectsAreReceivedLikeAnythingElse() {
        rig.sendPlain(3);
        rig.register(ALICE, 3);
        rig.run(new Input.ConsumerLost(ALICE));
        receive(3, Duration.ZERO, Duration.ofSeconds(7));
        assertThat(rig.takeOffsets(CLIENT)).containsExactly(0L, 1L, 2L);
        assertThat(rig.status().consumers()).isZero();
    }

    @Test
    void aMessageThatMayKillItsProcessIsReceivedWithoutAQuarantineOfTheNode() {
        rig.sendPlain(1);
        for (int life = 0; life < 2; life++) {
            rig.register(ALICE, 1);
            rig.run(new Input.ProcessLost(ALICE.process()));
        }
        assertThat(rig.queue.state().counted.contains(0)).isTrue();
        receive(1, Duration.ZERO, Duration.ofSeconds(7));
        assertThat(rig.takeOne(CLIENT).attempt()).isEqualTo(2);

        ConsumerId beside = new ConsumerId(CLIENT.process(), "beside");
        rig.register(beside, 5);
        rig.sendPlain(5);
        assertThat(rig.take(beside)).hasSize(5);
    }

    @Test
    void aQuarantineEndsWhenItsMessageIsReceived() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        rig.run(new Input.ProcessLost(ALICE.process()));
        rig.register(ALICE, 1);
        rig.sendPlain(1);
        rig.register(BOB, 2);
        rig.take(BOB);
        rig.run(new Input.ProcessLost(ALICE.process())); // Bob's process is emptied for it
        receive(1, Duration.ZERO, Duration.ofSeconds(7));
        assertThat(rig.takeOne(CLIENT).offset()).isZero();
        rig.sendPlain(1);
        assertThat(rig.take(BOB)).hasSize(1);
    }
}
