package dev.jono.persistence.cassandra;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A CQL file of the class path: statements that end with a semicolon, comments after two dashes, settings as <code>${name}</code>. */
final class CqlScript {
    private static final String FOLDER = "/dev/jono/persistence/schema/";

    private CqlScript() {}

    static List<String> statements(String file, Map<String, String> values) {
        String text = read(FOLDER + file).replaceAll("--[^\n]*", "");
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("${" + value.getKey() + "}", value.getValue());
        }
        return Stream.of(text.split(";"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static String read(String resource) {
        try (InputStream in = CqlScript.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException("resource " + resource + " cannot be read", unreadable);
        }
    }
}
