package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.QueueName;
import dev.jono.api.protocol.QueueKey;
import org.junit.jupiter.api.Test;

class QueueEntityTest {
    @Test
    void thePersistenceIdIsForLife() {
        assertThat(QueueEntity.persistenceId(new QueueKey(QueueName.of("orders"), 0, 3)))
                .isEqualTo("queue/orders/0/3");
    }
}
