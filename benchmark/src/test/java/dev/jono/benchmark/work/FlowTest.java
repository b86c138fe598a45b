package dev.jono.benchmark.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.benchmark.system.Alarm;
import dev.jono.benchmark.system.BenchmarkException;
import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.SystemUnderTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run finds out about the messages that went through a system. */
class FlowTest {
    private static final int MESSAGES = 1_000;
    private static final Payloads PAYLOADS = new Payloads(128, 7);

    @Test
    void aSoundSystemLosesNothing() throws Exception {
        Account account = run(FakeSystem.sound());
        assertThat(account.arrived()).isEqualTo(MESSAGES);
        assertThat(account.acks()).isEqualTo(MESSAGES);
        assertThat(account.redelivered()).isZero();
    }

    @Test
    void itsConsumersEndWithIt() throws Exception {
        FakeSystem system = FakeSystem.sound();
        run(system);
        assertThat(system.consumers("queue")).isZero();
    }

    @Test
    void aLostMessageIsFound() {
        FakeSystem losing = new FakeSystem((nth, payload) -> nth == 17 ? List.of() : List.of(payload));
        assertFails(losing, "Acks are missing", "999 arrived");
    }

    @Test
    void aMessageLostBehindADoubledOneIsFound() {
        FakeSystem swapping = new FakeSystem(
                (nth, payload) -> nth == 17 ? List.of() : nth == 18 ? List.of(payload, payload) : List.of(payload));
        assertFails(swapping, "1 of 1000 messages are lost, message 17");
    }

    @Test
    void aDoubledMessageIsCounted() throws Exception {
        FakeSystem doubling =
                new FakeSystem((nth, payload) -> nth % 100 == 0 ? List.of(payload, payload.clone()) : List.of(payload));
        Account account = run(doubling);
        assertThat(account.arrived()).isEqualTo(MESSAGES);
        assertThat(account.redelivered()).isEqualTo(MESSAGES / 100);
    }

    @Test
    void anyChangedByteIsFound() {
        for (int index = 0; index < PAYLOADS.bytes(); index++) {
            int changed = index;
            FakeSystem corrupting = FakeSystem.changing(17, payload -> {
                payload[changed] ^= 1;
                return payload;
            });
            assertFails(corrupting, "arrived corrupted");
        }
    }

    @Test
    void aMessageOfAnotherRunIsFound() {
        byte[] stranger = new Payloads(128, 8).make(17, 0);
        assertFails(FakeSystem.changing(17, payload -> stranger), "from another run");
    }

    @Test
    void aMessageOfAnotherLengthIsFound() {
        assertFails(FakeSystem.changing(17, payload -> new byte[5]), "A message of 5 bytes arrived");
    }

    @Test
    void aMessageThatWasNeverSentIsFound() {
        byte[] early = PAYLOADS.make(MESSAGES + 5, 0);
        assertFails(FakeSystem.changing(17, payload -> early), "Message 1005 arrived, but only 1000 were sent");
    }

    @Test
    void aMissingConfirmStopsTheSenderAtTheWindow() {
        FakeSystem silent = FakeSystem.sound().unconfirmedFrom(500);
        assertFails(silent, "No confirm came", "500 confirmed");
        assertThat(silent.sent()).isEqualTo(500 + conditions(new Alarm()).window());
    }

    private static void assertFails(SystemUnderTest system, String... reasons) {
        assertThatThrownBy(() -> run(system))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContainingAll(reasons);
    }

    private static Account run(SystemUnderTest system) throws Exception {
        system.declare(List.of("queue"));
        Flow flow = new Flow(system, PAYLOADS, conditions(new Alarm()));
        for (int i = 0; i < 4; i++) {
            flow.consume("queue");
        }
        Sender sender = flow.sender("queue");
        for (int i = 0; i < MESSAGES; i++) {
            flow.send(sender, System.nanoTime());
        }
        return flow.finish();
    }

    static Conditions conditions(Alarm alarm) {
        return new Conditions(100, 4, 0, 1, 100, 10, Duration.ofMillis(50), alarm);
    }
}
