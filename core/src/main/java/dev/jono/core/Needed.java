package dev.jono.core;

import java.util.List;
import java.util.Set;

/**
 * Which rows a queue needs in memory.
 *
 * @param granted ordinals of those with messages that are granted, and delivered as soon as that is journaled: they must stay
 * @param ahead those that are delivered next, the first one first: they should stay
 */
public record Needed(Set<Long> granted, List<RowEntry> ahead) {}
