package dev.jono.persistence;

import dev.jono.api.actor.QueueInbound;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.spi.DeclaredQueue;
import dev.jono.core.Decision;
import dev.jono.core.Effect;
import dev.jono.core.Event;
import dev.jono.core.Input;
import dev.jono.core.Now;
import dev.jono.core.Queue;
import dev.jono.core.RowEntry;
import dev.jono.persistence.codec.JournalRow;
import dev.jono.persistence.codec.JournalSnapshot;
import dev.jono.persistence.journal.FencedJournal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.Status;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.persistence.RecoveryCompleted;
import org.apache.pekko.persistence.SnapshotOffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.PartialFunction;
import scala.runtime.BoxedUnit;

/**
 * The event-sourced actor around the core: it commits what the core decides as one atomic write of rows, and performs
 * effects only after the commit they depend on. Meanwhile it decides on what is written next. Classic, because the typed one cannot delete up to a row of its choice, and
 * holds commands back while a snapshot is saved. It knows no rule of the queue.
 */
final class QueueJournalActor extends AbstractPersistentActor {
    private static final Logger LOG = LoggerFactory.getLogger(QueueJournalActor.class);

    /** One is written, one is decided and written next. A batch may be many. */
    private static final int MOST_COMMITS = 2;

    private final QueueKey key;
    private final QueueEnvironment environment;
    private final ActorRef<QueueInbound> gate;
    private final QueueActorSettings settings;
    private final FencedJournal journal = FencedJournal.get(getContext().getSystem());
    private final PayloadStore payloads;
    private final PayloadReader reader;
    private final RowPins pins = new RowPins();
    private final Outlet outlet;
    private final ActorStorage storage;
    private final Snapshots snapshots;
    private final Cleaning cleaning;
    private final AfterCommit afterCommit = new AfterCommit();

    /** What the gate has handed on, without what is decided of it. */
    private final Deque<List<Pending>> undecided = new ArrayDeque<>();

    private Queue queue;
    private boolean finishing;

    private QueueJournalActor(
            QueueKey key, QueueEnvironment environment, ActorRef<QueueInbound> gate, QueueActorSettings settings) {
        this.key = key;
        this.environment = environment;
        this.gate = gate;
        this.settings = settings;
        this.queue = Queue.empty(settings.limits());
        this.payloads = new PayloadStore(
                PayloadBudget.get(getContext().getSystem()),
                () -> self().tell(new Shrink(), self()),
                offset -> queue.rowOf(offset));
        this.reader = new PayloadReader(key, new Reads(), pins);
        this.queue.tell(payloads);
        this.outlet = new Outlet(getContext(), key, environment, payloads, afterCommit, settings.wireBytes());
        this.storage =
                new ActorStorage(this, afterCommit, lastRow -> Math.min(queue.lowestRow(lastRow), pins.lowest()));
        this.snapshots = new Snapshots(
                key, new SnapshotPolicy(settings.snapshotAfterBytes(), settings.snapshotRatio()), storage);
        this.cleaning = new Cleaning(key, settings.cleaning(), settings.rowBytes(), pins, new OldRows());
    }

    static Props props(
            QueueKey key, QueueEnvironment environment, ActorRef<QueueInbound> gate, QueueActorSettings settings) {
        return Props.create(QueueJournalActor.class, () -> new QueueJournalActor(key, environment, gate, settings));
    }

    /** To itself: another queue of the node needs room. */
    private record Shrink() {}

    /** To itself: what the catalogue says. */
    private record DeclarationLearned(Optional<DeclaredQueue> declaration) {}

    @Override
    public String persistenceId() {
        return QueueEntity.persistenceId(key);
    }

    @Override
    public String journalPluginId() {
        return FencedJournal.JOURNAL_PLUGIN_ID;
    }

    @Override
    public String snapshotPluginId() {
        return FencedJournal.SNAPSHOT_PLUGIN_ID;
    }

    /** What Pekko saves a snapshot under. Its own choice, the last row that it has named as stored, may be one of the next commit already. */
    @Override
    public long snapshotSequenceNr() {
        return storage.savedRow();
    }

    // Recovery

    @Override
    public Receive createReceiveRecover() {
        return receiveBuilder()
                .match(SnapshotOffer.class, this::restore)
                .match(JournalRow.class, this::replay)
                .match(RecoveryCompleted.class, completed -> recovered())
                .build();
    }

    private void restore(SnapshotOffer offer) {
        JournalSnapshot snapshot = (JournalSnapshot) offer.snapshot();
        queue = Queue.restore(snapshot.image(), settings.limits());
        queue.tell(payloads);
        snapshots.recoveredFrom(offer.metadata().sequenceNr(), snapshot, queue);
    }

    private void replay(JournalRow row) {
        long bytes = RowPacker.bytes(row);
        evolve(row, lastSequenceNr(), payloads.hasRoom(bytes));
        snapshots.wrote(lastSequenceNr(), bytes);
    }

    /** No message is read for it: they are read back when they are to be delivered. */
    private void recovered() {
        afterCommit.recovered(lastSequenceNr());
        if (queue.isDeclared()) {
            begin(List.of());
        } else {
            var asked = environment.declaration(key).thenApply(DeclarationLearned::new);
            Patterns.pipe(asked, getContext().dispatcher()).to(self());
        }
    }

    private void declarationLearned(DeclarationLearned learned) {
        learned.declaration()
                .ifPresentOrElse(
                        declared -> begin(List.of(Pending.own(new Input.Declare(key, declared.settings())))),
                        () -> gate.tell(new GateMessage.NotDeclared()));
    }

    private void begin(List<Pending> first) {
        // Only now: the catalogue may have taken long.
        queue.recovered(Clock.now());
        List<Pending> inputs = new ArrayList<>(first);
        inputs.add(Pending.own(new Input.BeginEpoch(environment.node())));
        for (String process : queue.leasingProcesses()) {
            if (!environment.isMember(process)) {
                inputs.add(Pending.own(new Input.ProcessLost(process)));
            }
        }
        decide(inputs);
    }

    // Commands

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(GateMessage.Batch.class, batch -> decide(batch.pending()))
                .match(GateMessage.Finish.class, finish -> finish())
                .match(QueueReply.Sent.class, sent -> outlet.confirmed(sent).ifPresent(this::inject))
                .match(QueueReply.class, outlet::refused)
                .match(
                        Terminated.class,
                        gone -> outlet.consumerGone(gone.actor()).ifPresent(this::inject))
                .match(Shrink.class, shrink -> payloads.shrink(queue, Clock.now()))
                .match(DeclarationLearned.class, this::declarationLearned)
                .match(Status.Failure.class, this::failed)
                .build()
                .orElse(reader.answers())
                .orElse(cleaning.answers())
                .orElse(snapshots.answers());
    }

    private void inject(Input input) {
        gate.tell(new GateMessage.Inject(input));
    }

    private void failed(Status.Failure failure) {
        LOG.warn("Queue {} could not start and will try again", key, failure.cause());
        getContext().stop(self());
    }

    private void decide(List<Pending> pending) {
        undecided.add(pending);
        decide();
    }

    /** Decides on what is pending, part by part, while few enough of the parts are being written. */
    private void decide() {
        while (!undecided.isEmpty() && afterCommit.underWay() < MOST_COMMITS) {
            decideNext(undecided.remove());
        }
    }

    /** The queue goes on as if the commit were done; all that leaves it waits until it is. */
    private void decideNext(List<Pending> pending) {
        Decision decision = queue.decide(Pending.inputs(pending), Clock.now());
        RowPacker.Packed packed = RowPacker.pack(decision.events(), settings.rowBytes());
        if (!packed.rows().isEmpty()) {
            evolve(packed);
        }
        List<Pending> decided = pending.subList(0, decision.consumed());
        outlet.answer(decided, decision.replies());
        cleaning.decided(Pending.inputs(decided), decision.events());
        perform(queue.dispatch(decision, payloads, Clock.now()));
        if (decided.size() == pending.size()) {
            batchDecided();
        } else {
            undecided.addFirst(pending.subList(decided.size(), pending.size()));
            afterCommit.execute(() -> gate.tell(new GateMessage.Answered(decided.size())));
        }
        if (!packed.rows().isEmpty()) { // last, so that nothing is written of what has failed here
            persistAllAsync(packed.rows(), row -> stored());
        }
    }

    private void evolve(RowPacker.Packed packed) {
        long first = afterCommit.begin(packed.rows().size());
        long ordinal = first;
        for (JournalRow row : packed.rows()) {
            evolve(row, ordinal++, true);
        }
        snapshots.wrote(first, packed.bytes());
    }

    private void evolve(JournalRow row, long ordinal, boolean keepsMessages) {
        for (Event event : row.events()) {
            payloads.evolve(queue, event, ordinal, keepsMessages);
        }
    }

    private void stored() {
        if (afterCommit.rowStored()) {
            decide();
        }
    }

    private void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Read read) {
                reader.read(read.rows());
            } else if (effect instanceof Effect.Deliver deliver) {
                deliver(deliver);
            } else {
                outlet.perform(effect);
            }
        }
        payloads.makeRoom(queue, Clock.now());
    }

    private void deliver(Effect.Deliver deliver) {
        outlet.perform(deliver);
        afterCommit.execute(() -> queue.begin(deliver, Clock.now()));
    }

    private void batchDecided() {
        if (finishing) {
            snapshots.saveLast(queue);
            return;
        }
        snapshots.saveIfDue(queue);
        snapshots.truncateIfDue(queue, cleaning.mostBytes(queue));
        afterCommit.execute(this::batchDone);
    }

    private void batchDone() {
        clean();
        Now now = Clock.now();
        queue.opened(now); // news the first time only: the gate begins to hand on what clients have sent
        gate.tell(new GateMessage.Done(queue.untilNext(now), queue.isEmpty(now)));
    }

    /** Begins to carry live messages forward, if that is due. */
    private void clean() {
        if (!finishing) {
            cleaning.cleanIfDue(
                    queue, snapshots.marks(), afterCommit.lastRow(), Clock.now().wallMillis());
        }
    }

    /** What reading messages back has it do. */
    private final class Reads extends ActorReads implements PayloadReader.Reads {
        Reads() {
            super(getContext(), persistenceId(), journal.rows(), afterCommit);
        }

        @Override
        public boolean isLive(RowEntry row) {
            return PayloadStore.rowNow(queue, row) != null;
        }

        @Override
        public void take(RowEntry asked, JournalRow row) {
            payloads.add(queue, asked, row);
        }

        /** The tick journals what the deliveries make necessary, and sets the timer. */
        @Override
        public void dispatchMore() {
            if (!finishing) {
                perform(queue.dispatch(payloads, Clock.now()));
                inject(Input.Tick.INSTANCE);
            }
        }
    }

    /** What the cleaning has it do. */
    private final class OldRows extends ActorReads implements Cleaning.Storage {
        OldRows() {
            super(getContext(), persistenceId(), journal.rowsInBackground(), afterCommit);
        }

        @Override
        public Queue queue() {
            return queue;
        }

        @Override
        public void inject(Input.Carry carry) {
            QueueJournalActor.this.inject(carry);
        }

        @Override
        public void clean() {
            QueueJournalActor.this.clean();
        }
    }

    // The end

    private void finish() {
        finishing = true;
        if (queue.isDeclared()) {
            decide(List.of(Pending.own(new Input.EndEpoch())));
        } else {
            getContext().stop(self());
        }
    }

    /**
     * Ends the actor on any failure: what it knows may be wrong, and the gate answers for it and starts another one. Pekko's
     * own answer would be to restart it in place, unnoticed by the gate.
     */
    @Override
    public void aroundReceive(PartialFunction<Object, BoxedUnit> receive, Object message) {
        try {
            super.aroundReceive(receive, message);
        } catch (RuntimeException failure) {
            LOG.error("Queue {} failed; it stops and is read again", key, failure);
            getContext().stop(self());
        }
    }

    @Override
    public void postStop() throws Exception {
        outlet.close();
        payloads.close();
        super.postStop();
    }

    @Override
    public void onPersistFailure(Throwable cause, Object event, long sequenceNr) {
        LOG.warn("A write of queue {} failed at row {}; it is read again", key, sequenceNr, cause);
    }

    @Override
    public void onPersistRejected(Throwable cause, Object event, long sequenceNr) {
        throw new IllegalStateException("The journal cannot store row " + sequenceNr + " of queue " + key, cause);
    }

    @Override
    public void onRecoveryFailure(Throwable cause, Option<Object> event) {
        LOG.error("Queue {} cannot be read and stays stopped; it tries again", key, cause);
    }
}
