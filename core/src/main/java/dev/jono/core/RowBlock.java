package dev.jono.core;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Some consecutive entries of the {@link RowIndex} in one array of numbers, each a distance from the block's first entry: 24 bytes a
 * row, where an object for each would cost five times as much. Entries without a live message are squeezed out when they are half.
 */
final class RowBlock {
    private static final int MAX_ROWS = 128;
    private static final int ORDINAL = 0;
    private static final int FIRST_OFFSET = 1;
    private static final int COUNT = 2;
    private static final int LIVE = 3;
    private static final int BYTES = 4;
    private static final int SENT_AT = 5;
    private static final int NUMBERS = 6;

    private final long baseOrdinal;
    private final long baseOffset;
    private final long baseMillis;
    private int[] numbers = new int[4 * NUMBERS];
    private int rows;
    private int liveRows;

    /** The least ordinal of a row with live messages, as the other numbers are. */
    private int least = Integer.MAX_VALUE;

    RowBlock(RowEntry first) {
        baseOrdinal = first.ordinal();
        baseOffset = first.firstOffset();
        baseMillis = first.sentAtMillis();
        append(first);
    }

    /** Returns the offset that the block is found by. */
    long baseOffset() {
        return baseOffset;
    }

    boolean isEmpty() {
        return liveRows == 0;
    }

    boolean isFull() {
        return rows == MAX_ROWS;
    }

    /** Returns how many rows have live messages. */
    int liveRows() {
        return liveRows;
    }

    /** Returns the least ordinal of a row with live messages; the block has one. Rows that were carried are not in the order of their ordinals. */
    long leastOrdinal() {
        return baseOrdinal + least;
    }

    /** Tells whether {@code row}, which comes after all others, has a place here. */
    boolean takes(RowEntry row) {
        return rows < MAX_ROWS
                && isNear(row.ordinal() - baseOrdinal)
                && isNear(row.firstOffset() - baseOffset)
                && isNear(row.sentAtMillis() - baseMillis);
    }

    void append(RowEntry row) {
        if (rows * NUMBERS == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.min(2 * numbers.length, MAX_ROWS * NUMBERS));
        }
        write(rows, row);
        rows++;
        liveRows++;
    }

    /** Returns the last row, which may have no live message any more. */
    RowEntry last() {
        return read(rows - 1);
    }

    /** Puts {@code row} in the last one's place. */
    void replaceLast(RowEntry row) {
        liveRows += last().live() == 0 ? 1 : 0;
        write(rows - 1, row);
    }

    /** Returns the row with live messages whose offsets include this one. */
    @Nullable RowEntry find(long offset) {
        int place = placeOf(offset);
        return place < 0 ? null : read(place);
    }

    /** Takes one message off the row that holds it, and returns what the row was before; {@code null} if there is none. */
    @Nullable RowEntry removeOne(long offset) {
        int place = placeOf(offset);
        if (place < 0) {
            return null;
        }
        RowEntry row = read(place);
        RowEntry less = row.withoutOne();
        write(place, less);
        if (less.live() == 0) {
            liveRows--;
            squeeze();
            if (row.ordinal() == leastOrdinal()) {
                findLeast();
            }
        }
        return row;
    }

    /** Hands each row with live messages to {@code action}, in order. */
    void forEach(Consumer<RowEntry> action) {
        for (int place = 0; place < rows; place++) {
            if (numbers[place * NUMBERS + LIVE] > 0) {
                action.accept(read(place));
            }
        }
    }

    /** Returns how many messages are live in the rows that reach in between these offsets. */
    long liveAcross(long firstOffset, long endOffset) {
        long across = 0;
        for (int at = 0; at < rows * NUMBERS; at += NUMBERS) {
            long first = baseOffset + numbers[at + FIRST_OFFSET];
            if (first < endOffset && first + numbers[at + COUNT] > firstOffset) {
                across += numbers[at + LIVE];
            }
        }
        return across;
    }

    /** Returns the first row with live messages; the block has one. */
    RowEntry first() {
        int place = 0;
        while (numbers[place * NUMBERS + LIVE] == 0) {
            place++;
        }
        return read(place);
    }

    private int placeOf(long offset) {
        int low = 0;
        int high = rows - 1;
        long distance = offset - baseOffset;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = middle * NUMBERS;
            if (numbers[at + FIRST_OFFSET] > distance) {
                high = middle - 1;
            } else if ((long) numbers[at + FIRST_OFFSET] + numbers[at + COUNT] <= distance) {
                low = middle + 1;
            } else {
                return numbers[at + LIVE] == 0 ? -1 : middle;
            }
        }
        return -1;
    }

    private void findLeast() {
        least = Integer.MAX_VALUE;
        for (int at = 0; at < rows * NUMBERS; at += NUMBERS) {
            if (numbers[at + LIVE] > 0) {
                least = Math.min(least, numbers[at + ORDINAL]);
            }
        }
    }

    private void squeeze() {
        if (liveRows > rows / 2) {
            return;
        }
        int kept = 0;
        for (int place = 0; place < rows; place++) {
            if (numbers[place * NUMBERS + LIVE] > 0) {
                System.arraycopy(numbers, place * NUMBERS, numbers, kept * NUMBERS, NUMBERS);
                kept++;
            }
        }
        rows = kept;
        numbers = Arrays.copyOf(numbers, Math.max(kept, 4) * NUMBERS);
    }

    private RowEntry read(int place) {
        int at = place * NUMBERS;
        return new RowEntry(
                baseOrdinal + numbers[at + ORDINAL],
                baseOffset + numbers[at + FIRST_OFFSET],
                numbers[at + COUNT],
                numbers[at + LIVE],
                numbers[at + BYTES],
                baseMillis + numbers[at + SENT_AT]);
    }

    private void write(int place, RowEntry row) {
        int at = place * NUMBERS;
        numbers[at + ORDINAL] = Math.toIntExact(row.ordinal() - baseOrdinal);
        if (row.live() > 0) {
            least = Math.min(least, numbers[at + ORDINAL]);
        }
        numbers[at + FIRST_OFFSET] = Math.toIntExact(row.firstOffset() - baseOffset);
        numbers[at + COUNT] = row.count();
        numbers[at + LIVE] = row.live();
        numbers[at + BYTES] = Math.toIntExact(row.bytes());
        numbers[at + SENT_AT] = Math.toIntExact(row.sentAtMillis() - baseMillis);
    }

    private static boolean isNear(long distance) {
        return distance == (int) distance;
    }
}
