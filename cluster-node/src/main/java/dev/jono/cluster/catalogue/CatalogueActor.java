package dev.jono.cluster.catalogue;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.QueueKey;
import dev.jono.cluster.catalogue.CatalogueEvent.SettingsTaken;
import dev.jono.cluster.catalogue.CatalogueReply.Found;
import dev.jono.cluster.catalogue.CatalogueReply.NotDeclared;
import dev.jono.cluster.catalogue.CatalogueReply.Refused;
import dev.jono.cluster.catalogue.CatalogueRequest.Change;
import dev.jono.cluster.catalogue.CatalogueRequest.CommitDeclares;
import dev.jono.cluster.catalogue.CatalogueRequest.Declare;
import dev.jono.cluster.catalogue.CatalogueRequest.Find;
import dev.jono.cluster.catalogue.CatalogueRequest.Follow;
import dev.jono.cluster.catalogue.CatalogueRequest.Stop;
import dev.jono.cluster.catalogue.CatalogueRequest.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue's actor, one in the cluster. Declarations that come while a commit is under way are committed together: group commit,
 * with no fixed wait. When its journal fails it restarts with backoff; who asked gets no answer and asks again.
 *
 * <p>While it commits, Pekko stashes what comes, and drops what is more than {@code pekko.persistence.typed.stash-capacity}; who asked for
 * that asks again. A {@link CommitDeclares} may be among it, so one is told after every commit behind which declarations wait. Nobody asks
 * again for a {@link Stop}, so that it was asked for is noted before Pekko may drop it, and it is told again after every commit, also one that failed.
 */
final class CatalogueActor extends EventSourcedBehavior<CatalogueRequest, CatalogueEvent, CatalogueState> {
    /** For life. */
    static final String PERSISTENCE_ID = "catalogue";

    private static final int EVENTS_PER_SNAPSHOT = 1_000;
    private static final int SNAPSHOTS_KEPT = 2;

    /** With the longest names and settings, and dead-letter queues of their own, some 100 KiB. */
    private static final int DECLARES_PER_COMMIT = 200;

    /** A hundred commits, one or two seconds of work. */
    static final int MAX_GATHERED = 100 * DECLARES_PER_COMMIT;

    private final CatalogueSettings settings;
    private final ActorRef<CatalogueRequest> self;
    private final List<Declare> gathered = new ArrayList<>();
    private final Followers followers;
    private final SettingsChanges changes;
    private Ending ending = Ending.NOT_ASKED;

    private enum Ending {
        NOT_ASKED,
        ASKED,
        /** Its last commit is under way. */
        BEGUN
    }

    private CatalogueActor(
            CatalogueSettings settings,
            ActorContext<CatalogueRequest> context,
            BiConsumer<QueueKey, QueueRequest> queues) {
        super(
                PersistenceId.ofUniqueId(PERSISTENCE_ID),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(500), Duration.ofSeconds(5), 0.2));
        this.settings = settings;
        this.self = context.getSelf();
        this.followers = new Followers(settings.followerTimeout());
        this.changes = new SettingsChanges(context, queues);
    }

    static Behavior<CatalogueRequest> create(CatalogueSettings settings, BiConsumer<QueueKey, QueueRequest> queues) {
        return Behaviors.setup(context -> {
            CatalogueActor actor = new CatalogueActor(settings, context, queues);
            return Behaviors.intercept(() -> new StopNote(actor), actor);
        });
    }

    /** Sees each message before Pekko stashes or drops it. */
    private static final class StopNote extends BehaviorInterceptor<CatalogueRequest, CatalogueRequest> {
        private final CatalogueActor actor;

        StopNote(CatalogueActor actor) {
            super(CatalogueRequest.class);
            this.actor = actor;
        }

        @Override
        public Behavior<CatalogueRequest> aroundReceive(
                TypedActorContext<CatalogueRequest> context,
                CatalogueRequest message,
                ReceiveTarget<CatalogueRequest> target) {
            if (message instanceof Stop && actor.ending == Ending.NOT_ASKED) {
                actor.ending = Ending.ASKED;
            }
            return target.apply(context, message);
        }
    }

    @Override
    public String journalPluginId() {
        return "jono.journal";
    }

    @Override
    public String snapshotPluginId() {
        return "jono.snapshots";
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(EVENTS_PER_SNAPSHOT, SNAPSHOTS_KEPT);
    }

    @Override
    public SnapshotAdapter<CatalogueState> snapshotAdapter() {
        return new ImageAdapter();
    }

    @Override
    public CatalogueState emptyState() {
        return new CatalogueState();
    }

    @Override
    public EventHandler<CatalogueState, CatalogueEvent> eventHandler() {
        return (state, event) -> {
            state.apply(event);
            return state;
        };
    }

    @Override
    public SignalHandler<CatalogueState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.class, (state, recovered) -> {
                    gathered.clear(); // from before a restart; who asked asks again
                    state.changing().forEach(changes::tell);
                    if (ending != Ending.NOT_ASKED) {
                        ending = Ending.ASKED;
                        self.tell(Stop.INSTANCE);
                    }
                })
                .build();
    }

    @Override
    public CommandHandler<CatalogueRequest, CatalogueEvent, CatalogueState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Declare.class, (state, declare) -> onDeclare(declare))
                .onCommand(CommitDeclares.class, (state, commit) -> commitDeclares(state))
                .onCommand(Change.class, this::onChange)
                .onCommand(Taken.class, this::onTaken)
                .onCommand(Find.class, this::onFind)
                .onCommand(Follow.class, this::onFollow)
                .onCommand(Stop.class, (state, stop) -> onStop(state))
                .build();
    }

    /** Whatever else waits is gathered before the commit is begun, which is behind it in the mailbox. */
    private Effect<CatalogueEvent, CatalogueState> onDeclare(Declare declare) {
        if (gathered.size() == MAX_GATHERED) {
            return answer(
                    declare.replyTo(),
                    new Refused(
                            Reason.OVERLOADED,
                            MAX_GATHERED + " declarations of queues wait to be committed. Declare queue "
                                    + declare.queue() + " again later, and fewer at once."));
        }
        gathered.add(declare);
        if (gathered.size() == 1) {
            self.tell(CommitDeclares.INSTANCE);
        }
        return Effect().none();
    }

    private EffectBuilder<CatalogueEvent, CatalogueState> commitDeclares(CatalogueState state) {
        List<Declare> together = gathered.subList(0, Math.min(gathered.size(), DECLARES_PER_COMMIT));
        DeclareBatch batch = DeclareBatch.decide(state, settings.maxQueues(), together);
        together.clear();
        return persist(state, batch.events(), batch::answer);
    }

    /** Waits for one commit at most: who is not in it asks again, and finds the next actor. */
    private Effect<CatalogueEvent, CatalogueState> onStop(CatalogueState state) {
        ending = Ending.BEGUN;
        return commitDeclares(state).thenStop();
    }

    private Effect<CatalogueEvent, CatalogueState> onChange(CatalogueState state, Change change) {
        @Nullable CatalogueEntry entry = state.find(change.queue());
        if (entry == null) {
            return answer(change.replyTo(), new NotDeclared(change.queue()));
        }
        DeclareRules.Outcome outcome =
                new DeclareRules(state, settings.maxQueues()).change(entry, change.settings(), change.version());
        @Nullable Refused refusal = outcome.refusal();
        if (refusal != null) {
            return answer(change.replyTo(), refusal);
        }
        boolean isNew = !outcome.events().isEmpty();
        if (!isNew && !state.isChanging(entry.key())) {
            return answer(change.replyTo(), new Found(entry));
        }
        changes.await(entry.key(), change.replyTo());
        return persist(state, outcome.events(), after -> {
            if (isNew) {
                changes.tell(Objects.requireNonNull(after.find(change.queue())));
            }
        });
    }

    private Effect<CatalogueEvent, CatalogueState> onTaken(CatalogueState state, Taken taken) {
        @Nullable CatalogueEntry entry = state.find(taken.key().queue());
        if (entry == null || entry.version() != taken.version() || !state.isChanging(taken.key())) {
            return Effect().none(); // changed again meanwhile
        }
        return persist(state, List.of(new SettingsTaken(taken.key())), after -> changes.taken(entry));
    }

    /** Persists events, all or none, and then tells the followers, does the rest and sees to the declarations that wait. */
    private EffectBuilder<CatalogueEvent, CatalogueState> persist(
            CatalogueState state, List<CatalogueEvent> events, Consumer<CatalogueState> rest) {
        long before = state.version();
        return Effect().persist(events).thenRun(after -> {
            if (after.version() > before) {
                followers.tell(after.changes(before, CatalogueSettings.PAGE_ENTRIES));
            }
            rest.accept(after);
            if (ending == Ending.ASKED) {
                self.tell(Stop.INSTANCE);
            } else if (!gathered.isEmpty()) {
                self.tell(CommitDeclares.INSTANCE);
            }
        });
    }

    private Effect<CatalogueEvent, CatalogueState> onFind(CatalogueState state, Find find) {
        @Nullable CatalogueEntry entry = state.find(find.queue());
        return answer(find.replyTo(), entry == null ? new NotDeclared(find.queue()) : new Found(entry));
    }

    private Effect<CatalogueEvent, CatalogueState> onFollow(CatalogueState state, Follow follow) {
        followers.add(follow.follower());
        return answer(follow.follower(), state.changes(follow.version(), CatalogueSettings.PAGE_ENTRIES));
    }

    private Effect<CatalogueEvent, CatalogueState> answer(ActorRef<CatalogueReply> replyTo, CatalogueReply reply) {
        replyTo.tell(reply);
        return Effect().none();
    }

    /** A snapshot is written by another thread, so it must not be the state itself. */
    private static final class ImageAdapter implements SnapshotAdapter<CatalogueState> {
        @Override
        public Object toJournal(CatalogueState state) {
            return state.image();
        }

        @Override
        public CatalogueState fromJournal(Object from) {
            return CatalogueState.of((CatalogueImage) from);
        }
    }
}
