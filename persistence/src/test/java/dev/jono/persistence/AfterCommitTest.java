package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits for which commit, and in which order it leaves. */
class AfterCommitTest {
    private final AfterCommit afterCommit = new AfterCommit();
    private final List<String> left = new ArrayList<>();

    private void leave(String what) {
        afterCommit.execute(() -> left.add(what));
    }

    @Test
    void nothingWaitsWhenNothingIsBeingWritten() {
        afterCommit.recovered(7);
        leave("answer");
        assertThat(left).containsExactly("answer");
        assertThat(afterCommit.lastRow()).isEqualTo(7);
        assertThat(afterCommit.isStored(7)).isTrue();
    }

    @Test
    void everythingWaitsForTheLastRowThatItsStateComesFrom() {
        afterCommit.recovered(7);
        assertThat(afterCommit.begin(2)).isEqualTo(8);
        leave("of the first commit");
        leave("of an input that only read, behind it");
        assertThat(afterCommit.begin(1)).isEqualTo(10);
        leave("of the second");
        assertThat(afterCommit.underWay()).isEqualTo(2);

        assertThat(afterCommit.rowStored()).as("the commit has two").isFalse();
        assertThat(left).isEmpty();
        assertThat(afterCommit.rowStored()).isTrue();
        assertThat(left).containsExactly("of the first commit", "of an input that only read, behind it");
        assertThat(afterCommit.isStored(9)).isTrue();
        assertThat(afterCommit.isStored(10)).isFalse();
        assertThat(afterCommit.rowStored()).isTrue();
        assertThat(left).endsWith("of the second");
        assertThat(afterCommit.underWay()).isZero();
    }

    @Test
    void whatIsAddedWhileOthersLeaveComesBehindThem() {
        afterCommit.begin(1);
        afterCommit.execute(() -> {
            left.add("first");
            leave("added by the first");
        });
        leave("second");
        afterCommit.rowStored();
        assertThat(left).containsExactly("first", "second", "added by the first");
    }

    @Test
    void whatIsAddedOnTopOfTheNextCommitWaitsForThat() {
        afterCommit.begin(1);
        afterCommit.execute(() -> {
            afterCommit.begin(1);
            leave("behind the second");
        });
        afterCommit.rowStored();
        assertThat(left).isEmpty();
        afterCommit.rowStored();
        assertThat(left).containsExactly("behind the second");
    }
}
