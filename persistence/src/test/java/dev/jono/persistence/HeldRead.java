package dev.jono.persistence;

import dev.jono.persistence.codec.JournalRow;
import dev.jono.persistence.journal.RowRead;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A read of rows that is under way until the test ends it. */
final class HeldRead {
    final CompletableFuture<List<RowRead>> rows = new CompletableFuture<>();

    /** What is told when it has ended. */
    @Nullable CompletionStage<Object> told;

    private final long[] ordinals;

    HeldRead(long[] ordinals) {
        this.ordinals = ordinals;
    }

    void end(LongFunction<JournalRow> row) {
        rows.complete(Arrays.stream(ordinals)
                .mapToObj(ordinal -> new RowRead(ordinal, row.apply(ordinal)))
                .toList());
    }
}
