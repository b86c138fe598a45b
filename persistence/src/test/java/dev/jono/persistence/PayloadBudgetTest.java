package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jono.api.Message;
import dev.jono.api.protocol.ProducerId;
import dev.jono.core.Event;
import dev.jono.core.Offsets;
import dev.jono.core.RowEntry;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PayloadBudgetTest {
    private final PayloadBudget budget = new PayloadBudget(10_000, 20_000);
    private final PayloadStore store = new PayloadStore(budget);

    @Test
    void limitsAreBytesOrAShareOfTheHeap() {
        PayloadBudget half = PayloadBudget.of(config("50%", "600 KiB"), 1 << 20);
        assertThat(half.sendLimitBytes()).isEqualTo(512 << 10);
        assertThat(half.recoveryLimitBytes()).isEqualTo(600 << 10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PayloadBudget.of(config("half%", "75%"), 1 << 20))
                .withMessageContaining("jono.payloads.send-limit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PayloadBudget.of(config("75%", "50%"), 1 << 20))
                .withMessageContaining("jono.payloads.recovery-limit");
    }

    @Test
    void theDefaultLeavesRoomInTheHeap() {
        PayloadBudget byDefault = PayloadBudget.of(ConfigFactory.load(), 1000);
        assertThat(byDefault.sendLimitBytes()).isEqualTo(500);
        assertThat(byDefault.recoveryLimitBytes()).isEqualTo(750);
    }

    @Test
    void countsWhatIsStoredUntilItIsGone() {
        store.add(enqueued(0, 5, 1000), offset -> true);
        long five = budget.usedBytes();
        assertThat(five).isBetween(5_000L, 6_000L);
        store.remove(Offsets.of(0, 1));
        assertThat(budget.usedBytes()).isEqualTo(five * 3 / 5);
        store.add(enqueued(2, 1, 1000), offset -> true);
        assertThat(budget.usedBytes())
                .as("a row that is read twice counts once")
                .isEqualTo(five * 3 / 5);
        store.retain(offset -> offset == 2);
        assertThat(budget.usedBytes()).isEqualTo(five / 5);
        store.remove(Offsets.of(2));
        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void aStoreThatClosesGivesItsShareBack() {
        PayloadStore other = new PayloadStore(budget);
        other.add(enqueued(0, 1, 1000), offset -> true);
        long one = budget.usedBytes();
        store.add(enqueued(0, 5, 1000), offset -> true);
        store.close();
        assertThat(budget.usedBytes()).isEqualTo(one);
    }

    @Test
    void sendsEndBeforeRecoveriesDo() {
        budget.add(9_000);
        assertThat(budget.admitsSend(1_000)).isTrue();
        assertThat(budget.admitsSend(1_001)).isFalse();
        assertThat(budget.admitsRecovery(11_000)).isTrue();
        assertThatThrownBy(() -> budget.requireRecovery("orders/0/1", 11_001))
                .isInstanceOf(PayloadBudgetException.class)
                .hasMessageContaining("orders/0/1")
                .hasMessageContaining("jono.payloads.recovery-limit");
    }

    @Test
    void rowsAreReadBackInPagesOfBoundedNumberAndBytes() {
        List<RowEntry> small = LongStream.rangeClosed(1, 150)
                .mapToObj(ordinal -> row(ordinal, 100))
                .toList();
        PayloadPages pages = new PayloadPages(small, row -> row.ordinal() > 10);
        assertThat(pages.leftBytes()).isEqualTo(140 * PayloadBudget.heapBytes(1, 100));
        assertThat(pages.next()).hasSize(PayloadPages.MAX_ROWS).startsWith(11, 12);
        assertThat(pages.next()).hasSize(PayloadPages.MAX_ROWS);
        assertThat(pages.next()).hasSize(12).endsWith(150);
        assertThat(pages.isEmpty()).isTrue();
        assertThat(pages.leftBytes()).isZero();

        PayloadPages large = new PayloadPages(List.of(row(1, 3 << 20), row(2, 3 << 20), row(3, 9 << 20)), row -> true);
        assertThat(large.next()).containsExactly(1);
        assertThat(large.next()).containsExactly(2);
        assertThat(large.next())
                .as("one that is larger than a page comes alone")
                .containsExactly(3);
    }

    private static RowEntry row(long ordinal, long bytes) {
        return new RowEntry(ordinal, ordinal, 1, 1, bytes, 0);
    }

    private static Event.Enqueued enqueued(long firstOffset, int count, int bytesEach) {
        return new Event.Enqueued(
                new ProducerId("p"),
                1 + firstOffset,
                1,
                firstOffset,
                0,
                LongStream.range(0, count)
                        .mapToObj(i -> Message.of(new byte[bytesEach]))
                        .toList());
    }

    private static Config config(String sends, String recovery) {
        return ConfigFactory.parseString(
                "jono.payloads { send-limit = \"" + sends + "\", recovery-limit = \"" + recovery + "\" }");
    }
}
