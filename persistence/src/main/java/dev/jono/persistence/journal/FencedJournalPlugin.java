package dev.jono.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol.DeleteMessagesTo;
import org.apache.pekko.persistence.JournalProtocol.RecoverySuccess;
import org.apache.pekko.persistence.JournalProtocol.ReplayMessages;
import org.apache.pekko.persistence.JournalProtocol.ReplayMessagesFailure;
import org.apache.pekko.persistence.JournalProtocol.ReplayedMessage;
import org.apache.pekko.persistence.JournalProtocol.WriteMessages;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import org.jspecify.annotations.Nullable;
import scala.PartialFunction;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * The journal plugin {@code jono.journal}. Pekko's plugin interface does not say which actor asks, and a claim is bound to one; so
 * replays are answered here as a whole, and the asker of a write or delete is noted while Pekko's own code hands it on.
 */
final class FencedJournalPlugin extends AsyncWriteJournal {
    private final FencedJournal journal = FencedJournal.get(context().system());
    private @Nullable ActorRef asker;

    @Override
    public void aroundReceive(PartialFunction<Object, BoxedUnit> receive, Object message) {
        if (message instanceof ReplayMessages replay) {
            recover(replay);
        } else if (message instanceof WriteMessages write) {
            onBehalfOf(write.persistentActor(), receive, write);
        } else if (message instanceof DeleteMessagesTo delete) {
            onBehalfOf(delete.persistentActor(), receive, delete);
        } else if (message instanceof Terminated stopped) {
            journal.incarnations().forget(stopped.actor());
        } else {
            super.aroundReceive(receive, message);
        }
    }

    private void onBehalfOf(ActorRef actor, PartialFunction<Object, BoxedUnit> receive, Object message) {
        asker = actor;
        try {
            super.aroundReceive(receive, message);
        } finally {
            asker = null;
        }
    }

    private void recover(ReplayMessages replay) {
        String persistenceId = replay.persistenceId();
        ActorRef actor = replay.persistentActor();
        context().watch(actor);
        Incarnations.Holder holder = journal.incarnations().recovering(persistenceId, actor);
        SnapshotMark snapshot = journal.incarnations().takeLoaded(persistenceId, actor);
        RecoveryPoint point = new RecoveryPoint(snapshot, replay.fromSequenceNr(), replay.toSequenceNr());
        BooleanSupplier wanted = () -> journal.incarnations().isWanted(persistenceId, holder);
        journal.log()
                .recover(
                        persistenceId,
                        actor.toString(),
                        point,
                        wanted,
                        new Replay(persistenceId, actor, replay.max(), wanted))
                .thenAccept(incarnation -> {
                    if (!wanted.getAsBoolean()) {
                        throw JournalException.abandoned(persistenceId);
                    }
                    holder.recovered(incarnation);
                    actor.tell(new RecoverySuccess(incarnation.next() - 1), ActorRef.noSender());
                })
                .whenComplete((done, failure) -> {
                    // An actor that recovers anew would take it for the outcome of its later recovery.
                    if (failure != null && !journal.incarnations().recoversAnew(persistenceId, holder)) {
                        actor.tell(new ReplayMessagesFailure(Stages.unwrap(failure)), ActorRef.noSender());
                    }
                });
    }

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> messages) {
        List<AtomicWrite> writes = new ArrayList<>();
        messages.forEach(writes::add);
        return Stages.asScala(write(writes));
    }

    private CompletionStage<Iterable<Optional<Exception>>> write(List<AtomicWrite> writes) {
        return journal.log()
                .write(incarnation(writes.get(0).persistenceId()), writes.get(0).lowestSequenceNr(), encode(writes))
                .thenApply(confirmed -> List.of());
    }

    /** A single event is encoded at once: to hand it to another thread takes longer. */
    private CompletableFuture<List<List<RowBody>>> encode(List<AtomicWrite> writes) {
        boolean isSingle = writes.size() == 1 && writes.get(0).size() == 1;
        return CompletableFuture.supplyAsync(
                () -> EncodedWrites.of(
                        writes, journal.codec(), journal.settings().maxWriteBytes()),
                isSingle ? Runnable::run : journal.executor());
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        return Stages.asScala(journal.log().delete(incarnation(persistenceId), toSequenceNr));
    }

    private Incarnation incarnation(String persistenceId) {
        return journal.incarnations().of(persistenceId, Objects.requireNonNull(asker, "asker"));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
        throw new UnsupportedOperationException("replays are answered by recover(ReplayMessages)");
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long from) {
        throw new UnsupportedOperationException("replays are answered by recover(ReplayMessages)");
    }

    /** Sends rows to the recovering actor as events, at most {@code left} of them. */
    private final class Replay implements Consumer<Row> {
        private final String persistenceId;
        private final ActorRef actor;
        private final BooleanSupplier wanted;
        private long left;

        Replay(String persistenceId, ActorRef actor, long left, BooleanSupplier wanted) {
            this.persistenceId = persistenceId;
            this.actor = actor;
            this.left = left;
            this.wanted = wanted;
        }

        @Override
        public void accept(Row row) {
            if (left <= 0 || !wanted.getAsBoolean()) {
                return;
            }
            left--;
            PersistentRepr stored = journal.codec().decode(persistenceId, row);
            for (PersistentRepr event : CollectionConverters.asJava(adaptFromJournal(stored))) {
                actor.tell(new ReplayedMessage(event), ActorRef.noSender());
            }
        }
    }
}
