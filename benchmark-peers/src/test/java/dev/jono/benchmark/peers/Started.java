package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.Alarm;
import dev.jono.benchmark.system.Candidate;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.system.SystemUnderTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A candidate that is started once, if it is installed, for several tests. */
final class Started {
    private final Candidate candidate;
    private final Alarm alarm = new Alarm();
    private @Nullable SystemUnderTest system;
    private int queues;

    Started(Candidate candidate) {
        this.candidate = candidate;
    }

    Candidate candidate() {
        return candidate;
    }

    Alarm alarm() {
        return alarm;
    }

    void start(Path folder) throws Exception {
        if (candidate.missing().isEmpty()) {
            system = candidate.start(new Site(folder, alarm, Duration.ZERO));
        }
    }

    void stop() {
        if (system != null) {
            system.close();
        }
    }

    SystemUnderTest system() {
        return Objects.requireNonNull(system);
    }

    /** Declares that many new queues at once. */
    List<Traffic> declare(int count) throws Exception {
        List<String> names = Stream.generate(() -> candidate.name() + "-" + ++queues)
                .limit(count)
                .toList();
        system().declare(names);
        List<Traffic> declared = new ArrayList<>();
        for (String name : names) {
            declared.add(new Traffic(system(), name, alarm));
        }
        return declared;
    }

    @Override
    public String toString() {
        return candidate.name();
    }
}
