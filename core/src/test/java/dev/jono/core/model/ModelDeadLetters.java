package dev.jono.core.model;

import static dev.jono.core.model.Expect.check;

import dev.jono.api.QueueName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What is on its way to dead-letter queues, and what is written on it. */
final class ModelDeadLetters {
    private final Map<QueueName, TreeMap<Long, Long>> outbound = new HashMap<>();
    private final Map<QueueName, Long> lastNumbers = new HashMap<>();
    private final Map<Long, String> inscriptions = new HashMap<>();
    private final ModelState state;

    ModelDeadLetters(ModelState state) {
        this.state = state;
    }

    void add(ModelMessage message, String reason, int attempts) {
        ModelState.endLease(message);
        message.dead = true;
        message.suspicion = 0;
        message.timeToLive = null;
        message.delay = null;
        inscriptions.put(message.offset, reason + " " + attempts);
    }

    void handedOver(QueueName target, long upToNumber) {
        TreeMap<Long, Long> letters = outbound.get(target);
        if (letters == null || upToNumber > lastNumbers.getOrDefault(target, 0L)) {
            return;
        }
        var confirmed = letters.headMap(upToNumber, true);
        confirmed.values().forEach(state.messages::remove);
        confirmed.clear();
    }

    void compare() {
        Set<Long> dead = new HashSet<>();
        state.observed.outbound().forEach((target, letters) -> {
            TreeMap<Long, Long> known = outbound.computeIfAbsent(target, name -> new TreeMap<>());
            letters.forEach((number, offset) -> {
                Long before = known.get(number);
                if (before == null) {
                    long next = lastNumbers.merge(target, 1L, Long::sum);
                    check(number == next, () -> "dead letters are numbered without gaps: " + next + ", not " + number);
                    check(
                            state.observed.inscription(target, number).equals(inscriptions.get(offset)),
                            () -> "dead letter " + inscriptions.get(offset) + ", not "
                                    + state.observed.inscription(target, number));
                    known.put(number, offset);
                } else {
                    check(before.equals(offset), () -> "number " + number + " stays with " + before);
                }
                dead.add(offset);
            });
            check(
                    known.keySet().equals(letters.keySet()),
                    () -> "dead letters " + known + " to " + target + ", not " + letters);
        });
        check(dead.size() == state.count(message -> message.dead), () -> "every dead letter is under way to one queue");
    }
}
