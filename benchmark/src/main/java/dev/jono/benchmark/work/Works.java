package dev.jono.benchmark.work;

import java.util.List;

/** All kinds of work, by the names under which the command line and the results know them. */
public final class Works {
    public static final String THROUGHPUT = "throughput";
    public static final String LATENCY = "latency";
    public static final String BACKLOG = "backlog";
    public static final String QUEUES = "queues";

    private Works() {}

    /**
     * Returns the work of a name, such as {@code throughput-1024} or {@code latency-1000}.
     *
     * @throws IllegalArgumentException when there is no such work
     */
    public static Work of(String name) {
        if (name.equals(BACKLOG)) {
            return new Backlog();
        }
        if (name.equals(QUEUES)) {
            return new ManyQueues();
        }
        List<String> words = List.of(name.split("-", 2));
        if (words.size() == 2 && words.get(0).equals(THROUGHPUT)) {
            return new Throughput(Integer.parseInt(words.get(1)));
        }
        if (words.size() == 2 && words.get(0).equals(LATENCY)) {
            return new Latency(Integer.parseInt(words.get(1)));
        }
        throw new IllegalArgumentException("There is no work '" + name + "'.");
    }
}
