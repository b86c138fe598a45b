package dev.jono.benchmark.work;

import dev.jono.benchmark.system.BenchmarkException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The payloads of one run: a number, the time at which the message should have been sent, a checksum of both, and random bytes
 * that follow from the number, so that whoever gets a payload can tell whether it is whole.
 *
 * <p>The random bytes are slices of one pool. Making them anew cost a tenth of the processor time of a whole turn; the pool is
 * far larger than the window in which any compression looks for a repetition.
 */
public final class Payloads {
    /** The bytes before the random ones, and so the smallest payload. */
    public static final int HEADER_BYTES = 3 * Long.BYTES;

    private static final int POOL_BYTES = 8 << 20;
    private static final long STRIDE = 1_000_003;

    private final int bytes;
    private final long salt;
    private final byte[] pool;

    /**
     * Prepares payloads.
     *
     * @param bytes how long each is
     * @param seed makes those of one run unlike those of another
     */
    public Payloads(int bytes, long seed) {
        if (bytes < HEADER_BYTES) {
            throw new IllegalArgumentException("A payload has " + HEADER_BYTES + " bytes or more, not " + bytes + ".");
        }
        this.bytes = bytes;
        SplittableRandom random = new SplittableRandom(seed);
        this.salt = random.nextLong();
        this.pool = new byte[POOL_BYTES + bytes];
        random.nextBytes(pool);
    }

    /** Returns how long each is. */
    public int bytes() {
        return bytes;
    }

    /** Makes a payload. */
    public byte[] make(long number, long sentNanos) {
        byte[] payload = new byte[bytes];
        ByteBuffer.wrap(payload).putLong(number).putLong(sentNanos).putLong(checksum(number, sentNanos));
        System.arraycopy(pool, slice(number), payload, HEADER_BYTES, bytes - HEADER_BYTES);
        return payload;
    }

    /**
     * Reads a payload that arrived.
     *
     * @throws BenchmarkException when it is not one that {@link #make} made, byte for byte
     */
    public Arrival read(byte[] payload) {
        if (payload.length != bytes) {
            throw new BenchmarkException("A message of " + payload.length + " bytes arrived; all have " + bytes + ".");
        }
        ByteBuffer header = ByteBuffer.wrap(payload);
        Arrival arrival = new Arrival(header.getLong(), header.getLong());
        if (header.getLong() != checksum(arrival.number(), arrival.sentNanos())) {
            throw new BenchmarkException("A message arrived corrupted, or from another run: its header is wrong.");
        }
        int slice = slice(arrival.number());
        if (!Arrays.equals(payload, HEADER_BYTES, bytes, pool, slice, slice + bytes - HEADER_BYTES)) {
            throw new BenchmarkException("Message " + arrival.number() + " arrived corrupted.");
        }
        return arrival;
    }

    /**
     * What a payload says of itself.
     *
     * @param number its number in the run
     * @param sentNanos when it should have been sent, in the time of {@link System#nanoTime}
     */
    public record Arrival(long number, long sentNanos) {}

    private int slice(long number) {
        return (int) Math.floorMod(number * STRIDE, (long) POOL_BYTES);
    }

    private long checksum(long number, long sentNanos) {
        long mixed = (number ^ salt) * 0x9E3779B97F4A7C15L + sentNanos;
        mixed = (mixed ^ (mixed >>> 32)) * 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 29);
    }
}
