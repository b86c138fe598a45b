package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class IncarnationsTest {
    private static final ActorSystem SYSTEM = ActorSystem.create("IncarnationsTest");
    private static final SnapshotMark MARK = new SnapshotMark(7, 1);

    private final JournalCounters counters = new JournalCounters();
    private final Incarnations incarnations = new Incarnations(counters);
    private final ActorRef actor = new TestKit(SYSTEM).getRef();
    private final ActorRef other = new TestKit(SYSTEM).getRef();

    @AfterAll
    static void stop() {
        TestKit.shutdownActorSystem(SYSTEM);
    }

    @Test
    void nobodyWaitsForWhatAStoppedActorAskedFor() {
        Incarnations.Load load = incarnations.loading("a", actor);
        Incarnations.Holder first = incarnations.recovering("a", actor);
        Incarnations.Holder second = incarnations.recovering("b", actor);
        Incarnations.Holder others = incarnations.recovering("c", other);
        assertThat(incarnations.isWanted("a", load)).isTrue();
        assertThat(incarnations.isWanted("a", first)).isTrue();

        incarnations.forget(actor);
        assertThat(incarnations.isWanted("a", load)).isFalse();
        assertThat(incarnations.isWanted("a", first)).isFalse();
        assertThat(incarnations.isWanted("b", second)).isFalse();
        assertThat(incarnations.isWanted("c", others)).isTrue();
    }

    @Test
    void whoeverStopsLeavesTheirSuccessorsAlone() {
        incarnations.loading("a", actor);
        Incarnations.Holder first = incarnations.recovering("a", actor);
        Incarnations.Load load = incarnations.loading("a", other);
        Incarnations.Holder second = incarnations.recovering("a", other);
        assertThat(incarnations.isWanted("a", first)).isFalse();

        incarnations.forget(actor);
        assertThat(incarnations.isWanted("a", load)).isTrue();
        assertThat(incarnations.isWanted("a", second)).isTrue();
        incarnations.forget(other);
        assertThat(incarnations.isWanted("a", load)).isFalse();
        assertThat(incarnations.isWanted("a", second)).isFalse();
    }

    @Test
    void anActorThatRecoversAnewIsTheOneThatIsWanted() {
        Incarnations.Load load = incarnations.loading("a", actor);
        Incarnations.Holder first = incarnations.recovering("a", actor);
        incarnations.loading("a", actor);
        assertThat(incarnations.isWanted("a", load)).as("either will do").isTrue();
        Incarnations.Holder second = incarnations.recovering("a", actor);
        assertThat(incarnations.isWanted("a", first)).isFalse();
        assertThat(incarnations.recoversAnew("a", first)).isTrue();
        assertThat(incarnations.recoversAnew("a", second)).isFalse();
        incarnations.recovering("a", other);
        assertThat(incarnations.recoversAnew("a", second)).isFalse();
    }

    @Test
    void aSnapshotCountsOnceAndForTheActorThatLoadedIt() {
        incarnations.loading("a", actor).loaded(MARK);
        assertThat(incarnations.takeLoaded("a", other)).isNull();
        assertThat(incarnations.takeLoaded("a", actor)).isEqualTo(MARK);
        assertThat(incarnations.takeLoaded("a", actor)).isNull();
    }

    @Test
    void onlyTheLastOneThatHasRecoveredMayWrite() {
        Incarnation incarnation = new Incarnation("a", 1, Reigns.NONE, 0, 1);
        Incarnations.Holder holder = incarnations.recovering("a", actor);
        assertRefused(actor);
        holder.recovered(incarnation);
        assertThat(incarnations.of("a", actor)).isSameAs(incarnation);
        assertRefused(other);
        incarnations.forget(actor);
        assertRefused(actor);
    }

    private void assertRefused(ActorRef writer) {
        long before = counters.stats().refused();
        assertThatThrownBy(() -> incarnations.of("a", writer))
                .isInstanceOf(NotOwnerException.class)
                .hasMessageContaining("has no claim on [a]");
        assertThat(counters.stats().refused()).isEqualTo(before + 1);
    }
}
