package dev.jono.benchmark.system;

import java.io.IOException;

/** Ends this process when its parent ends: the other end of its standard input is closed then, however the parent ends. */
public final class ParentWatch {
    private ParentWatch() {}

    /** Starts to watch. */
    public static void start() {
        Thread watch = new Thread(
                () -> {
                    awaitEndOfInput();
                    System.exit(0);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
        } catch (IOException broken) {
            // The same as its end.
        }
    }
}
