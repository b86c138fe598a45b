package dev.jono.persistence.journal;

import org.apache.pekko.actor.ExtendedActorSystem;

/** A journal in memory without a row: whoever reads one finds that it is missing. */
public final class EmptyJournal {
    private final DirectStore store = new DirectStore(new MemoryTables(16));
    private final RowReader rows;

    public EmptyJournal(ExtendedActorSystem system) {
        rows = new RowReader(store, new SerializedForms(system), new Turns(1, Runnable::run), new JournalCounters());
    }

    public RowReader rows() {
        return rows;
    }

    /** Tells whether anybody has looked for a row. */
    public boolean isAsked() {
        return store.reads() > 0;
    }
}
