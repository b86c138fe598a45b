package dev.jono.cassandra;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The files that this module's jar carries beside its classes. */
final class Resources {
    private Resources() {}

    static InputStream open(String name) throws IOException {
        InputStream stream = Resources.class.getResourceAsStream(name);
        if (stream == null) {
            throw new FileNotFoundException("The jar of jono-embedded-cassandra lacks dev/jono/cassandra/" + name
                    + ": it was not built whole, or was repacked without its resources.");
        }
        return stream;
    }

    static String text(String name) throws IOException {
        try (InputStream stream = open(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
