package dev.jono.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

/** Lines that are sent in one request, which stays below the largest body that a node takes. */
final class SendBatch {
    private static final int MOST_MESSAGES = 500;

    /** Of JSON. A line that exceeds it alone still fits: at worst its megabyte is six, and a node takes eight. */
    private static final int MOST_CHARACTERS = 1024 * 1024;

    private final NodeClient client;
    private final String path;
    private ArrayNode messages = NodeClient.MAPPER.createArrayNode();
    private int characters;
    private long firstLine;
    private long confirmed;

    SendBatch(NodeClient client, String path) {
        this.client = client;
        this.path = path;
    }

    /** Adds a line's message, and sends those before it first if it does not fit beside them. */
    void add(long line, ObjectNode message) {
        String json = message.toString();
        if (messages.size() >= MOST_MESSAGES || characters + json.length() > MOST_CHARACTERS) {
            send();
        }
        firstLine = messages.isEmpty() ? line : firstLine;
        messages.addRawValue(new RawValue(json));
        characters += json.length();
    }

    /**
     * Sends what there is; returns when all of it is confirmed.
     *
     * @throws CliException that names the line, or the lines, if not all of it is
     */
    void send() {
        if (messages.isEmpty()) {
            return;
        }
        ObjectNode body = NodeClient.object();
        body.set("messages", messages);
        NodeClient.Reply reply = client.post(path, body);
        confirmed += reply.json().path("confirmed").asLong(0);
        if (reply.isError()) {
            throw new CliException(where(reply) + reply.message());
        }
        messages = NodeClient.MAPPER.createArrayNode();
        characters = 0;
    }

    long confirmed() {
        return confirmed;
    }

    private String where(NodeClient.Reply reply) {
        JsonNode answers = reply.json().path("messages");
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).has("error")) {
                return "line " + (firstLine + i) + ": ";
            }
        }
        // A request that is refused as a whole: for one of its messages, or for what has nothing to do with them.
        boolean forAMessage = reply.status() == 400 || reply.status() == 413;
        long lastLine = firstLine + messages.size() - 1;
        String lines = lastLine == firstLine ? "line " + firstLine : "lines " + firstLine + " to " + lastLine;
        return forAMessage ? lines + ": " : "";
    }
}
