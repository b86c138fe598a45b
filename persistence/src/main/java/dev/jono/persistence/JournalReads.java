package dev.jono.persistence;

import dev.jono.persistence.journal.RowRead;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads rows of a queue's journal beside its commits, and tells its actor. */
interface JournalReads {
    CompletionStage<List<RowRead>> read(long... ascendingOrdinals);

    /** Has the actor told what the stage brings, which does not fail. */
    void tell(CompletionStage<Object> stage);

    void tellLater(Object message, Duration after);
}
