package dev.jono.persistence;

import dev.jono.persistence.journal.RowRead;
import dev.jono.persistence.journal.RowReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorContext;
import org.apache.pekko.pattern.Patterns;

/** The {@link JournalReads} of an actor. */
abstract class ActorReads implements JournalReads {
    private final ActorContext context;
    private final String persistenceId;
    private final RowReader rows;

    ActorReads(ActorContext context, String persistenceId, RowReader rows) {
        this.context = context;
        this.persistenceId = persistenceId;
        this.rows = rows;
    }

    @Override
    public CompletionStage<List<RowRead>> read(long... ascendingOrdinals) {
        return rows.read(persistenceId, ascendingOrdinals);
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
