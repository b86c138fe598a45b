package dev.jono.cluster.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One JSON object of a request. Each field is asked for by name and kind; one that nobody asked for is an error. */
final class JsonFields {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonNode object;
    private final Set<String> known = new HashSet<>();

    private JsonFields(JsonNode object) {
        this.object = object;
    }

    /** Reads a body; an empty one is an empty object. */
    static JsonFields parse(byte[] body) {
        try {
            return body.length == 0 ? of(MAPPER.createObjectNode()) : of(MAPPER.readTree(body));
        } catch (JsonProcessingException malformed) {
            throw HttpProblem.badRequest("The body is not JSON: " + malformed.getOriginalMessage() + ".");
        } catch (IOException impossible) {
            throw new IllegalStateException("Reading from memory does not fail otherwise", impossible);
        }
    }

    static JsonFields of(JsonNode node) {
        if (!node.isObject()) {
            throw HttpProblem.badRequest("A JSON object is wanted, as in {\"name\": value}, not " + kindOf(node) + ".");
        }
        return new JsonFields(node);
    }

    Optional<String> text(String name) {
        return value(name).map(node -> {
            require(node.isTextual(), name, "a text", node);
            return node.textValue();
        });
    }

    Optional<Long> number(String name) {
        return value(name).map(node -> {
            require(node.isIntegralNumber() && node.canConvertToLong(), name, "a whole number", node);
            return node.longValue();
        });
    }

    Optional<Integer> integer(String name) {
        return number(name).map(number -> {
            if (number != number.intValue()) {
                throw HttpProblem.badRequest("'" + name + "' is " + number + ", which is too large.");
            }
            return number.intValue();
        });
    }

    Optional<Double> decimal(String name) {
        return value(name).map(node -> {
            require(node.isNumber(), name, "a number", node);
            return node.doubleValue();
        });
    }

    Optional<Boolean> flag(String name) {
        return value(name).map(node -> {
            require(node.isBoolean(), name, "true or false", node);
            return node.booleanValue();
        });
    }

    /** Returns a number of milliseconds, 0 or more. */
    Optional<Duration> millis(String name) {
        return number(name).map(millis -> {
            if (millis < 0) {
                throw HttpProblem.badRequest("'" + name + "' is " + millis + "; milliseconds are 0 or more.");
            }
            return Duration.ofMillis(millis);
        });
    }

    Optional<JsonFields> object(String name) {
        return value(name).map(JsonFields::of);
    }

    Optional<List<JsonFields>> objects(String name) {
        return value(name).map(node -> {
            require(node.isArray(), name, "a list", node);
            List<JsonFields> each = new ArrayList<>(node.size());
            node.forEach(element -> each.add(of(element)));
            return each;
        });
    }

    /** Returns the same object with a field not known, because another form of the request has it. */
    JsonFields without(String name) {
        known.remove(name);
        return this;
    }

    /** Returns every field as text. */
    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        object.fieldNames().forEachRemaining(name -> text(name).ifPresent(value -> texts.put(name, value)));
        return texts;
    }

    String requiredText(String name) {
        return text(name).orElseThrow(() -> HttpProblem.badRequest("'" + name + "' is missing."));
    }

    /** Refuses what no one asked for, which is most often a misspelling. */
    void requireNoOthers() {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw HttpProblem.badRequest("'" + name + "' is not known here; known are "
                        + String.join(", ", known.stream().sorted().toList()) + ".");
            }
        }
    }

    private Optional<JsonNode> value(String name) {
        known.add(name);
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    private static void require(boolean fits, String name, String wanted, JsonNode found) {
        if (!fits) {
            throw HttpProblem.badRequest("'" + name + "' must be " + wanted + ", not " + kindOf(found) + ".");
        }
    }

    private static String kindOf(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case NUMBER -> "the number " + node;
            case BOOLEAN -> node.toString();
            case NULL -> "null";
            case BINARY, MISSING, POJO -> "nothing";
        };
    }
}
