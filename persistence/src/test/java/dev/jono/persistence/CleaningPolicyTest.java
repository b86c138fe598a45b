package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueKey;
import dev.jono.core.Event;
import dev.jono.core.Limits;
import dev.jono.core.Queue;
import dev.jono.core.RowEntry;
import dev.jono.core.StoredMessage;
import dev.jono.persistence.journal.OrdinalRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much one step is, and when rows are made fewer. */
class CleaningPolicyTest {
    private static final int SLACK_ROWS = 100;
    private static final int ROW_BYTES = 64 << 10;
    private static final CleaningSettings SETTINGS =
            new CleaningSettings(1_000, SLACK_ROWS, 512 << 10, Duration.ofSeconds(1));

    private final Queue queue = Queue.empty(Limits.DEFAULT);
    private final JournalMarks marks = new JournalMarks();
    private final CleaningPolicy policy = new CleaningPolicy(SETTINGS, ROW_BYTES);
    private long ordinal;
    private long offset;
    private long millis;

    @BeforeEach
    void declare() {
        evolve(new Event.Declared(new QueueKey(QueueName.of("orders"), 0, 1), QueueSettings.DEFAULT), 0);
        evolve(new Event.EpochStarted(1, 0, "node"), 0);
    }

    @Test
    void aStepReadsFewRangesOfRows() {
        sendOneByOne(1_000);
        CarryPlan merge = next().orElseThrow();
        assertThat(OrdinalRange.of(merge.ordinals())).hasSize(CleaningPolicy.STEP_RANGES);
        marks.wrote(++ordinal, 1 << 20);
        CarryPlan oldest = next().orElseThrow();
        assertThat(OrdinalRange.of(oldest.ordinals())).hasSize(CleaningPolicy.STEP_RANGES);
        assertThat(oldest.ordinals()).contains(queue.rowsFrom(0, 1).get(0).ordinal());
    }

    @Test
    void aStepCarriesFewMessages() {
        for (int row = 0; row < 20; row++) {
            send(1_000);
        }
        marks.wrote(++ordinal, 4 << 20);
        assertThat(next().orElseThrow().rows().mapToLong(RowEntry::live).sum()).isEqualTo(CleaningPolicy.STEP_MESSAGES);
    }

    @Test
    void veryManyVerySmallRowsBecomeFewInSeveralPasses() {
        sendOneByOne(20_000);
        carryAll();
        assertThat(queue.rowCount()).isLessThanOrEqualTo(SLACK_ROWS + 4 * CleaningPolicy.liveBytes(queue) / ROW_BYTES);
    }

    @Test
    void manyRowsThatCouldNotBeMadeFewerAreForgottenOnceTheyAreGone() {
        for (int day = 0; day < 1_000; day++) {
            millis += Duration.ofDays(1).toMillis();
            send(1);
        }
        carryAll();
        assertThat(queue.rowCount()).as("too far apart, most of them").isGreaterThan(250);
        evolve(new Event.Purged(offset), 0);
        assertThat(next()).isEmpty();
        sendOneByOne(200);
        carryAll();
        assertThat(queue.rowCount()).isLessThan(SLACK_ROWS);
    }

    /** Carries until nothing is due any more; an empty answer ends a pass, the next one may begin another. */
    private void carryAll() {
        marks.forgetBefore(ordinal);
        Optional<CarryPlan> plan = next();
        while (plan.isPresent()) {
            plan.get().runs().forEach(this::carry);
            plan = next().or(this::next);
        }
    }

    private void carry(List<RowEntry> run) {
        List<StoredMessage> messages = new ArrayList<>();
        for (RowEntry row : run) {
            for (long at = row.firstOffset(); at < row.endOffset(); at++) {
                messages.add(new StoredMessage(at, row.sentAtMillis(), Message.of("m")));
            }
        }
        evolve(new Event.Carried(messages), 0);
    }

    private Optional<CarryPlan> next() {
        return policy.next(queue, marks, ordinal, millis);
    }

    /** Leaves gaps between their rows. */
    private void sendOneByOne(int count) {
        for (int i = 0; i < count; i++) {
            send(1);
            ordinal++;
        }
    }

    private void send(int count) {
        List<Message> messages = Collections.nCopies(count, Message.of("m"));
        evolve(new Event.Enqueued(new ProducerId("p"), offset + 1, 1, offset, millis, messages), count);
        offset += count;
    }

    private void evolve(Event event, long bytes) {
        queue.evolve(event, ++ordinal);
        marks.wrote(ordinal, bytes);
    }
}
