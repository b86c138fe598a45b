package dev.jono.cluster.catalogue;

import dev.jono.api.QueueSettings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Says in what two settings differ, for people. */
final class SettingsText {
    private SettingsText() {}

    /** Returns for instance {@code lease is PT30S, not PT1M; maxAttempts is 5, not 3}. */
    static String difference(QueueSettings existing, QueueSettings requested) {
        List<String> differences = new ArrayList<>();
        for (RecordComponent component : QueueSettings.class.getRecordComponents()) {
            Object there = value(component, existing);
            Object asked = value(component, requested);
            if (!Objects.equals(there, asked)) {
                differences.add(component.getName() + " is " + there + ", not " + asked);
            }
        }
        return String.join("; ", differences);
    }

    private static Object value(RecordComponent component, QueueSettings settings) {
        try {
            return String.valueOf(component.getAccessor().invoke(settings));
        } catch (IllegalAccessException | InvocationTargetException impossible) {
            throw new IllegalStateException("The accessors of a public record are public and do not fail", impossible);
        }
    }
}
