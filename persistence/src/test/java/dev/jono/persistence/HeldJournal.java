package dev.jono.persistence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorIdentity;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.Identify;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.testkit.TestProbe;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A journal and a snapshot store in memory that answer when the test says so. As in the real one, who recovered a persistence id last owns it, and no write of
 * another is confirmed.
 */
final class HeldJournal implements Extension {
    /** For the configuration of an actor system. */
    static final String CONFIG = """
            jono.journal.class = "dev.jono.persistence.HeldJournal$Journal"
            jono.snapshots.class = "dev.jono.persistence.HeldJournal$Snapshots"
            # Nothing is there, and nobody asks for it.
            jono.cassandra { contact-points = ["127.0.0.1:1"], connect-backoff = 1 h }
            """;

    private final Map<String, NavigableMap<Long, PersistentRepr>> rows = new HashMap<>();
    private final Map<String, NavigableMap<Long, SelectedSnapshot>> snapshots = new HashMap<>();
    private final Map<String, ActorRef> owners = new HashMap<>();
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final Set<ActorRef> plugins = ConcurrentHashMap.newKeySet();
    private final ExtendedActorSystem system;

    private HeldJournal(ExtendedActorSystem system) {
        this.system = system;
    }

    static HeldJournal get(ClassicActorSystemProvider system) {
        return Id.INSTANCE.get(system);
    }

    /** Hands the snapshots of this persistence id to the test instead of saving them; and its writes, when the test says so. */
    Held hold(String persistenceId) {
        Held holding = new Held();
        held.put(persistenceId, holding);
        return holding;
    }

    /** Returns when the writer has handled all that it has been told by now, and the plugins all that it has asked of them then. */
    void awaitHandled(Write write) {
        awaitHandled(write.actor());
        plugins.forEach(this::awaitHandled);
    }

    /** Returns when the actor has handled all that it has been told by now. */
    void awaitHandled(ActorRef actor) {
        TestProbe probe = new TestProbe(system);
        actor.tell(new Identify(actor), probe.ref());
        probe.expectMsgClass(FiniteDuration.apply(30, TimeUnit.SECONDS), ActorIdentity.class);
        system.stop(probe.ref());
    }

    /** What has been asked for one persistence id and is not answered. */
    static final class Held {
        private volatile boolean holdsWrites;
        private final BlockingQueue<Write> writes = new LinkedBlockingQueue<>();
        private final BlockingQueue<Save> saves = new LinkedBlockingQueue<>();
        private final List<String> asked = new CopyOnWriteArrayList<>();

        void holdWrites(boolean holds) {
            holdsWrites = holds;
        }

        Write nextWrite() {
            return next(writes);
        }

        Save nextSave() {
            return next(saves);
        }

        /** Returns which saves and deletes have been asked for, in order. */
        List<String> asked() {
            return List.copyOf(asked);
        }

        private static <T> T next(BlockingQueue<T> queue) {
            try {
                return Objects.requireNonNull(queue.poll(30, TimeUnit.SECONDS), "nothing was asked for");
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new AssertionError(stop);
            }
        }
    }

    /** Rows that are to be stored as one. */
    final class Write {
        private final String persistenceId;
        private final List<PersistentRepr> reprs = new ArrayList<>();
        private final JournalProtocol.WriteMessages request;

        Write(JournalProtocol.WriteMessages request) {
            this.request = request;
            CollectionConverters.asJava(request.messages())
                    .forEach(write -> reprs.addAll(CollectionConverters.asJava(((AtomicWrite) write).payload())));
            this.persistenceId = reprs.get(0).persistenceId();
        }

        ActorRef actor() {
            return request.persistentActor();
        }

        int rows() {
            return reprs.size();
        }

        long lastRow() {
            return reprs.get(rows() - 1).sequenceNr();
        }

        /** The rows are stored, and the actor hears that, whereupon it sends the next write; it is not yet told which rows. */
        void store() {
            if (HeldJournal.this.store(this)) {
                tell(JournalProtocol.WriteMessagesSuccessful$.MODULE$);
            } else {
                fail(new IllegalStateException("another one has recovered " + persistenceId + " since"));
            }
        }

        void confirm() {
            store();
            nameAll();
        }

        /** Says of one row that it is stored. */
        void name(int row) {
            tell(new JournalProtocol.WriteMessageSuccess(reprs.get(row), request.actorInstanceId()));
        }

        void nameAll() {
            for (int row = 0; row < rows(); row++) {
                name(row);
            }
        }

        void fail(Throwable cause) {
            tell(new JournalProtocol.WriteMessagesFailed(cause, rows()));
            reprs.forEach(row -> tell(new JournalProtocol.WriteMessageFailure(row, cause, request.actorInstanceId())));
        }

        private void tell(Object answer) {
            actor().tell(answer, ActorRef.noSender());
        }
    }

    /** A snapshot that is to be saved. */
    final class Save {
        private final SnapshotProtocol.SaveSnapshot request;
        private final ActorRef actor;

        Save(SnapshotProtocol.SaveSnapshot request, ActorRef actor) {
            this.request = request;
            this.actor = actor;
        }

        /** Returns the row that it is saved under. */
        long row() {
            return request.metadata().sequenceNr();
        }

        void confirm() {
            HeldJournal.this.save(request.metadata(), request.snapshot());
            actor.tell(new SaveSnapshotSuccess(request.metadata()), ActorRef.noSender());
        }
    }

    private synchronized boolean store(Write write) {
        if (!write.actor().equals(owners.get(write.persistenceId))) {
            return false;
        }
        write.reprs.forEach(row -> rows(write.persistenceId).put(row.sequenceNr(), row));
        return true;
    }

    private synchronized void save(SnapshotMetadata metadata, Object snapshot) {
        snapshots
                .computeIfAbsent(metadata.persistenceId(), id -> new TreeMap<>())
                .put(metadata.sequenceNr(), SelectedSnapshot.create(metadata, snapshot));
    }

    private NavigableMap<Long, PersistentRepr> rows(String persistenceId) {
        return rows.computeIfAbsent(persistenceId, id -> new TreeMap<>());
    }

    private synchronized void replay(JournalProtocol.ReplayMessages replay) {
        ActorRef actor = replay.persistentActor();
        owners.put(replay.persistenceId(), actor);
        NavigableMap<Long, PersistentRepr> stored = rows(replay.persistenceId());
        stored.tailMap(replay.fromSequenceNr(), true)
                .values()
                .forEach(row -> actor.tell(new JournalProtocol.ReplayedMessage(row), ActorRef.noSender()));
        long last = stored.isEmpty() ? 0 : stored.lastKey();
        actor.tell(new JournalProtocol.RecoverySuccess(last), ActorRef.noSender());
    }

    private synchronized Option<SelectedSnapshot> newest(String persistenceId) {
        var saved = snapshots.get(persistenceId);
        return saved == null ? Option.empty() : Option.apply(saved.lastEntry().getValue());
    }

    private void asked(String persistenceId, String what) {
        Held holding = held.get(persistenceId);
        if (holding != null) {
            holding.asked.add(what);
        }
    }

    private abstract static class Plugin extends AbstractActor {
        final HeldJournal journal = HeldJournal.get(getContext().getSystem());

        @Override
        public void preStart() {
            journal.plugins.add(self());
        }
    }

    /** The journal plugin. */
    static final class Journal extends Plugin {
        @Override
        public Receive createReceive() {
            return receiveBuilder()
                    .match(JournalProtocol.ReplayMessages.class, journal::replay)
                    .match(JournalProtocol.WriteMessages.class, this::write)
                    .match(JournalProtocol.DeleteMessagesTo.class, this::delete)
                    .build();
        }

        private void write(JournalProtocol.WriteMessages request) {
            Write write = journal.new Write(request);
            Held holding = journal.held.get(write.persistenceId);
            if (holding != null && holding.holdsWrites) {
                holding.writes.add(write);
            } else {
                write.confirm();
            }
        }

        private void delete(JournalProtocol.DeleteMessagesTo request) {
            journal.asked(request.persistenceId(), "delete rows up to " + request.toSequenceNr());
            request.persistentActor().tell(new DeleteMessagesSuccess(request.toSequenceNr()), self());
        }
    }

    /** The snapshot store plugin. What is deleted stays, nobody looks for it. */
    static final class Snapshots extends Plugin {
        @Override
        public Receive createReceive() {
            return receiveBuilder()
                    .match(SnapshotProtocol.LoadSnapshot.class, this::load)
                    .match(SnapshotProtocol.SaveSnapshot.class, this::save)
                    .match(SnapshotProtocol.DeleteSnapshots.class, this::delete)
                    .build();
        }

        private void load(SnapshotProtocol.LoadSnapshot request) {
            var newest = journal.newest(request.persistenceId());
            sender().tell(new SnapshotProtocol.LoadSnapshotResult(newest, request.toSequenceNr()), self());
        }

        private void save(SnapshotProtocol.SaveSnapshot request) {
            Save save = journal.new Save(request, sender());
            String persistenceId = request.metadata().persistenceId();
            journal.asked(persistenceId, "save " + save.row());
            Held holding = journal.held.get(persistenceId);
            if (holding != null) {
                holding.saves.add(save);
            } else {
                save.confirm();
            }
        }

        private void delete(SnapshotProtocol.DeleteSnapshots request) {
            journal.asked(
                    request.persistenceId(),
                    "delete snapshots up to " + request.criteria().maxSequenceNr());
            sender().tell(new DeleteSnapshotsSuccess(request.criteria()), self());
        }
    }

    private static final class Id extends AbstractExtensionId<HeldJournal> {
        static final Id INSTANCE = new Id();

        @Override
        public HeldJournal createExtension(ExtendedActorSystem system) {
            return new HeldJournal(system);
        }
    }
}
