package dev.jono.persistence.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some rows in the order of (ordinal, epoch), and where the next page starts; null after the last one. */
record RowPage(List<Row> rows, @Nullable Object next) {}
