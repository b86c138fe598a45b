package dev.jono.core;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be reached from an object, as text: two fingerprints differ if anything has changed, journaled or soft,
 * also in a class that is added later.
 */
final class Fingerprint {
    private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();
    private final List<Object> unread = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private Fingerprint() {}

    static String of(Object root) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.append(root);
        for (int i = 0; i < fingerprint.unread.size(); i++) {
            fingerprint.appendContent(i, fingerprint.unread.get(i));
        }
        return fingerprint.text.toString();
    }

    private void append(@Nullable Object value) {
        if (value == null || isValue(value)) {
            text.append(value);
        } else {
            text.append('#').append(numbers.computeIfAbsent(value, added -> {
                unread.add(added);
                return unread.size() - 1;
            }));
        }
        text.append(' ');
    }

    /** Records and what is not ours are values; so are bitmaps, whose text lists every offset. */
    private static boolean isValue(Object value) {
        boolean isContainer = value instanceof Collection
                || value instanceof Map
                || value.getClass().isArray();
        boolean isOurs = value.getClass().getPackageName().equals(Fingerprint.class.getPackageName());
        return !isContainer && (!isOurs || value instanceof Record || value instanceof Enum);
    }

    private void appendContent(int number, Object object) {
        text.append("\n#")
                .append(number)
                .append(' ')
                .append(object.getClass().getSimpleName())
                .append(": ");
        if (object instanceof Collection<?> elements) {
            elements.forEach(this::append);
        } else if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                append(key);
                append(value);
            });
        } else if (object.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(object); i++) {
                append(Array.get(object, i));
            }
        } else {
            appendFields(object);
        }
    }

    private void appendFields(Object object) {
        for (Field field : object.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                field.setAccessible(true);
                text.append(field.getName()).append('=');
                try {
                    append(field.get(object));
                } catch (IllegalAccessException e) {
                    throw new AssertionError("A field cannot be read: " + field, e);
                }
            }
        }
    }
}
