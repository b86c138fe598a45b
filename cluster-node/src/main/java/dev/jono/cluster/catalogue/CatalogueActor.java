package dev.jono.cluster.catalogue;

import dev.jono.cluster.catalogue.CatalogueReply.Found;
import dev.jono.cluster.catalogue.CatalogueReply.NotDeclared;
import dev.jono.cluster.catalogue.CatalogueRequest.Declare;
import dev.jono.cluster.catalogue.CatalogueRequest.Find;
import dev.jono.cluster.catalogue.CatalogueRequest.Follow;
import dev.jono.cluster.catalogue.CatalogueRequest.Stop;
import java.time.Duration;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue's actor, one in the cluster. When its journal fails it restarts with backoff; who asked gets no answer and asks
 * again.
 */
final class CatalogueActor extends EventSourcedBehavior<CatalogueRequest, CatalogueEvent, CatalogueState> {
    /** For life. */
    static final String PERSISTENCE_ID = "catalogue";

    private static final int EVENTS_PER_SNAPSHOT = 1_000;
    private static final int SNAPSHOTS_KEPT = 2;

    private final CatalogueSettings settings;
    private final Followers followers;

    private CatalogueActor(CatalogueSettings settings) {
        super(
                PersistenceId.ofUniqueId(PERSISTENCE_ID),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(500), Duration.ofSeconds(5), 0.2));
        this.settings = settings;
        this.followers = new Followers(settings.followerTimeout());
    }

    static Behavior<CatalogueRequest> create(CatalogueSettings settings) {
        return Behaviors.setup(context -> new CatalogueActor(settings));
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
    public CommandHandler<CatalogueRequest, CatalogueEvent, CatalogueState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Declare.class, this::onDeclare)
                .onCommand(Find.class, this::onFind)
                .onCommand(Follow.class, this::onFollow)
                .onCommand(Stop.class, stop -> Effect().stop())
                .build();
    }

    private Effect<CatalogueEvent, CatalogueState> onDeclare(CatalogueState state, Declare declare) {
        DeclareRules.Outcome outcome =
                new DeclareRules(state, settings.maxQueues()).declare(declare.queue(), declare.settings());
        CatalogueReply.@Nullable Refused refusal = outcome.refusal();
        if (refusal != null) {
            return answer(declare.replyTo(), refusal);
        }
        long before = state.version();
        return Effect().persist(outcome.events()).thenRun(after -> {
            declare.replyTo().tell(new Found(Objects.requireNonNull(after.find(declare.queue()))));
            if (after.version() > before) {
                followers.tell(after.changes(before, CatalogueSettings.PAGE_ENTRIES));
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
