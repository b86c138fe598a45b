package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.persistence.journal.EmptyJournal;
import dev.jono.persistence.journal.IncompleteHistoryException;
import dev.jono.persistence.journal.RowRead;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.testkit.TestActorRef;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** When rows are read of which some may not be stored yet, and what is heard of one that is missing. */
class ActorReadsTest {
    private static final ActorSystem SYSTEM = ActorSystem.create("ActorReadsTest");

    private final EmptyJournal journal = new EmptyJournal((ExtendedActorSystem) SYSTEM);
    private final AfterCommit afterCommit = new AfterCommit();
    private final ActorReads reads = new ActorReads(
            TestActorRef.<Idle>create(SYSTEM, Props.create(Idle.class))
                    .underlyingActor()
                    .getContext(),
            "queue/orders/0/1",
            journal.rows(),
            afterCommit) {};

    @AfterAll
    static void stopSystem() {
        TestKit.shutdownActorSystem(SYSTEM);
    }

    @Test
    void whatIsBeingWrittenIsReadOnceItIsStored() {
        afterCommit.recovered(7);
        afterCommit.begin(1);
        afterCommit.begin(1);
        CompletionStage<List<RowRead>> read = reads.read(7, 8);
        assertThat(journal.isAsked()).isFalse();
        afterCommit.rowStored();
        assertThat(journal.isAsked())
                .as("it waits for all that the state comes from")
                .isFalse();
        afterCommit.rowStored();
        assertThat(journal.isAsked()).isTrue();
        assertThat(failure(read)).isInstanceOf(IncompleteHistoryException.class);
    }

    @Test
    void whatIsStoredIsReadAtOnce() {
        afterCommit.recovered(7);
        afterCommit.begin(1);
        CompletionStage<List<RowRead>> read = reads.read(6, 7);
        assertThat(journal.isAsked()).isTrue();
        assertThat(failure(read)).isInstanceOf(IncompleteHistoryException.class);
    }

    /** Returns the failure as whoever handles it is told. */
    private static @Nullable Throwable failure(CompletionStage<List<RowRead>> read) {
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        read.whenComplete((rows, failure) -> failed.set(failure));
        return failed.get();
    }

    /** Has a context, and nothing to do. */
    static final class Idle extends AbstractActor {
        @Override
        public Receive createReceive() {
            return receiveBuilder().build();
        }
    }
}
