package dev.jono.core;

import dev.jono.api.Message;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Copies of the queue with one bug each, which the naive model, or the comparison of replays, has to find. */
@SuppressWarnings("ImmutableEnumChecker") // the functions make a new machine each time
enum PlantedBugs {
    /** An acked message stays. */
    ACK_REMOVES_NOTHING("a depth of", queue -> new WithEvents(queue) {
        @Override
        @Nullable Event change(Event event) {
            return event instanceof Event.Acked ? null : event;
        }
    }),

    /** A lease that ends by time, or a nack, counts as no attempt. */
    FAILURE_COUNTS_NO_ATTEMPT("attempts at", queue -> new WithEvents(queue) {
        @Override
        Event change(Event event) {
            return event instanceof Event.Returned returned && returned.attempts() > 0
                    ? new Event.Returned(
                            returned.offset(), returned.attempts() - 1, returned.dueMillis(), returned.suspicion())
                    : event;
        }
    }),

    /** A second message with a known deduplication id is stored. */
    DUPLICATES_ARE_STORED("was SendOutcome[kind=DUPLICATE", queue -> new WithInputs(queue) {
        @Override
        QueueCommand.Send change(QueueCommand.Send send) {
            List<Message> messages = new ArrayList<>();
            for (Message message : send.messages()) {
                @Nullable String id = message.deduplicationId();
                messages.add(new Message(
                        message.payload(),
                        message.contentType() + (id == null ? "" : id), // so that it counts as many bytes
                        message.headers(),
                        message.delay(),
                        null,
                        message.timeToLive()));
            }
            return new QueueCommand.Send(send.producer(), send.firstSequence(), send.lowestUnconfirmed(), messages);
        }
    }),

    /** What a producer sends again is stored again. */
    A_REPEAT_IS_STORED_TWICE("but: SendOutcome[kind=STORED", queue -> new WithInputs(queue) {
        private int repeats;

        @Override
        QueueCommand.Send change(QueueCommand.Send send) {
            @Nullable Session session = queue.state().sessions.get(send.producer());
            if (session == null || send.firstSequence() > session.last()) {
                return send;
            }
            ProducerId unknown = new ProducerId(send.producer().value() + " again " + ++repeats);
            return new QueueCommand.Send(unknown, send.firstSequence(), send.firstSequence(), send.messages());
        }
    }),

    /** A lease is forgotten while it is in force, so that somebody else gets the message. */
    A_SECOND_LEASE_WHILE_THE_FIRST_IS_IN_FORCE("nobody holds it", queue -> new Machine(queue) {
        @Override
        List<Effect> dispatch(Decision decision, Now now) {
            for (Lease lease : List.copyOf(queue.leasing().leases())) {
                if (lease.offset() % 5 == 3 && !lease.journaled && !lease.awaitsJournal) {
                    queue.leasing().apply(new Note.LeaseEnded(lease.offset()), now, 0);
                }
            }
            return super.dispatch(decision, now);
        }
    }),

    /** A lease's time begins when it is granted. */
    A_LEASE_BEGINS_BEFORE_ITS_DELIVERY_LEAVES("nobody holds it", queue -> new Machine(queue) {
        @Override
        List<Effect> dispatch(Decision decision, Now now) {
            List<Effect> effects = super.dispatch(decision, now);
            for (Effect effect : effects) {
                if (effect instanceof Effect.Deliver deliver) {
                    begin(deliver, now);
                }
            }
            return effects;
        }
    }),

    /** Nobody tells the queue that a delivery leaves. */
    A_LEASE_NEVER_BEGINS("lease null on", queue -> new Machine(queue) {
        @Override
        void begin(Effect.Deliver deliver, Now now) {}
    }),

    /** A message is delivered that is not in memory. */
    DELIVERS_WHAT_IS_NOT_AT_HAND("it is at hand", queue -> new Machine(queue) {
        @Override
        List<Effect> dispatch(Decision decision, Now now) {
            return queue.dispatch(decision, new Shelf(queue), now);
        }
    }),

    /** What is not in memory is skipped. */
    THE_NEXT_AT_HAND_GOES_FIRST("waits before it", queue -> new Machine(queue) {
        @Override
        List<Effect> dispatch(Decision decision, Now now) {
            queue.state().rows.rows().stream()
                    .filter(row -> !shelf.contains(row.ordinal()))
                    .forEach(row ->
                            queue.leasing().moveCursor(Math.max(queue.leasing().cursor(), row.endOffset())));
            return super.dispatch(decision, now);
        }
    }),

    /** Nobody asks for what is not in memory. */
    NOTHING_IS_READ("or it is read", queue -> new Machine(queue) {
        @Override
        List<Effect> dispatch(Decision decision, Now now) {
            List<Effect> effects = new ArrayList<>(super.dispatch(decision, now));
            effects.removeIf(Effect.Read.class::isInstance);
            return effects;
        }
    }),

    /** Credit is counted in messages only. */
    BYTES_ARE_NOT_COUNTED("it has credit in bytes", queue -> new Machine(queue) {
        @Override
        Decision decide(List<Input> inputs, Now now) {
            List<Input> unbounded = new ArrayList<>();
            for (Input input : inputs) {
                unbounded.add(
                        input instanceof Input.Client client && client.command() instanceof QueueCommand.Refresh refresh
                                ? new Input.Client(new QueueCommand.Refresh(
                                        refresh.consumer(),
                                        refresh.grant(),
                                        refresh.capacity(),
                                        0,
                                        refresh.concurrency(),
                                        refresh.epoch(),
                                        refresh.highestSeen(),
                                        refresh.held()))
                                : input);
            }
            return super.decide(unbounded, now);
        }
    }),

    /** A queue is never full in bytes. */
    THE_LIMIT_IN_BYTES_IS_FORGOTTEN("was SendOutcome[kind=QUEUE_FULL", queue -> new WithEvents(queue) {
        @Override
        Event change(Event event) {
            return event instanceof Event.SettingsChanged changed
                    ? new Event.SettingsChanged(
                            changed.settings().toBuilder().maxBytes(1L << 30).build())
                    : event;
        }
    }),

    /** A purge takes leased messages too. */
    A_PURGE_TAKES_LEASED_MESSAGES("a depth of", queue -> new Machine(queue) {
        @Override
        Decision decide(List<Input> inputs, Now now) {
            Decision decision = super.decide(inputs, now);
            boolean purges = decision.events().stream().anyMatch(Event.Purged.class::isInstance);
            if (!purges) {
                return decision;
            }
            List<Event> events = new ArrayList<>(decision.events());
            List<Long> leased =
                    queue.leasing().leases().stream().map(Lease::offset).toList();
            events.add(new Event.Acked(Offsets.of(leased)));
            return new Decision(decision.consumed(), events, decision.notes(), decision.replies());
        }
    }),

    /** A delayed message is ready at once. */
    DELAYS_ARE_IGNORED("its time has come", queue -> new WithEvents(queue) {
        @Override
        Event change(Event event) {
            return event instanceof Event.Returned returned
                    ? new Event.Returned(returned.offset(), returned.attempts(), 0, returned.suspicion())
                    : event;
        }
    }),

    /** A confirm removes one dead letter too many. */
    A_DEAD_LETTER_IS_LOST_ON_CONFIRM("a depth of", queue -> new WithEvents(queue) {
        @Override
        Event change(Event event) {
            return event instanceof Event.HandedOver handed
                            && handed.upToNumber() < queue.state().deadLetters.last(handed.target())
                    ? new Event.HandedOver(handed.target(), handed.upToNumber() + 1)
                    : event;
        }
    }),

    /** What is carried forward counts as new. */
    CARRYING_FORGETS_ATTEMPTS("attempts at", queue -> new Machine(queue) {
        @Override
        void evolve(Event event, long ordinal) {
            super.evolve(event, ordinal);
            if (event instanceof Event.Carried carried) {
                carried.messages().forEach(message -> queue.state().attempts.remove(message.offset()));
            }
        }
    }),

    /** What is carried forward may be delivered at once. */
    CARRYING_ENDS_DELAYS("is not ready early", queue -> new Machine(queue) {
        @Override
        void evolve(Event event, long ordinal) {
            super.evolve(event, ordinal);
            if (event instanceof Event.Carried carried) {
                for (StoredMessage message : carried.messages()) {
                    if (queue.state().delayed.remove(message.offset())) {
                        queue.state().ready.add(message.offset());
                    }
                }
            }
        }
    }),

    /** The snapshot forgets how often a message was tried. */
    THE_SNAPSHOT_FORGETS_ATTEMPTS("replay from the snapshot", queue -> new Machine(queue) {
        @Override
        QueueImage image() {
            QueueImage image = super.image();
            image.attempts().clear();
            return image;
        }
    }),

    /** A new incarnation forgets the journaled leases. */
    LEASES_DO_NOT_SURVIVE_A_FAILOVER("survives", queue -> new Machine(queue) {
        @Override
        void evolve(Event event, long ordinal) {
            if (event instanceof Event.EpochStarted) {
                Set<Long> leased = new HashSet<>(queue.state().leases.keySet());
                leased.forEach(offset -> {
                    queue.state().leases.remove(offset);
                    queue.leasing().apply(new Note.LeaseEnded(offset), new Now(0, 0), 0);
                });
            }
            super.evolve(event, ordinal);
        }
    });

    private final String complaint;
    private final Function<Queue, Machine> machine;

    PlantedBugs(String complaint, Function<Queue, Machine> machine) {
        this.complaint = complaint;
        this.machine = machine;
    }

    /** Returns what is said of the queue when it is found out for this bug, and not for some consequence of it. */
    String complaint() {
        return complaint;
    }

    Function<Queue, Machine> machine() {
        return machine;
    }

    /** A queue whose decisions are journaled otherwise than decided. */
    private abstract static class WithEvents extends Machine {
        WithEvents(Queue queue) {
            super(queue);
        }

        abstract @Nullable Event change(Event event);

        @Override
        Decision decide(List<Input> inputs, Now now) {
            Decision decision = super.decide(inputs, now);
            List<Event> events = new ArrayList<>();
            for (Event event : decision.events()) {
                @Nullable Event changed = change(event);
                if (changed != null) {
                    events.add(changed);
                }
            }
            return new Decision(decision.consumed(), events, decision.notes(), decision.replies());
        }
    }

    /** A queue that understands sends otherwise than sent. */
    private abstract static class WithInputs extends Machine {
        WithInputs(Queue queue) {
            super(queue);
        }

        abstract QueueCommand.Send change(QueueCommand.Send send);

        @Override
        Decision decide(List<Input> inputs, Now now) {
            List<Input> changed = new ArrayList<>();
            for (Input input : inputs) {
                changed.add(
                        input instanceof Input.Client client && client.command() instanceof QueueCommand.Send send
                                ? new Input.Client(change(send))
                                : input);
            }
            return super.decide(changed, now);
        }
    }
}
