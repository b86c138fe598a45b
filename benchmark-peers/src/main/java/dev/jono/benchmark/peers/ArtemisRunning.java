package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.Alarm;
import dev.jono.benchmark.system.Confirm;
import dev.jono.benchmark.system.Consuming;
import dev.jono.benchmark.system.Handler;
import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.SystemUnderTest;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/** An Artemis with one connection for its producer and one for each consumer. */
final class ArtemisRunning implements SystemUnderTest {
    /** Without it there are no confirms of asynchronous sends. */
    static final int CONFIRMATION_WINDOW_BYTES = 1 << 20;

    private static final int UNLIMITED = -1;

    private final List<ProcessHandle> servers;
    private final Runnable stop;
    private final Map<String, String> about;
    private final Alarm alarm;
    private final ServerLocator locator;
    private final ClientSession sending;
    private final ClientProducer producer;

    ArtemisRunning(String url, List<ProcessHandle> servers, Runnable stop, Map<String, String> about, Alarm alarm)
            throws Exception {
        this.servers = servers;
        this.stop = stop;
        this.about = about;
        this.alarm = alarm;
        this.locator = ActiveMQClient.createServerLocator(url)
                .setBlockOnDurableSend(false)
                .setBlockOnAcknowledge(false)
                .setAckBatchSize(0)
                .setConfirmationWindowSize(CONFIRMATION_WINDOW_BYTES)
                // The harness bounds what is unconfirmed.
                .setProducerWindowSize(UNLIMITED);
        this.sending = session();
        this.producer = sending.createProducer();
    }

    @Override
    public void declare(List<String> queues) throws Exception {
        for (String queue : queues) {
            sending.createQueue(QueueConfiguration.of(queue)
                    .setRoutingType(RoutingType.ANYCAST)
                    .setDurable(true));
        }
    }

    @Override
    public Sender sender(String queue, Confirm confirm) {
        SimpleString address = SimpleString.of(queue);
        return payload -> {
            ClientMessage message = sending.createMessage(true);
            message.writeBodyBufferBytes(payload);
            producer.send(address, message, sent -> confirm.confirmed());
        };
    }

    @Override
    public Consuming consume(String queue, Handler handler) throws Exception {
        ClientSession session = session();
        ClientConsumer consumer = session.createConsumer(queue);
        consumer.setMessageHandler(message -> {
            byte[] payload = new byte[message.getBodySize()];
            message.getBodyBuffer().readBytes(payload);
            handler.handle(payload, done -> ack(message, done));
        });
        session.start();
        return () -> {
            session.close();
            session.getSessionFactory().close();
        };
    }

    @Override
    public Map<String, String> about() {
        return about;
    }

    @Override
    public List<ProcessHandle> servers() {
        return servers;
    }

    @Override
    public void close() {
        locator.close();
        stop.run();
    }

    private ClientSession session() throws Exception {
        ClientSessionFactory factory = locator.createSessionFactory();
        return factory.createSession(true, true);
    }

    private void ack(ClientMessage message, Runnable done) {
        try {
            message.individualAcknowledge();
            done.run();
        } catch (ActiveMQException e) {
            alarm.raise(e);
        }
    }
}
