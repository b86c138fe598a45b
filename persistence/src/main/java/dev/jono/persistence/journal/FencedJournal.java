package dev.jono.persistence.journal;

import dev.jono.persistence.cassandra.CassandraSession;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.persistence.SnapshotMetadata;

/**
 * The fenced journal of an actor system, behind the plugins {@value #JOURNAL_PLUGIN_ID} and {@value #SNAPSHOT_PLUGIN_ID}: its
 * counters, its process fence, and reads beside a recovery.
 */
public final class FencedJournal implements Extension {
    /** For {@code journalPluginId()} and {@code pekko.persistence.journal.plugin}. */
    public static final String JOURNAL_PLUGIN_ID = "jono.journal";
    /** For {@code snapshotPluginId()} and {@code pekko.persistence.snapshot-store.plugin}. */
    public static final String SNAPSHOT_PLUGIN_ID = "jono.snapshots";

    private final JournalCounters counters = new JournalCounters();
    private final Incarnations incarnations = new Incarnations(counters);
    private final JournalSettings settings;
    private final Executor executor;
    private final SerializedForms codec;
    private final ProcessFence fence;
    private final Turns histories;
    private final FencedLog log;
    private final FencedSnapshots snapshots;
    private final RowReader rowReader;
    private final RowReader backgroundReader;

    private FencedJournal(ExtendedActorSystem system) {
        settings = JournalSettings.of(system.settings().config());
        executor = system.dispatcher();
        codec = new SerializedForms(system);
        fence = new ProcessFence(settings.fenceTick(), settings.fenceMaxPause(), System::nanoTime);
        CassandraSession cassandra = CassandraSession.get(system);
        RowStore store = new CassandraRowStore(cassandra, executor, settings.pageSize());
        histories = new Turns(settings.concurrentRecoveries(), executor);
        log = new FencedLog(
                store,
                OwnerCheck.rereading(store, counters),
                fence,
                counters,
                histories,
                settings.allowsDeletedHistory());
        snapshots = new FencedSnapshots(
                store, new CassandraChunkStore(cassandra, executor), log, counters, histories, settings.chunkBytes());
        rowReader = new RowReader(store, codec, new Turns(settings.concurrentReads(), executor), counters);
        backgroundReader = new RowReader(store, codec, new Turns(1, executor), counters);
        fence.start();
        system.registerOnTermination(fence::close);
    }

    /** The fenced journal of the system. */
    public static FencedJournal get(ClassicActorSystemProvider system) {
        return Id.INSTANCE.get(system);
    }

    /** What has been counted since the system started. */
    public JournalStats stats() {
        return counters.stats();
    }

    /** What the node trips when it may no longer own what it hosts. */
    public ProcessFence fence() {
        return fence;
    }

    /** Reads single rows back. */
    public RowReader rows() {
        return rowReader;
    }

    /** Reads single rows back for whom nobody waits: one read at a time, which takes no turn from those of {@link #rows()}. */
    public RowReader rowsInBackground() {
        return backgroundReader;
    }

    /**
     * The snapshots that the owner record makes valid, newest first. Keep at least two of them; rows may be deleted up to the sequence
     * number of the oldest kept one.
     */
    public CompletionStage<List<SnapshotMetadata>> validSnapshots(String persistenceId) {
        return snapshots
                .valid(persistenceId)
                .thenApply(all -> all.stream()
                        .map(manifest -> manifest.metadata(persistenceId))
                        .toList());
    }

    JournalSettings settings() {
        return settings;
    }

    Executor executor() {
        return executor;
    }

    SerializedForms codec() {
        return codec;
    }

    Turns histories() {
        return histories;
    }

    FencedLog log() {
        return log;
    }

    FencedSnapshots snapshots() {
        return snapshots;
    }

    Incarnations incarnations() {
        return incarnations;
    }

    private static final class Id extends AbstractExtensionId<FencedJournal> {
        static final Id INSTANCE = new Id();

        @Override
        public FencedJournal createExtension(ExtendedActorSystem system) {
            return new FencedJournal(system);
        }
    }
}
