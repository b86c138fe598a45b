package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.core.Input;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateBufferTest {
    private final QueueActorSettings settings =
            QueueActorSettings.from(ConfigFactory.parseString("""
                    jono.queue.max-waiting-messages = 10
                    jono.queue.max-waiting-bytes = 10000
                    jono.queue.max-waiting-settlements = 3
                    jono.queue.batch-bytes = 2000
                    """).withFallback(ConfigFactory.load()));
    private final PayloadBudget budget = new PayloadBudget(0, 50_000, 0);
    private final GateBuffer buffer = new GateBuffer(settings, budget);

    @Test
    void settlementsGoAheadOfSends() {
        offer(send(1, 10));
        offer(settle(1));
        assertThat(buffer.nextBatch())
                .extracting(Pending::input)
                .extracting(GateBufferTest::kind)
                .containsExactly("Settle", "Send");
    }

    @Test
    void aPurgeKeepsItsPlaceAmongTheSends() {
        offer(send(1, 10));
        offer(new QueueCommand.Purge());
        offer(send(1, 10));
        assertThat(buffer.nextBatch())
                .extracting(Pending::input)
                .extracting(GateBufferTest::kind)
                .containsExactly("Send", "Purge", "Send");
    }

    @Test
    void aBatchEndsAtItsBytesButTakesOneLargerSendAlone() {
        offer(send(1, 5000));
        offer(send(1, 900));
        offer(send(1, 900));
        offer(send(1, 900));
        assertThat(buffer.nextBatch()).hasSize(1);
        assertThat(buffer.nextBatch()).hasSize(2);
        assertThat(buffer.nextBatch()).hasSize(1);
        assertThat(buffer.isEmpty()).isTrue();
    }

    @Test
    void pastTheBoundASendIsRefused() {
        assertThat(offer(send(10, 10))).isTrue();
        assertThat(offer(send(1, 10))).isFalse();
        buffer.nextBatch();
        assertThat(offer(send(1, 10))).isTrue();
    }

    @Test
    void aSingleSendLargerThanTheBoundIsTakenWhenNothingElseWaits() {
        assertThat(offer(send(1, 20_000))).isTrue();
        assertThat(offer(send(1, 1))).isFalse();
    }

    @Test
    void settlementsHaveABoundOfTheirOwnAndTheNodesInputsNone() {
        offer(send(10, 10));
        assertThat(offer(settle(3))).isTrue();
        assertThat(offer(settle(1))).isFalse();
        assertThat(buffer.offer(new Pending(Input.Tick.INSTANCE, null, 1, 0, 0)))
                .isTrue();
    }

    @Test
    void whatWaitedTooLongIsTakenOutAndTheRestStays() {
        buffer.offer(GateBuffer.pending(new Input.Client(send(1, 1)), null, 100));
        buffer.offer(GateBuffer.pending(new Input.Client(settle(1)), null, 100));
        buffer.offer(new Pending(Input.Tick.INSTANCE, null, 1, 0, 100));
        buffer.offer(GateBuffer.pending(new Input.Client(send(1, 1)), null, 200));
        assertThat(buffer.removeOlderThan(150)).hasSize(2);
        assertThat(buffer.nextBatch()).hasSize(2);
    }

    @Test
    void whatWaitsCountsUntilItsCommitHasEnded() {
        offer(send(2, 400));
        offer(send(1, 900));
        assertThat(budget.sendingBytes()).isEqualTo(1700);
        buffer.nextBatch();
        assertThat(budget.sendingBytes()).isEqualTo(1700);
        buffer.batchEnded();
        assertThat(budget.sendingBytes()).isZero();
        offer(send(1, 900));
        buffer.nextBatch();
        offer(send(1, 900));
        buffer.clear();
        assertThat(budget.sendingBytes()).isZero();
    }

    @Test
    void onlyMuchThatWaitsIsWorthACommitBehindTheOneUnderWay() {
        offer(send(GateBuffer.FEWEST_BEHIND, 1));
        assertThat(buffer.isWorthAnotherCommit()).as("nothing is under way").isFalse();
        buffer.nextBatch();
        offer(send(GateBuffer.FEWEST_BEHIND - 1, 1));
        assertThat(buffer.isWorthAnotherCommit()).isFalse();
        offer(settle(1));
        assertThat(buffer.isWorthAnotherCommit()).isTrue();
        buffer.nextBatch();
        buffer.batchEnded();
        assertThat(budget.sendingBytes()).as("the newer one").isEqualTo(GateBuffer.FEWEST_BEHIND - 1);

        offer(send(4 * GateBuffer.FEWEST_BEHIND, 1));
        buffer.nextBatch();
        offer(send(2 * GateBuffer.FEWEST_BEHIND - 1, 1));
        assertThat(buffer.isWorthAnotherCommit())
                .as("less than half of what is under way")
                .isFalse();
        offer(settle(1));
        assertThat(buffer.isWorthAnotherCommit()).isTrue();
    }

    @Test
    void sendsHaveALimitAndNothingElse() {
        budget.sending(49_500);
        assertThat(buffer.hasRoom(pending(send(1, 500)))).isTrue();
        assertThat(buffer.hasRoom(pending(send(1, 600)))).isFalse();
        assertThat(buffer.hasRoom(pending(settle(1)))).isTrue();
    }

    private static Pending pending(QueueCommand command) {
        return GateBuffer.pending(new Input.Client(command), null, 0);
    }

    private boolean offer(QueueCommand command) {
        return buffer.offer(GateBuffer.pending(new Input.Client(command), null, 0));
    }

    private static QueueCommand send(int messages, int bytesEach) {
        return new QueueCommand.Send(
                new ProducerId("p"),
                1,
                1,
                IntStream.range(0, messages)
                        .mapToObj(i -> Message.of(new byte[bytesEach]))
                        .toList());
    }

    private static QueueCommand settle(int settlements) {
        return new QueueCommand.Settle(IntStream.range(0, settlements)
                .mapToObj(i -> new QueueCommand.Settlement(i, new LeaseToken(1, 1, i), QueueCommand.Ack.INSTANCE))
                .toList());
    }

    private static String kind(Input input) {
        return ((Input.Client) input).command().getClass().getSimpleName();
    }
}
