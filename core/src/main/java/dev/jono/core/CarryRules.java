package dev.jono.core;

import dev.jono.core.Input.CarriedRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of messages that were read back to be carried forward: what is gone meanwhile, or lies in another row by now, is left out. A run of rows is carried
 * only as a whole, so that no two rows of the index ever lie across one another.
 */
final class CarryRules {
    private final Batch batch;

    /** The offset after what is carried already. */
    private long carriedTo;

    CarryRules(Batch batch) {
        this.batch = batch;
    }

    void decide(Input.Carry carry) {
        for (List<CarriedRow> run : carry.runs()) {
            List<StoredMessage> live = new ArrayList<>();
            for (CarriedRow row : run) {
                addLive(row, live);
            }
            if (!live.isEmpty() && isWhole(live)) {
                batch.events.add(new Event.Carried(live));
                carriedTo = live.get(live.size() - 1).offset() + 1;
            }
        }
    }

    private void addLive(CarriedRow row, List<StoredMessage> live) {
        for (StoredMessage message : row.messages()) {
            if (batch.state.isLive(message.offset())) {
                @Nullable RowEntry holder = batch.state.rows.rowOf(message.offset());
                if (holder != null && holder.ordinal() == row.ordinal()) {
                    live.add(message);
                }
            }
        }
    }

    /** Tells whether these are all live messages of the rows that hold them, in order, and no other row lies between. */
    private boolean isWhole(List<StoredMessage> live) {
        long next = carriedTo;
        for (StoredMessage message : live) {
            if (message.offset() < next) {
                return false;
            }
            next = message.offset() + 1;
        }
        long first = live.get(0).offset();
        return next - first <= RowEntry.MAX_SPAN && batch.state.rows.liveAcross(first, next) == live.size();
    }
}
