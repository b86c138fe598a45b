package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.QueueName;
import dev.jono.api.protocol.QueueKey;
import dev.jono.core.RowEntry;
import dev.jono.persistence.codec.JournalRow;
import dev.jono.persistence.journal.RowRead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PayloadReaderTest {
    private final RowPins pins = new RowPins();
    private final Actor actor = new Actor();
    private final PayloadReader reader = new PayloadReader(new QueueKey(QueueName.of("orders"), 0, 1), actor, pins);

    @Test
    void aPageIsBoundedInRowsAndBytes() {
        readGoingOn(rows(1, 40, 100));
        assertThat(actor.asked).extracting(ordinals -> ordinals.length).containsExactly(16, 16);
        answerAll();
        readGoingOn(rows(33, 40, 100));
        assertThat(actor.asked).extracting(ordinals -> ordinals.length).containsExactly(8);
        answerAll();
        readGoingOn(rows(100, 102, 600_000));
        assertThat(actor.asked).containsExactly(new long[] {100}, new long[] {101});
        answerAll();
        readGoingOn(List.of(row(200, 9 << 20), row(199, 10)));
        assertThat(actor.asked).containsExactly(new long[] {200}, new long[] {199});
    }

    @Test
    void theFirstPageIsSmallAndNothingIsReadAheadBeforeItArrives() {
        reader.read(rows(1, 64, 40_000));
        reader.read(rows(1, 64, 40_000));
        assertThat(actor.asked).containsExactly(new long[] {1});
        actor.wanted = rows(2, 64, 1_000);
        actor.answer(0);
        assertThat(actor.asked).hasSize(1 + PayloadReader.MAX_PAGES);
        assertThat(actor.asked.get(1)).hasSize(PayloadReader.MAX_ROWS).startsWith(2);
        actor.wanted = rows(34, 64, 1_000);
        actor.answer(2);
        assertThat(actor.asked).as("the others' place is taken by the next").hasSize(4);
        assertThat(actor.asked.get(3)).startsWith(34);
        actor.wanted = List.of();
        actor.answer(1);
        actor.answer(3);
        actor.asked.clear();
        reader.read(rows(50, 64, 40_000));
        assertThat(actor.asked).as("it begins anew").containsExactly(new long[] {50});
    }

    @Test
    void aPageAscendsWhateverTheOrderOfNeed() {
        reader.read(List.of(row(9, 1), row(3, 1), row(5, 1)));
        assertThat(actor.asked).containsExactly(new long[] {3, 5, 9});
    }

    @Test
    void aRowIsAskedForOnceAtATimeAndPinnedMeanwhile() {
        readGoingOn(rows(5, 6, 10));
        reader.read(rows(6, 7, 10));
        assertThat(actor.asked).containsExactly(new long[] {5, 6}, new long[] {7});
        assertThat(pins.lowest()).isEqualTo(5);
        actor.answer(0);
        assertThat(pins.lowest()).isEqualTo(7);
        assertThat(actor.taken).containsExactly(5L, 6L);
        assertThat(actor.dispatches).isEqualTo(1);
        actor.answer(1);
        assertThat(pins.lowest()).isEqualTo(Long.MAX_VALUE);
        reader.read(rows(5, 5, 10));
        assertThat(actor.asked).hasSize(3);
    }

    @Test
    void whatCannotBeReachedIsAskedForAgainLaterAndLater() {
        for (int seconds : new int[] {200, 400, 800, 1_600, 3_200, 6_400, 6_400}) {
            reader.read(rows(5, 5, 10));
            actor.fail(new IllegalStateException("no answer"));
            assertThat(actor.later).containsExactly(Duration.ofMillis(seconds));
            reader.read(rows(5, 5, 10));
            assertThat(actor.reads).as("not before that").isEmpty();
            actor.passLater();
        }
        assertThat(actor.dispatches).as("it is looked at again each time").isEqualTo(7);
        assertThat(pins.lowest()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void pagesThatFailTogetherCountOnce() {
        readGoingOn(rows(1, 32, 10));
        actor.fail(new IllegalStateException("no answer"));
        actor.fail(new IllegalStateException("no answer"));
        assertThat(actor.later).containsExactly(Duration.ofMillis(200), Duration.ofMillis(200));
        actor.wanted = rows(1, 32, 10);
        actor.passLater();
        actor.fail(new IllegalStateException("no answer"));
        actor.fail(new IllegalStateException("no answer"));
        assertThat(actor.later).containsExactly(Duration.ofMillis(400), Duration.ofMillis(400));
    }

    @Test
    void pagesThatFailInTurnsAreAskedForLaterAndLaterToo() {
        readGoingOn(rows(1, 32, 10));
        for (int millis : new int[] {200, 200, 400, 800, 1_600}) {
            actor.fail(new IllegalStateException("no answer"));
            assertThat(actor.later).last().isEqualTo(Duration.ofMillis(millis));
            actor.wanted = rows(1, 32, 10);
            if (actor.later.size() == 2) {
                actor.passFirst();
            }
        }
    }

    /** Has a page arrive, and these rows wanted then. */
    private void readGoingOn(List<RowEntry> wanted) {
        reader.read(rows(9_999, 9_999, 10));
        actor.wanted = wanted;
        actor.answer(actor.reads.size() - 1);
        actor.wanted = List.of();
        actor.reset();
    }

    private void answerAll() {
        for (int read = 0; read < actor.reads.size(); read++) {
            actor.answer(read);
        }
        actor.reset();
    }

    private static List<RowEntry> rows(long first, long last, long bytes) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(ordinal -> row(ordinal, bytes))
                .toList();
    }

    private static RowEntry row(long ordinal, long bytes) {
        return new RowEntry(ordinal, ordinal, 1, 1, bytes, 0);
    }

    /** Notes what it is to do. */
    private final class Actor implements PayloadReader.Reads {
        final List<long[]> asked = new ArrayList<>();
        final List<CompletableFuture<List<RowRead>>> reads = new ArrayList<>();
        final List<Long> taken = new ArrayList<>();
        final List<Duration> later = new ArrayList<>();
        private final List<Object> messages = new ArrayList<>();
        List<RowEntry> wanted = List.of();
        int dispatches;

        /** Forgets what it was asked for, but for what is not answered. */
        void reset() {
            for (int read = reads.size() - 1; read >= 0; read--) {
                if (reads.get(read).isDone()) {
                    reads.remove(read);
                    asked.remove(read);
                }
            }
            taken.clear();
            dispatches = 0;
        }

        @Override
        public CompletionStage<List<RowRead>> read(long... ascendingOrdinals) {
            asked.add(ascendingOrdinals);
            reads.add(new CompletableFuture<>());
            return reads.get(reads.size() - 1);
        }

        @Override
        public void tell(CompletionStage<Object> stage) {
            stage.thenAccept(this::receive);
        }

        @Override
        public void tellLater(Object message, Duration after) {
            later.add(after);
            messages.add(message);
        }

        @Override
        public boolean isLive(RowEntry row) {
            return true;
        }

        @Override
        public void take(RowEntry asked, JournalRow row) {
            taken.add(asked.ordinal());
        }

        @Override
        public void dispatchMore() {
            dispatches++;
            reader.read(wanted);
        }

        void answer(int read) {
            reads.get(read)
                    .complete(Arrays.stream(asked.get(read))
                            .mapToObj(ordinal -> new RowRead(ordinal, new JournalRow(List.of())))
                            .toList());
        }

        void fail(Throwable failure) {
            reads.remove(0).completeExceptionally(failure);
        }

        void passLater() {
            List<Object> due = List.copyOf(messages);
            messages.clear();
            later.clear();
            due.forEach(this::receive);
        }

        void passFirst() {
            later.remove(0);
            receive(messages.remove(0));
        }

        private void receive(Object message) {
            reader.answers().onMessage().apply(message);
        }
    }
}
