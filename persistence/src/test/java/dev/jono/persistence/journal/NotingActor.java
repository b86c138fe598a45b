package dev.jono.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.RecoveryCompleted;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SnapshotOffer;

/** A persistent list of strings that tells a probe all that happens to it. */
final class NotingActor extends AbstractPersistentActor {
    record Persist(List<String> notes) {}

    record Snapshot() {}

    record DeleteTo(long sequenceNr) {}

    record Recovered(List<String> notes) {}

    private final String persistenceId;
    private final ActorRef probe;
    private final List<String> notes = new ArrayList<>();

    private NotingActor(String persistenceId, ActorRef probe) {
        this.persistenceId = persistenceId;
        this.probe = probe;
    }

    static Props props(String persistenceId, ActorRef probe) {
        return Props.create(NotingActor.class, () -> new NotingActor(persistenceId, probe));
    }

    @Override
    public String persistenceId() {
        return persistenceId;
    }

    @Override
    public Receive createReceiveRecover() {
        return receiveBuilder()
                .match(String.class, notes::add)
                .match(SnapshotOffer.class, offer -> notes.addAll(List.of(((String) offer.snapshot()).split(","))))
                .match(RecoveryCompleted.class, done -> tell(new Recovered(List.copyOf(notes))))
                .build();
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(
                        Persist.class,
                        persist -> persistAll(persist.notes(), note -> {
                            notes.add(note);
                            tell("persisted " + note);
                        }))
                .match(Snapshot.class, snapshot -> saveSnapshot(String.join(",", notes)))
                .match(
                        SaveSnapshotSuccess.class,
                        saved -> tell("saved " + saved.metadata().sequenceNr()))
                .match(DeleteTo.class, delete -> deleteMessages(delete.sequenceNr()))
                .match(DeleteMessagesSuccess.class, deleted -> tell("deleted " + deleted.toSequenceNr()))
                .build();
    }

    @Override
    public void onPersistFailure(Throwable cause, Object event, long sequenceNr) {
        tell("failed " + cause.getClass().getSimpleName());
    }

    @Override
    public void onRecoveryFailure(Throwable cause, scala.Option<Object> event) {
        tell("not recovered " + cause.getClass().getSimpleName());
    }

    private void tell(Object message) {
        probe.tell(message, self());
    }
}
