package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.ParentWatch;
import java.nio.file.Path;

/** An Artemis broker in a process of its own; takes its {@code broker.xml}. */
final class ArtemisMain {
    private ArtemisMain() {}

    public static void main(String[] arguments) throws Exception {
        ParentWatch.start();
        ArtemisBroker.start(new ArtemisInstance(Path.of(arguments[0])).configuration());
    }
}
