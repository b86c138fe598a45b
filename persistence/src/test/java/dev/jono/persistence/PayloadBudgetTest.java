package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jono.api.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayloadBudgetTest {
    private final PayloadBudget budget = new PayloadBudget(16_000, 5_000, 10_000);
    private final List<String> told = new ArrayList<>();

    @Test
    void limitsAreBytesOrAShareOfTheHeap() {
        PayloadBudget half = PayloadBudget.of(config("50%", "600 KiB"), 1 << 20);
        assertThat(half.cacheLimitBytes()).isEqualTo(512 << 10);
        assertThat(half.sendLimitBytes()).isEqualTo(600 << 10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PayloadBudget.of(config("half%", "75%"), 1 << 20))
                .withMessageContaining("jono.payloads.cache-limit");
    }

    @Test
    void theDefaultLeavesRoomInTheHeap() {
        PayloadBudget byDefault = PayloadBudget.of(ConfigFactory.load(), 1000);
        assertThat(byDefault.cacheLimitBytes()).isEqualTo(250);
        assertThat(byDefault.sendLimitBytes()).isEqualTo(250);
    }

    @Test
    void aMessageCountsMoreThanItsPayload() {
        assertThat(PayloadBudget.heapBytes(Message.of(new byte[1000]))).isBetween(1_100L, 1_200L);
        assertThat(PayloadBudget.heapBytes(
                        Message.builder(new byte[1000]).header("a", "b").build()))
                .isGreaterThan(1_300L);
    }

    @Test
    void sendsAreRefusedByWhatIsOnItsWayAlone() {
        PayloadBudget.Share share = share("a");
        share.set(100_000);
        budget.sending(4_000);
        assertThat(budget.admitsSend(1_000)).isTrue();
        assertThat(budget.admitsSend(1_001)).isFalse();
        budget.sending(-4_000);
        assertThat(budget.sendingBytes()).isZero();
    }

    @Test
    void whatIsKeptBeyondTheLimitIsTooMuchAndALittleMore() {
        PayloadBudget.Share share = share("a");
        share.set(16_000);
        assertThat(budget.excessBytes()).isZero();
        assertThat(budget.hasRoom(1)).isFalse();
        share.set(16_001);
        assertThat(budget.excessBytes()).isEqualTo(1 + 1_000);
    }

    @Test
    void theQueuesThatKeepAnythingShareFairly() {
        assertThat(budget.aheadBytes()).isEqualTo(10_000);
        PayloadBudget.Share one = share("one");
        PayloadBudget.Share two = share("two");
        one.set(10);
        assertThat(budget.fairBytes()).isEqualTo(16_000);
        two.set(10);
        assertThat(budget.fairBytes()).isEqualTo(8_000);
        assertThat(budget.aheadBytes()).isEqualTo(8_000);
        two.close();
        assertThat(budget.fairBytes()).isEqualTo(16_000);
        assertThat(budget.cachedBytes()).isEqualTo(10);
    }

    @Test
    void theLargestIsToldToShrinkOnceUntilItHas() {
        PayloadBudget.Share small = share("small");
        PayloadBudget.Share large = share("large");
        small.set(2_000);
        large.set(20_000);
        large.shrinkLargest();
        assertThat(told).as("it is the largest itself").isEmpty();
        small.shrinkLargest();
        small.shrinkLargest();
        assertThat(told).containsExactly("large");
        large.hasShrunk();
        small.shrinkLargest();
        assertThat(told).containsExactly("large", "large");
        large.hasShrunk();
        large.set(8_000);
        small.shrinkLargest();
        assertThat(told).as("it keeps no more than is fair").hasSize(2);
    }

    @Test
    void whoCannotShrinkIsNotTold() {
        PayloadBudget.Share small = share("small");
        PayloadBudget.Share large = share("large");
        PayloadBudget.Share other = share("other");
        small.set(2_000);
        large.set(20_000);
        other.set(15_000);
        large.staysAbove(20_000);
        small.shrinkLargest();
        assertThat(told).containsExactly("other");
        large.set(21_000);
        small.shrinkLargest();
        assertThat(told).as("it has more than then").containsExactly("other", "large");
    }

    private PayloadBudget.Share share(String name) {
        return budget.share(() -> told.add(name));
    }

    private static Config config(String cache, String sends) {
        return ConfigFactory.parseString("jono.payloads { cache-limit = \"" + cache + "\", send-limit = \"" + sends
                + "\", read-ahead = 1 MiB }");
    }
}
