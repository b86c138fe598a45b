package dev.jono.core;

import dev.jono.api.protocol.QueueReply;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a queue decided on a batch of inputs: what to journal, and what to answer once that is committed. */
public final class Decision {
    private final int consumed;
    private final List<Event> events;
    private final List<Note> notes;
    private final List<@Nullable QueueReply> replies;

    Decision(int consumed, List<Event> events, List<Note> notes, List<@Nullable QueueReply> replies) {
        this.consumed = consumed;
        this.events = Collections.unmodifiableList(events);
        this.notes = notes;
        this.replies = Collections.unmodifiableList(replies);
    }

    /**
     * Returns how many of the inputs were decided. Some inputs, a purge for one, are decided alone, on a state that nothing
     * else of the batch has touched; so it may be none, when something was due by itself and had to be journaled first.
     */
    public int consumed() {
        return consumed;
    }

    /** Returns what is to be journaled, in order; perhaps nothing. */
    public List<Event> events() {
        return events;
    }

    /** Returns the reply to each consumed input; {@code null} for one that has none, or has it later. */
    public List<@Nullable QueueReply> replies() {
        return replies;
    }

    List<Note> notes() {
        return notes;
    }
}
