package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.jono.api.QueueName;
import dev.jono.api.protocol.QueueKey;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How often an operator is told that dead letters wait. */
class WaitingLettersTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(WaitingLetters.class);
    private final WaitingLetters waiting = new WaitingLetters(new QueueKey(new QueueName("orders"), 0, 1), now::get);

    @BeforeEach
    void listen() {
        said.start();
        logger.addAppender(said);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(said);
    }

    @Test
    void warnsAtOnceAndThenOnceAMinute() {
        waiting.because("it is full");
        now.addAndGet(WaitingLetters.AGAIN_MILLIS - 1);
        waiting.because("it is full");
        assertThat(warnings()).isEqualTo(1);
        assertThat(said.list.get(0).getFormattedMessage()).contains("orders/0/1", "it is full");

        now.incrementAndGet();
        waiting.because("it moves");
        waiting.because("it moves");
        assertThat(warnings()).isEqualTo(2);
    }

    private long warnings() {
        return said.list.stream()
                .filter(event -> event.getLevel().equals(Level.WARN))
                .count();
    }
}
