package dev.jono.examples;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The messages of a run in the order in which they are sent: the input, repeated or cut to a number of messages, and among its first
 * half the planted ones, so that their attempts are over when the rest is.
 */
final class Plan {
    /** As many as every node of three can own some of. */
    static final List<String> QUEUES = List.of("verify-0", "verify-1", "verify-2", "verify-3", "verify-4", "verify-5");

    /** Where all of them send their dead letters. */
    static final String DEAD_LETTERS = "verify.dlq";

    /** Fewer would leave a queue without messages in one of the run's thirds. */
    static final int LEAST_MESSAGES = 60;

    private final List<Artifact> input;
    private final List<Artifact> planted;
    private final int messages;
    private final Digest[] digests;

    /**
     * @param input not empty
     * @param messages how many of it, at least {@link #LEAST_MESSAGES}
     * @param planted sent beside them
     */
    Plan(List<Artifact> input, int messages, List<Artifact> planted) {
        this.input = input;
        this.messages = messages;
        this.planted = planted;
        this.digests = new Digest[input.size()];
    }

    /** Returns how many messages there are, the planted ones included. */
    int size() {
        return messages + planted.size();
    }

    /** Returns the queue that a message goes to. */
    static String queueOf(int index) {
        return QUEUES.get(index % QUEUES.size());
    }

    /** Returns a message's task. Reads or computes its digest, once for each file. */
    Task task(int index) throws IOException {
        int before = 0;
        for (int i = 0; i < planted.size(); i++) {
            int place = placeOf(i);
            if (place == index) {
                return plantedTask(planted.get(i));
            }
            before += place < index ? 1 : 0;
        }
        return inputTask(index - before);
    }

    static String plantedId(Artifact artifact) {
        return "planted:" + artifact.name() + "#0";
    }

    private int placeOf(int plantedIndex) {
        return (plantedIndex + 1) * (messages / (2 * (planted.size() + 1)));
    }

    private Task plantedTask(Artifact artifact) throws IOException {
        return task(plantedId(artifact), artifact, artifact.expected());
    }

    private Task inputTask(int index) throws IOException {
        int place = index % input.size();
        Artifact artifact = input.get(place);
        Digest digest = Optional.ofNullable(digests[place]).orElse(null);
        if (digest == null) {
            digest = artifact.expected();
            digests[place] = digest;
        }
        return task(artifact.name() + "#" + index / input.size(), artifact, digest);
    }

    private static Task task(String id, Artifact artifact, Digest digest) {
        return new Task(id, artifact.file().toString(), digest.algorithm(), digest.hex());
    }
}
