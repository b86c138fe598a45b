package dev.jono.persistence.journal;

/** A row that was read back: its ordinal (the event's sequence number) and the event as it was persisted. */
public record RowRead(long ordinal, Object payload) {}
