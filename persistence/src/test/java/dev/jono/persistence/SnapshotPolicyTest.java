package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SnapshotPolicyTest {
    private final SnapshotPolicy policy = new SnapshotPolicy(100, 8);

    @Test
    void isDueAfterItsBytesAndNotWhileOneIsBeingSaved() {
        policy.wrote(99);
        assertThat(policy.isDue()).isFalse();
        policy.wrote(1);
        assertThat(policy.isDue()).isTrue();
        policy.saving(1);
        policy.wrote(1000);
        assertThat(policy.isDue()).isFalse();
        policy.failed();
        assertThat(policy.isDue()).isTrue();
    }

    @Test
    void aLargeSnapshotIsTakenLessOften() {
        policy.saving(50);
        policy.saved(10);
        policy.wrote(399);
        assertThat(policy.isDue()).isFalse();
        policy.wrote(1);
        assertThat(policy.isDue()).isTrue();
    }

    @Test
    void theOlderOfTwoKeptSnapshotsBoundsTruncation() {
        policy.saving(1);
        assertThat(policy.saved(10)).isEmpty();
        policy.saving(1);
        assertThat(policy.saved(20)).hasValue(10);
        policy.saving(1);
        assertThat(policy.saved(30)).hasValue(20);
    }

    @Test
    void theSnapshotOfTheRecoveryIsTheOlderOne() {
        policy.recoveredFrom(7);
        assertThat(policy.newest()).isEqualTo(7);
        policy.saving(1);
        assertThat(policy.saved(10)).hasValue(7);
    }

    @Test
    void aLateSuccessOfAnOlderSnapshotTruncatesNothing() {
        policy.recoveredFrom(7);
        assertThat(policy.saved(20)).hasValue(7);
        assertThat(policy.saved(15)).isEmpty();
        assertThat(policy.newest()).isEqualTo(20);
    }
}
