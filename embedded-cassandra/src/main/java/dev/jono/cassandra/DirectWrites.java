package dev.jono.cassandra;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Whether a file system takes writes that go past the page cache ({@code O_DIRECT}). A memory file system often does not, and Cassandra, which asks only for the size of
 * its blocks, would then fail at its first segment.
 */
final class DirectWrites {
    private DirectWrites() {}

    /** Tries one block in a file that is deleted again. */
    static boolean possibleIn(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "direct-", ".probe");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT)) {
            int block = Math.toIntExact(Files.getFileStore(file).getBlockSize());
            channel.write(
                    ByteBuffer.allocateDirect(2 * block).alignedSlice(block).limit(block));
            return true;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        } finally {
            Files.delete(file);
        }
    }
}
