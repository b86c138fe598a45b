package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import dev.jono.api.protocol.QueueReply.SendOutcome.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Wall clocks that are wrong: set back, set forward, and different from one owner to the next. */
class WallClockTest {
    private static final long HOUR = 3_600_000;

    private final QueueRig rig = new QueueRig();

    private static Message delayed(int seconds) {
        return Message.builder(new byte[1]).delay(Duration.ofSeconds(seconds)).build();
    }

    private static Message mortal(int seconds) {
        return Message.builder(new byte[1])
                .timeToLive(Duration.ofSeconds(seconds))
                .build();
    }

    // Within one incarnation

    @Test
    void aDelayTakesItsTimeWhenTheClockWentBackBeforeTheSend() {
        rig.send(Message.of("now"));
        rig.wallMillis -= HOUR;
        rig.send(delayed(10));
        assertThatTheDelayEndsAfter(Duration.ofSeconds(10));
    }

    @Test
    void aDelayTakesItsTimeWhenTheClockGoesBackMeanwhile() {
        rig.send(delayed(10));
        rig.pass(Duration.ofSeconds(5));
        rig.wallMillis -= HOUR;
        assertThatTheDelayEndsAfter(Duration.ofSeconds(5));
    }

    private void assertThatTheDelayEndsAfter(Duration wait) {
        rig.pass(wait.minusMillis(1));
        assertThat(rig.status().delayed()).isEqualTo(1);
        rig.pass(Duration.ofMillis(101));
        assertThat(rig.status().delayed()).isZero();
    }

    @Test
    void aMessageSentAfterTheClockWentBackExpires() {
        rig.send(mortal(10));
        rig.pass(Duration.ofSeconds(11));
        rig.wallMillis -= HOUR;
        rig.send(mortal(10));
        rig.pass(Duration.ofMillis(9_999));
        assertThat(rig.status().depth()).isEqualTo(1);
        rig.pass(Duration.ofMillis(101));
        assertThat(rig.status().depth()).isZero();
    }

    @Test
    void aClockThatIsSetForwardIsFollowed() {
        rig.send(delayed(3_600));
        rig.wallMillis += HOUR + HOUR / 100;
        rig.tick();
        assertThat(rig.status().delayed()).isZero();
    }

    @Test
    void aClockThatIsSetForwardAndBackAgainLeavesTheQueueAhead() {
        rig.wallMillis += HOUR;
        rig.tick();
        rig.wallMillis -= HOUR;
        rig.send(delayed(10));
        rig.pass(Duration.ofMillis(9_999));
        assertThat(rig.status().delayed()).isEqualTo(1);
        rig.pass(Duration.ofMillis(101));
        assertThat(rig.status().delayed()).isZero();
        assertThat(rig.queue.image().lastWallMillis()).isGreaterThan(rig.wallMillis + HOUR / 2);
    }

    @Test
    void theAgeOfTheOldestMessageGrowsAlthoughTheClockWentBack() {
        rig.send(Message.of("old"));
        rig.wallMillis -= HOUR;
        rig.pass(Duration.ofSeconds(7));
        assertThat(rig.status().oldestAgeMillis()).isEqualTo(7_000);
    }

    // From one owner to the next

    @Test
    void anOwnerWhoseClockWasAheadDoesNotDelayTheNextOnesDelays() {
        handOverFromAnOwnerAnHourAhead();
        rig.send(delayed(10));
        rig.pass(Duration.ofMillis(9_999));
        assertThat(rig.status().delayed()).isEqualTo(1);
        rig.pass(Duration.ofMillis(101));
        assertThat(rig.status().delayed()).isZero();
    }

    @Test
    void whatAnOwnerWhoseClockWasAheadDelayedBecomesDueInTime() {
        rig.wallMillis += HOUR;
        rig.send(delayed(10));
        rig.pass(Duration.ofSeconds(4));
        rig.send(mortal(3_600 * 24)); // journals that four seconds have passed
        rig.wallMillis -= HOUR;
        rig.crash();
        rig.pass(Duration.ofMillis(5_999));
        assertThat(rig.status().delayed()).isEqualTo(1);
        rig.pass(Duration.ofMillis(101));
        assertThat(rig.status().delayed()).isZero();
    }

    @Test
    void aTimeToLiveGoesOnAfterAnOwnerWhoseClockWasAhead() {
        handOverFromAnOwnerAnHourAhead();
        rig.send(mortal(10));
        rig.pass(Duration.ofMillis(10_100));
        assertThat(rig.status().expired()).isEqualTo(1);
    }

    @Test
    void aDeduplicationIdIsForgottenAfterAnOwnerWhoseClockWasAhead() {
        handOverFromAnOwnerAnHourAhead();
        Message named = Message.builder(new byte[1]).deduplicationId("a").build();
        rig.send(named);
        rig.pass(Duration.ofMinutes(4));
        assertThat(rig.send(named)).extracting(SendOutcome::kind).containsExactly(Kind.DUPLICATE);
        rig.pass(Duration.ofMinutes(1));
        assertThat(rig.send(named)).extracting(SendOutcome::kind).containsExactly(Kind.STORED);
    }

    @Test
    void theNextOwnerFollowsItsOwnClockOnceThatCatchesUp() {
        handOverFromAnOwnerAnHourAhead();
        rig.send(delayed(3_600));
        rig.wallMillis += 2 * HOUR + HOUR / 100;
        rig.tick();
        assertThat(rig.status().delayed()).isZero();
    }

    @Test
    void anOwnerWhoseClockIsBehindGoesOnFromTheSnapshotToo() {
        rig.wallMillis += HOUR;
        rig.send(Message.of("late"));
        QueueImage snapshot = rig.queue.image();
        int events = rig.journal.size();
        rig.wallMillis -= HOUR;
        rig.crashTo(snapshot, events);
        rig.send(delayed(10));
        rig.pass(Duration.ofMillis(10_100));
        assertThat(rig.status().delayed()).isZero();
    }

    private void handOverFromAnOwnerAnHourAhead() {
        rig.wallMillis += HOUR;
        rig.send(Message.of("late"));
        rig.wallMillis -= HOUR;
        rig.crash();
    }
}
