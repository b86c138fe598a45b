package dev.jono.benchmark.core;

import dev.jono.core.Decision;
import dev.jono.core.Input;
import dev.jono.persistence.codec.JournalRow;
import dev.jono.persistence.codec.JournalSerializer;
import java.io.NotSerializableException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The time of each of the core's functions, and of the journal's codec, for one message of a batch. For JMH, which generates code from it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(CoreQueue.BATCH)
public class CoreBenchmarks {

    /** Decisions change nothing, so that the same one can be taken again and again. */
    @State(Scope.Thread)
    public static class Undecided {
        final CoreQueue queue = new CoreQueue().consumed();
        final List<Input> settle = leased();

        /** Not the one that has been taken: a repeated send is only recognised. */
        final List<Input> send = queue.send();

        private List<Input> leased() {
            queue.turn(queue.send());
            return queue.settle();
        }
    }

    /** A new queue with a decision that is not applied yet. */
    @State(Scope.Thread)
    public static class Decided {
        CoreQueue queue = new CoreQueue();
        Decision decision = queue.decide(queue.send());

        @Setup(Level.Invocation)
        public void prepare() {
            queue = new CoreQueue();
            decision = queue.decide(queue.send());
        }
    }

    /** A new queue with a decision that has been applied, and a consumer that waits. */
    @State(Scope.Thread)
    public static class Evolved {
        CoreQueue queue = new CoreQueue();
        Decision decision = queue.decide(queue.send());

        @Setup(Level.Invocation)
        public void prepare() {
            queue = new CoreQueue().consumed();
            decision = queue.decide(queue.send());
            queue.evolve(decision);
        }
    }

    /** A queue in its steady state. */
    @State(Scope.Thread)
    public static class Running {
        final CoreQueue queue = new CoreQueue().consumed();
    }

    /** A row as it is and as it is stored. */
    @State(Scope.Thread)
    public static class Stored {
        final JournalSerializer serializer = new JournalSerializer();
        final JournalRow row = row();
        final String manifest = serializer.manifest(row);
        final byte[] bytes = serializer.toBinary(row);

        private static JournalRow row() {
            CoreQueue queue = new CoreQueue();
            return new JournalRow(queue.decide(queue.send()).events());
        }
    }

    @Benchmark
    public Object decideSend(Undecided state) {
        return state.queue.decide(state.send);
    }

    @Benchmark
    public Object decideAck(Undecided state) {
        return state.queue.decide(state.settle);
    }

    @Benchmark
    public Object evolveSend(Decided state) {
        state.queue.evolve(state.decision);
        return state.queue;
    }

    @Benchmark
    public int dispatchSend(Evolved state) {
        return state.queue.dispatch(state.decision);
    }

    /** Sent, delivered and acked: two decisions, with what follows from each. */
    @Benchmark
    public int wholeTurn(Running state) {
        state.queue.turn(state.queue.send());
        return state.queue.turn(state.queue.settle());
    }

    @Benchmark
    public byte[] encodeRow(Stored state) {
        return state.serializer.toBinary(state.row);
    }

    @Benchmark
    public Object decodeRow(Stored state) throws NotSerializableException {
        return state.serializer.fromBinary(state.bytes, state.manifest);
    }
}
