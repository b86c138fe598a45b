package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * A batch of n decides as n batches of one. The queue is paused for it: one by one, messages would be delivered in between,
 * and later inputs find other leases then.
 */
class BatchProperties {
    private static final int MAX_BATCH = 12;

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void aBatchDecidesAsItsInputsOneByOne(@ForAll("steps") List<Step> before, @ForAll long seed) {
        Simulation together = afterwards(before);
        Simulation oneByOne = afterwards(before);
        List<Input> inputs = inputs(together, new Random(seed));

        List<@Nullable QueueReply> replies = decideAll(together, inputs, MAX_BATCH);
        assertThat(replies).isEqualTo(decideAll(oneByOne, inputs, 1));
        assertThat(image(together)).isEqualTo(image(oneByOne));
        assertThat(capacity(together)).isGreaterThanOrEqualTo(capacity(oneByOne));
    }

    private static Simulation afterwards(List<Step> before) {
        Simulation simulation = new Simulation(Machine::new);
        simulation.run(before);
        simulation.run(List.of(new Step(Step.Kind.PAUSE, 0, 0, 0, 0)));
        return simulation;
    }

    private static Map<String, Object> image(Simulation simulation) {
        Map<String, Object> image = Canonical.of(simulation.machine().queue.image());
        image.remove("capacity");
        return image;
    }

    /** A bound, which one batch may set higher: it counts deliveries that the same batch settles or journals. */
    private static long capacity(Simulation simulation) {
        return simulation.machine().queue.image().capacity();
    }

    private static List<Input> inputs(Simulation simulation, Random random) {
        List<Input> inputs = new ArrayList<>();
        Commands commands = simulation.commands();
        while (inputs.size() < MAX_BATCH) {
            Step step = Step.random(random);
            @Nullable QueueCommand command = switch (step.kind()) {
                case SEND -> commands.send(step);
                case SETTLE -> commands.settle(step);
                case REFRESH ->
                    commands.refresh(step, simulation.machine().queue.epoch());
                case PURGE -> new QueueCommand.Purge();
                case LEAVE -> new QueueCommand.Leave(Commands.consumer(step));
                case SETTINGS -> new QueueCommand.ChangeSettings(Commands.settings(step.a()));
                default -> null;
            };
            if (command != null) {
                inputs.add(new Input.Client(command));
            } else if (step.kind() == Step.Kind.PROCESS_LOST) {
                inputs.add(new Input.ProcessLost(Commands.consumer(step).process()));
            } else if (step.kind() == Step.Kind.SNAPSHOT) {
                inputs.add(Input.Tick.INSTANCE);
            }
        }
        return inputs;
    }

    /** Decides on at most {@code most} inputs at a time; all of it is one row, as one batch may be several. */
    private static List<@Nullable QueueReply> decideAll(Simulation simulation, List<Input> inputs, int most) {
        Machine machine = simulation.machine();
        List<@Nullable QueueReply> replies = new ArrayList<>();
        int done = 0;
        while (done < inputs.size()) {
            Decision decision =
                    machine.decide(inputs.subList(done, Math.min(inputs.size(), done + most)), simulation.now());
            decision.events().forEach(event -> machine.evolve(event, 1_000_000));
            machine.dispatch(decision, simulation.now());
            replies.addAll(decision.replies());
            done += decision.consumed();
        }
        return replies;
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.<Step>randomValue(Step::random).list().ofMaxSize(40);
    }
}
