package dev.jono.persistence.journal;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshot;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshotFailed;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshotResult;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.PartialFunction;
import scala.concurrent.Future;
import scala.jdk.javaapi.OptionConverters;
import scala.runtime.BoxedUnit;

/** The snapshot store plugin {@code jono.snapshots}. Who asks is the sender of what Pekko's own code is handling. */
final class FencedSnapshotPlugin extends SnapshotStore {
    private final FencedJournal journal = FencedJournal.get(context().system());

    @Override
    public void aroundReceive(PartialFunction<Object, BoxedUnit> receive, Object message) {
        if (message instanceof Terminated stopped) {
            journal.incarnations().forget(stopped.actor());
        } else if (message instanceof LoadSnapshot load) {
            load(load);
        } else {
            super.aroundReceive(receive, message);
        }
    }

    /** Answered here, not through Pekko's circuit breaker: loads that nobody waits for any more fail, and would open it for the others. */
    private void load(LoadSnapshot asked) {
        ActorRef actor = sender();
        context().watch(actor);
        Incarnations.Load load = journal.incarnations().loading(asked.persistenceId(), actor);
        load(asked.persistenceId(), asked.criteria().limit(asked.toSequenceNr()), load)
                .whenComplete((loaded, failure) -> actor.tell(
                        failure == null
                                ? new LoadSnapshotResult(OptionConverters.toScala(loaded), asked.toSequenceNr())
                                : new LoadSnapshotFailed(Stages.unwrap(failure)),
                        self()));
    }

    private CompletionStage<Optional<SelectedSnapshot>> load(
            String persistenceId, SnapshotSelectionCriteria criteria, Incarnations.Load load) {
        return journal.snapshots()
                .load(
                        persistenceId,
                        matching(persistenceId, criteria),
                        journal.codec()::restore,
                        () -> journal.incarnations().isWanted(persistenceId, load))
                .thenApply(loaded -> loaded.map(snapshot -> {
                    Manifest manifest = snapshot.manifest();
                    load.loaded(manifest.mark());
                    return SelectedSnapshot.create(manifest.metadata(persistenceId), snapshot.snapshot());
                }));
    }

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        throw new UnsupportedOperationException("loads are answered by load(LoadSnapshot)");
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        Incarnation incarnation = incarnation(metadata.persistenceId());
        return Stages.asScala(
                CompletableFuture.supplyAsync(() -> journal.codec().store(snapshot), journal.executor())
                        .thenCompose(stored -> journal.snapshots()
                                .save(incarnation, metadata.sequenceNr(), metadata.timestamp(), stored)));
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        // A time stamp of 0 stands for any.
        return delete(
                metadata.persistenceId(),
                manifest -> manifest.mark().ordinal() == metadata.sequenceNr()
                        && (metadata.timestamp() == 0 || metadata.timestamp() == manifest.takenAtMillis()));
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return delete(persistenceId, matching(persistenceId, criteria));
    }

    private Future<Void> delete(String persistenceId, Predicate<Manifest> which) {
        return Stages.asScala(journal.snapshots().delete(incarnation(persistenceId), which));
    }

    private Incarnation incarnation(String persistenceId) {
        return journal.incarnations().of(persistenceId, sender());
    }

    private static Predicate<Manifest> matching(String persistenceId, SnapshotSelectionCriteria criteria) {
        return manifest -> criteria.matches(manifest.metadata(persistenceId));
    }
}
