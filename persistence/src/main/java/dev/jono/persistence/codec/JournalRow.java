package dev.jono.persistence.codec;

import dev.jono.core.Event;
import java.util.List;

/**
 * One journal row: some of the events of one commit.
 *
 * @param events at least one, in order
 */
public record JournalRow(List<Event> events) {
    public JournalRow {
        events = List.copyOf(events);
    }
}
