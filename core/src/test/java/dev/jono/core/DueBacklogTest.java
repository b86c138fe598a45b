package dev.jono.core;

import static dev.jono.core.QueueRig.ALICE;
import static dev.jono.core.QueueRig.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More is due by itself than one commit takes: the inputs do not wait until all of it is done, and it does not wait for them. */
class DueBacklogTest {
    private static final int DUE = 5_000;
    private static final Input DESCRIBE = new Input.Client(new QueueCommand.Describe());

    private final QueueRig rig = new QueueRig();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyInputIsConsumedWithinTwoDecisions(boolean asDeadLetters) {
        QueueRig any = new QueueRig(
                QueueRig.settings().deadLetterExpired(asDeadLetters).build());
        Input ack = ackOverBacklog(any);
        List<Input> inputs = List.of(DESCRIBE, ack, new Input.Client(new QueueCommand.Leave(BOB)), DESCRIBE);
        for (int done = 0; done < inputs.size(); ) {
            List<Input> left = inputs.subList(done, inputs.size());
            int consumed = consumedByTwo(any, left);
            assertThat(consumed).as("what two decisions took of %s", left).isPositive();
            done += consumed;
        }
        assertThat(any.queue.untilNext(any.now()))
                .as("there was still a backlog")
                .isZero();
    }

    private static int consumedByTwo(QueueRig any, List<Input> left) {
        int first = any.decideOnce(left).consumed();
        return first > 0 ? first : any.decideOnce(left).consumed();
    }

    @Test
    void whatIsDueGoesOnHoweverManyInputsWait() {
        rig.send(mortals());
        rig.jump(Duration.ofSeconds(10));
        for (int decisions = 0; decisions < 2 * DUE / 1_000; decisions++) {
            rig.decideOnce(List.of(DESCRIBE, DESCRIBE));
        }
        assertThat(rig.status().expired()).isEqualTo(DUE);
    }

    @Test
    void aBatchDecidesAsItsInputsOneByOne() {
        QueueRig oneByOne = new QueueRig();
        List<@Nullable QueueReply> together = rig.run(inputs(rig));
        List<@Nullable QueueReply> apart = new ArrayList<>();
        for (Input input : inputs(oneByOne)) {
            apart.add(oneByOne.run(input).get(0));
        }
        assertThat(together).isEqualTo(apart);
        assertThat(rig.status()).isEqualTo(oneByOne.status());
    }

    private static Input[] inputs(QueueRig any) {
        Input ack = ackOverBacklog(any);
        return new Input[] {
            new Input.Client(new QueueCommand.Leave(BOB)),
            ack,
            new Input.Client(new QueueCommand.Pause()),
            new Input.Client(
                    new QueueCommand.Send(QueueRig.PRODUCER, DUE + 2, DUE + 2, List.of(Message.of("one more")))),
            new Input.Client(new QueueCommand.Leave(ALICE)),
            ack
        };
    }

    /** Returns an ack for a delivery of a queue in which thousands have outlived their time. */
    private static Input ackOverBacklog(QueueRig any) {
        Effect.Grant held = any.deliverOneTo(ALICE);
        any.send(mortals());
        any.jump(Duration.ofSeconds(10));
        return new Input.Client(new QueueCommand.Settle(
                List.of(new QueueCommand.Settlement(held.offset(), held.token(), QueueCommand.Ack.INSTANCE))));
    }

    private static Message[] mortals() {
        Message[] messages = new Message[DUE];
        Arrays.fill(
                messages,
                Message.builder(new byte[1]).timeToLive(Duration.ofSeconds(5)).build());
        return messages;
    }
}
