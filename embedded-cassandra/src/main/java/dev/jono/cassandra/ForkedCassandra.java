package dev.jono.cassandra;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The main class of the forked JVM: takes the data folder, starts Cassandra, and ends when its parent does.
 *
 * <p>Its standard input is a pipe whose other end only the parent holds. The system closes that end when the parent ends,
 * however it ends, and this process then stops: an orderly stop with a bound, or at once if its data is thrown away anyway. A byte on that pipe is the parent's word to stop.
 *
 * <p>This class file is copied into the forked JVM's class path alone, so it uses no other class of this module.
 */
final class ForkedCassandra {
    /** The exit status that says: another process has the data folder. */
    static final int FOLDER_TAKEN = 73;

    static final String LOCK = "lock";
    static final String OWNER = "owner";

    private static final String DELETE = "delete";

    private static @Nullable FileLock folderLock;

    private ForkedCassandra() {}

    /** Takes the data folder, "temporary" or "lasting", the longest orderly stop in milliseconds, and the parent's id. */
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals(DELETE)) {
            deleteAfter(Long.parseLong(arguments[2]), Path.of(arguments[1]));
            return;
        }
        Path folder = Path.of(arguments[0]);
        boolean temporary = arguments[1].equals("temporary");
        long stopMillis = Long.parseLong(arguments[2]);
        // A terminal's Ctrl-C reaches every process of its group; this one stops when its parent is done with it.
        ignoreSignal("INT");
        ignoreSignal("HUP");
        folderLock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .tryLock();
        if (folderLock == null) {
            System.exit(FOLDER_TAKEN);
        }
        Files.writeString(folder.resolve(OWNER), ProcessHandle.current().pid() + " " + arguments[3]);
        daemon("jono-parent-watch", () -> stopWithParent(folder, temporary, stopMillis));
        Class.forName("org.apache.cassandra.service.CassandraDaemon")
                .getMethod("main", String[].class)
                .invoke(null, (Object) new String[0]);
    }

    private static void stopWithParent(Path folder, boolean temporary, long stopMillis) {
        boolean told = awaitTheParentsWordOrEnd();
        if (temporary) {
            // Nothing is worth a flush. Only a parent that gave the word is there to delete the folder.
            if (!told) {
                deleteAfterThisProcess(folder);
            }
            Runtime.getRuntime().halt(0);
        }
        daemon("jono-stop-deadline", () -> {
            try {
                Thread.sleep(stopMillis);
            } catch (InterruptedException e) {
                System.err.println("Interrupted while stopping: ending at once");
            }
            Runtime.getRuntime().halt(1);
        });
        // Cassandra's shutdown hook drains: it flushes what the commit log alone has.
        System.exit(0);
    }

    /** Returns true if the parent told this process to stop, false if it ended without a word. */
    private static boolean awaitTheParentsWordOrEnd() {
        try {
            return System.in.read() >= 0;
        } catch (IOException e) {
            System.err.println("The pipe from the parent failed, which is taken as its end: " + e);
            return false;
        }
    }

    /** Cassandra writes to its folder as long as it lives, so another process deletes it. */
    private static void deleteAfterThisProcess(Path folder) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classes = folder.resolve("conf/classes").toString();
        try {
            new ProcessBuilder(
                            java.toString(),
                            "-Xmx16m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            classes,
                            ForkedCassandra.class.getName(),
                            DELETE,
                            folder.toString(),
                            Long.toString(ProcessHandle.current().pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            System.err.println(folder + " is left behind: " + e);
        }
    }

    private static void deleteAfter(long process, Path folder) throws IOException {
        ProcessHandle.of(process).ifPresent(handle -> handle.onExit().join());
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** By reflection, because the compiler warns of every direct use of these classes. */
    private static void ignoreSignal(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Method handle = signal.getMethod("handle", signal, handler);
        try {
            handle.invoke(
                    null,
                    signal.getConstructor(String.class).newInstance(name),
                    handler.getField("SIG_IGN").get(null));
        } catch (java.lang.reflect.InvocationTargetException e) {
            // Windows has no HUP.
            System.err.println("Signal " + name + " is not ignored: " + e.getCause());
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
