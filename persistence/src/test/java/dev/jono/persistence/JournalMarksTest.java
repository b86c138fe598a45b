package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class JournalMarksTest {
    private static final int ROWS = 200_000;

    @Test
    void knowTheBytesFromAnyRowOnWithinAHundredthOfTheMostAndNeverTooFew() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        JournalMarks marks = new JournalMarks();
        long[] before = new long[ROWS + 1];
        long bytes = 0;
        long most = 0;
        int lowest = 0;
        for (int row = 1; row <= ROWS; row++) {
            before[row] = bytes;
            long added = random.nextInt(3) == 0 ? random.nextInt(1 << 20) : random.nextInt(4_000);
            marks.wrote(row, added);
            bytes += added;
            most = Math.max(most, marks.bytesFrom(0));
            if (random.nextInt(1_000) == 0) {
                lowest = Math.max(lowest, row - random.nextInt(Math.min(row, 50_000)));
                marks.forgetBefore(lowest);
            }
            if (random.nextInt(100) == 0) {
                int from = lowest + random.nextInt(row - lowest + 1);
                long exact = bytes - before[from];
                assertThat(marks.bytesFrom(from))
                        .as("seed %d, row %d of %d", seed, from, row)
                        .isBetween(exact, exact + most / 100 + (2L << 20));
            }
        }
        assertThat(marks.bytesBefore()).as("seed %d", seed).hasSizeLessThanOrEqualTo(1024);
        JournalMarks restored = JournalMarks.of(marks.bytesBefore(), marks.bytes());
        assertThat(restored.bytesFrom(150_000)).as("seed %d", seed).isEqualTo(marks.bytesFrom(150_000));
    }
}
