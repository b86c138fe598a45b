package dev.jono.examples;

import com.typesafe.config.Config;
import dev.jono.cluster.JonoConfig;
import dev.jono.cluster.JonoNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The child's side of a process that the demo starts. Parent and child talk in lines: the child reads words on its standard input, at
 * whose end it halts, since its parent has ended then; and writes lines whose first word names what they say.
 */
final class Child {
    /** The name of every process's actor system, as of any cluster's. */
    static final String SYSTEM = "demo";

    /** Said once when the process can do its work. */
    static final String READY = "ready";

    /** Said before the process ends for a reason; the reason follows. */
    static final String BROKEN = "broken";

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final int EXIT_STATUS = 1;

    private final Map<String, CompletableFuture<Void>> heard = new ConcurrentHashMap<>();

    private Child() {}

    /** What a process does once it is part of the cluster. */
    interface Work {
        void start(Child child, ActorSystem<Void> system, Config settings) throws Exception;
    }

    /** Joins the cluster, does the work, and stays until the parent ends or kills the process. */
    static void run(Work work) {
        Child child = new Child();
        Thread reader = new Thread(child::listen, "parent");
        reader.setDaemon(true);
        reader.start();
        try {
            ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), SYSTEM, JonoConfig.load());
            JonoNode.start(system).ready().toCompletableFuture().get();
            work.start(child, system, system.settings().config().getConfig(ChildConfig.SECTION));
        } catch (Throwable failure) {
            child.say(BROKEN, oneLine(failure));
            failure.printStackTrace(); // goes to the process's log
            Runtime.getRuntime().halt(EXIT_STATUS);
        }
    }

    /** Tells the parent. */
    void say(String word, Object detail) {
        OUT.println(word + " " + detail);
    }

    /** Returns a stage that completes when the parent has said the word. */
    CompletableFuture<Void> heard(String word) {
        return heard.computeIfAbsent(word, missing -> new CompletableFuture<>());
    }

    private void listen() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String word = in.readLine(); word != null; word = in.readLine()) {
                heard(word).complete(null);
            }
        } catch (IOException broken) {
            // The same as its end.
        }
        Runtime.getRuntime().halt(EXIT_STATUS);
    }

    /** Returns what a failure says, without its wrappers, further lines and full stop. */
    static String oneLine(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String line = message == null ? "" : message.lines().findFirst().orElse("");
        return line.isEmpty() ? cause.toString() : line.replaceFirst("\\.+$", "");
    }
}
