package dev.jono.persistence;

import dev.jono.persistence.journal.RowRead;
import dev.jono.persistence.journal.RowReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorContext;
import org.apache.pekko.pattern.Patterns;

/** The {@link JournalReads} of an actor. A row that is being written is read once it is stored. */
abstract class ActorReads implements JournalReads {
    private final ActorContext context;
    private final String persistenceId;
    private final RowReader rows;
    private final AfterCommit afterCommit;

    ActorReads(ActorContext context, String persistenceId, RowReader rows, AfterCommit afterCommit) {
        this.context = context;
        this.persistenceId = persistenceId;
        this.rows = rows;
        this.afterCommit = afterCommit;
    }

    @Override
    public CompletionStage<List<RowRead>> read(long... ascendingOrdinals) {
        if (afterCommit.isStored(ascendingOrdinals[ascendingOrdinals.length - 1])) {
            return rows.read(persistenceId, ascendingOrdinals);
        }
        // Not composed: that would wrap the failure, and whoever reads asks what it is.
        CompletableFuture<List<RowRead>> result = new CompletableFuture<>();
        afterCommit.execute(() -> rows.read(persistenceId, ascendingOrdinals).whenComplete((read, failure) -> {
            if (failure == null) {
                result.complete(read);
            } else {
                result.completeExceptionally(failure);
            }
        }));
        return result;
    }

    @Override
    public void tell(CompletionStage<Object> stage) {
        Patterns.pipe(stage, context.dispatcher()).to(context.self());
    }

    @Override
    public void tellLater(Object message, Duration after) {
        context.system().scheduler().scheduleOnce(after, context.self(), message, context.dispatcher(), context.self());
    }
}
