package dev.jono.api.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.MessageId;
import dev.jono.api.QueueName;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import dev.jono.api.protocol.QueueReply.Sent;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.Test;

class SendWindowTest {
    private static final QueueKey KEY = new QueueKey(new QueueName("orders"), 0, 1);
    private static final ProducerId PRODUCER = new ProducerId("p");
    private static final int BATCH = 10_000;

    private final SendWindow window = new SendWindow(1_000, 1_000_000);
    private final TestInbox<StatusReply<MessageId>> results = TestInbox.create();

    @Test
    void numbers_grow_without_gaps_also_past_the_first_ring() {
        add(300, 0);
        SendWindow.Batch batch = window.nextBatch(1_000_000);
        assertThat(batch.firstSequence()).isEqualTo(1);
        assertThat(batch.messages()).hasSize(300);
        assertThat(window.hasWaiting()).isFalse();
        window.confirm(stored(1, 300, 0));
        assertThat(window.isEmpty()).isTrue();
        assertThat(results.getAllReceived())
                .extracting(result -> result.getValue().offset())
                .hasSize(300)
                .isSorted();
    }

    @Test
    void what_is_confirmed_ahead_of_the_oldest_is_left_out_of_a_retry() {
        add(6, 0);
        window.nextBatch(BATCH);
        window.confirm(stored(3, 2, 100));
        window.rewindTo(window.lowestUnconfirmed());
        assertThat(window.nextBatch(BATCH).firstSequence()).isEqualTo(1);
        SendWindow.Batch second = window.nextBatch(BATCH);
        assertThat(second.firstSequence()).isEqualTo(5);
        assertThat(second.messages()).hasSize(2);
        assertThat(window.hasWaiting()).isFalse();
        assertThat(window.lowestUnconfirmed()).isEqualTo(1);
    }

    @Test
    void an_answer_that_comes_while_a_retry_waits_takes_it_out() {
        add(4, 0);
        window.nextBatch(BATCH);
        window.rewindTo(1);
        assertThat(window.confirm(stored(1, 4, 0))).isTrue();
        assertThat(window.confirm(stored(1, 4, 0))).isFalse();
        assertThat(window.hasWaiting()).isFalse();
        assertThat(window.waitingBytes()).isZero();
        assertThat(results.getAllReceived()).hasSize(4);
    }

    @Test
    void giving_up_moves_past_the_oldest_only() {
        add(2, 100);
        add(2, 200);
        window.nextBatch(BATCH);
        window.giveUp(150, tries -> new JonoException(tries > 0 ? Reason.UNKNOWN : Reason.UNAVAILABLE, "Late."));
        assertThat(window.lowestUnconfirmed()).isEqualTo(3);
        window.rewindTo(1);
        assertThat(window.nextBatch(BATCH).firstSequence()).isEqualTo(3);
        assertThat(results.getAllReceived())
                .extracting(result -> ((JonoException) result.getError()).reason())
                .containsExactly(Reason.UNKNOWN, Reason.UNKNOWN);
    }

    @Test
    void room_comes_back_with_the_oldest() {
        SendWindow small = new SendWindow(2, 1_000_000);
        small.add(Message.of("a"), 1, 0, new SendResult.ToActor(results.getRef()));
        small.add(Message.of("b"), 1, 0, new SendResult.ToActor(results.getRef()));
        assertThat(small.hasRoomFor(1)).isFalse();
        small.nextBatch(BATCH);
        small.confirm(stored(2, 1, 0));
        assertThat(small.hasRoomFor(1)).isFalse();
        small.confirm(stored(1, 1, 1));
        assertThat(small.hasRoomFor(1)).isTrue();
    }

    private void add(int count, long giveUpAtNanos) {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(Message.of("m"));
        }
        messages.forEach(message ->
                window.add(message, message.sizeBytes(), giveUpAtNanos, new SendResult.ToActor(results.getRef())));
    }

    private static Sent stored(long firstSequence, int count, long firstOffset) {
        return new Sent(
                KEY, PRODUCER, firstSequence, List.of(new SendOutcome(SendOutcome.Kind.STORED, count, firstOffset)));
    }
}
