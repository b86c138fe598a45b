package dev.jono.cassandra;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Whether a folder's file system takes a commit log that is written past the page cache ({@code O_DIRECT}). Cassandra itself asks only for the size of a block, and
 * fails at its first segment where a file system, of memory for instance, takes no such writes.
 */
final class DirectWrites {
    /** A force writes whole blocks; with the megabytes that some network file systems name, it would cost more than it saves. */
    private static final int LARGEST_BLOCK = 64 * 1024;

    /** They keep checksums of what is written, and Cassandra goes on filling the last block while it is being written. */
    private static final Set<String> WITH_CHECKSUMS = Set.of("btrfs", "zfs");

    private DirectWrites() {}

    /** Writes two blocks and the second once more, opened as Cassandra opens its segments, in a file that is deleted again. */
    static boolean possibleIn(Path folder) {
        Path file = folder.resolve("direct.probe");
        try {
            FileStore store = Files.getFileStore(folder);
            long block = store.getBlockSize();
            return Long.bitCount(block) == 1
                    && block <= LARGEST_BLOCK
                    && !WITH_CHECKSUMS.contains(store.type())
                    && written(file, (int) block);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        } finally {
            deleteIfPossible(file);
        }
    }

    private static boolean written(Path file, int block) throws IOException {
        ByteBuffer blocks =
                ByteBuffer.allocateDirect(3 * block).alignedSlice(block).limit(2 * block);
        try (FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.DSYNC,
                ExtendedOpenOption.DIRECT)) {
            boolean first = channel.write(blocks, 0) == 2 * block;
            return first && channel.write(blocks.position(block), block) == block;
        }
    }

    private static void deleteIfPossible(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The next probe overwrites it, and Cassandra goes past files with foreign names.
        }
    }
}
