package dev.jono.core;

import static dev.jono.core.QueueRig.ALICE;
import static dev.jono.core.QueueRig.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SettleResult;
import dev.jono.api.protocol.QueueReply.SettleResult.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No commit grows without bound, however many leases there are at once: the journal takes no write of more than 8 MiB. */
class LargeCommitTest {
    private static final int MANY = 3 * Batch.MAX_LEASES + 7;

    private final QueueRig rig = new QueueRig(QueueRig.settings().maxAttempts(1).build());

    @Test
    void manyLeasesAreJournaledInSeveralCommitsWithoutWaiting() {
        lease(MANY);
        rig.jump(Duration.ofMillis(100));
        rig.tick();
        assertThat(leasesOfEachCommit()).containsExactly(Batch.MAX_LEASES, Batch.MAX_LEASES, Batch.MAX_LEASES, 7);
    }

    @Test
    void suspectsThatWaitForTheirLeasesAreDeliveredInSeveralCommits() {
        lease(MANY);
        rig.take(ALICE);
        rig.run(new Input.ConsumerLost(ALICE));
        rig.register(BOB, MANY, MANY);
        assertThat(rig.take(BOB)).hasSize(MANY);
        assertThat(leasesOfEachCommit()).containsExactly(Batch.MAX_LEASES, Batch.MAX_LEASES, Batch.MAX_LEASES, 7);
    }

    @Test
    void aPurgeComesAfterEveryLease() {
        lease(MANY);
        rig.sendPlain(5);
        assertThat(rig.answer(new QueueCommand.Purge())).isEqualTo(new QueueReply.Purged(5));
        assertThat(leasesOfEachCommit()).allMatch(count -> count <= Batch.MAX_LEASES);
        rig.crash();
        assertThat(rig.status().leased()).isEqualTo(MANY);
        assertThat(rig.status().depth()).isEqualTo(MANY);
    }

    @Test
    void aStopInGoodOrderComesAfterEveryLease() {
        lease(MANY);
        rig.restart();
        assertThat(leasesOfEachCommit()).allMatch(count -> count <= Batch.MAX_LEASES);
        assertThat(rig.status().leased()).isEqualTo(MANY);
        assertThat(rig.queue.state().suspects.isEmpty()).isTrue();
    }

    @Test
    void manyLeasesThatRunOutAtOnceEndInSeveralCommits() {
        lease(MANY);
        rig.answer(new QueueCommand.Pause());
        rig.pass(Duration.ofSeconds(30));
        assertThat(rig.status().leased()).isZero();
        assertThat(rig.status().ready()).isEqualTo(MANY);
        assertThat(rig.eventsOfEachCommit(Event.Returned.class)).allMatch(count -> count <= Batch.MAX_LEASES);
    }

    @Test
    void aProcessThatDiesWithManyLeasesEndsThemInSeveralCommits() {
        leaseInTheJournal(MANY);
        rig.run(new Input.ProcessLost(ALICE.process()));
        assertThatAllHaveReturned();
        assertThat(rig.queue.state().suspects.size()).isEqualTo(MANY);
    }

    @Test
    void aConsumerThatLeavesWithManyLeasesEndsThemInSeveralCommits() {
        leaseInTheJournal(MANY);
        assertThat(rig.answer(new QueueCommand.Leave(ALICE))).isEqualTo(QueueReply.Done.INSTANCE);
        assertThatAllHaveReturned();
        assertThat(rig.queue.state().suspects.isEmpty()).isTrue();
    }

    private void assertThatAllHaveReturned() {
        assertThat(rig.eventsOfEachCommit(Event.Returned.class))
                .containsExactly((long) Batch.MAX_LEASES, (long) Batch.MAX_LEASES, (long) Batch.MAX_LEASES, 7L);
        assertThat(rig.status().ready()).isEqualTo(MANY);
        assertThat(rig.status().consumers()).isZero();
        assertThat(rig.take(ALICE)).isEmpty();
    }

    /** It would be delivered to the dead as soon as it is journaled, and then count as what killed them. */
    @Test
    void aSuspectThatWaitsForItsJournalRowReturnsFirstWhenItsProcessDies() {
        leaseInTheJournal(MANY);
        rig.sendPlain(1);
        rig.register(BOB, 1);
        rig.refresh(ALICE, MANY + 1, MANY + 1, 0, 0);
        rig.decideOnce(List.of(new Input.ConsumerLost(BOB)));
        assertThat(rig.queue.leasing().unjournaled().awaiting()).hasSize(1);
        rig.run(new Input.ProcessLost(ALICE.process()));
        assertThat(rig.take(ALICE)).isEmpty();
        assertThat(rig.queue.state().suspicion(MANY)).isEqualTo(Suspicion.SUSPECT);
        assertThat(rig.queue.state().attempts.of(MANY)).isZero();
    }

    @Test
    void manyNacksAreSpreadOverSeveralCommits() {
        QueueRig patient = new QueueRig();
        patient.sendPlain(MANY);
        patient.register(ALICE, MANY);
        assertThat(patient.run(nacks(patient.take(ALICE), "failed"))).hasSize(MANY);
        assertThat(patient.eventsOfEachCommit(Event.Returned.class))
                .containsExactly((long) Batch.MAX_LEASES, (long) Batch.MAX_LEASES, (long) Batch.MAX_LEASES, 7L);
    }

    @Test
    void manyNacksThatMakeDeadLettersAreSpreadOverSeveralCommits() {
        rig.sendPlain(3_000);
        rig.register(ALICE, 3_000);
        assertThat(rig.run(nacks(rig.take(ALICE), "x".repeat(2_000))))
                .hasSize(3_000)
                .allMatch(reply -> reply instanceof QueueReply.Settled settled
                        && settled.results().stream().map(SettleResult::kind).allMatch(Kind.DONE::equals));
        assertThat(rig.eventsOfEachCommit(Event.DeadLettered.class)).containsExactly(1_000L, 1_000L, 1_000L);
    }

    private static Input[] nacks(List<Effect.Grant> grants, String error) {
        QueueCommand.Nack nack = new QueueCommand.Nack(Duration.ZERO, error);
        return grants.stream()
                .map(grant -> new Input.Client(new QueueCommand.Settle(
                        List.of(new QueueCommand.Settlement(grant.offset(), grant.token(), nack)))))
                .toArray(Input[]::new);
    }

    private void leaseInTheJournal(int count) {
        lease(count);
        rig.jump(Duration.ofMillis(100));
        rig.tick();
        rig.take(ALICE);
        assertThat(rig.queue.state().leases).hasSize(count);
    }

    private void lease(int count) {
        for (int sent = 0; sent < count; sent += 1_000) {
            rig.sendPlain(Math.min(1_000, count - sent));
        }
        rig.register(ALICE, count);
        assertThat(rig.status().leased()).isEqualTo(count);
    }

    private List<Integer> leasesOfEachCommit() {
        return rig.journaled(Event.Leased.class).stream()
                .map(leased -> leased.leases().size())
                .toList();
    }
}
