package dev.jono.persistence.journal;

import java.util.ArrayList;
import java.util.List;

/** Builds the rows of one write. */
final class Writes {
    private Writes() {}

    static List<Row> rows(long epoch, long first, List<RowBody> bodies) {
        List<Row> rows = new ArrayList<>(bodies.size());
        for (RowBody body : bodies) {
            rows.add(new Row(first + rows.size(), epoch, first, bodies.size(), body));
        }
        return rows;
    }
}
