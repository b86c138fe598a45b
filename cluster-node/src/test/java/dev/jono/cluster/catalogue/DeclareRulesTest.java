package dev.jono.cluster.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.cluster.catalogue.CatalogueEvent.QueueDeclared;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DeclareRulesTest {
    private static final QueueName ORDERS = new QueueName("orders");

    private final CatalogueState state = new CatalogueState();

    @Test
    void aQueueComesWithItsDeadLetterQueueWhoseAttemptsNeverEnd() {
        assertThat(declare(ORDERS, QueueSettings.DEFAULT)).containsExactly(ORDERS, ORDERS.deadLetters());
        assertThat(Objects.requireNonNull(state.find(ORDERS)).settings()).isEqualTo(QueueSettings.DEFAULT);
        assertThat(Objects.requireNonNull(state.find(ORDERS.deadLetters()))
                        .settings()
                        .maxAttempts())
                .isEqualTo(QueueSettings.UNLIMITED_ATTEMPTS);
    }

    @Test
    void aNamedDeadLetterQueueHasOneOfItsOwnForWhatIsRejectedThere() {
        QueueName failed = new QueueName("failed");
        assertThat(declare(ORDERS, withDeadLettersIn(failed))).containsExactly(ORDERS, failed, failed.deadLetters());
    }

    @Test
    void aDeadLetterQueueThatExistsIsSharedAsItIs() {
        QueueName failed = new QueueName("failed");
        QueueSettings settings = QueueSettings.builder().maxAttempts(7).build();
        declare(failed, settings);
        assertThat(declare(ORDERS, withDeadLettersIn(failed))).containsExactly(ORDERS);
        assertThat(Objects.requireNonNull(state.find(failed)).settings()).isEqualTo(settings);
    }

    @Test
    void theSameAgainDoesNothing() {
        declare(ORDERS, QueueSettings.DEFAULT);
        assertThat(declare(ORDERS, QueueSettings.DEFAULT)).isEmpty();
        assertThat(state.version()).isEqualTo(2);
    }

    @Test
    void aDeadLetterQueueMayBeDeclaredAsItWasMadeByItself() {
        declare(ORDERS, QueueSettings.DEFAULT);
        assertThat(declare(ORDERS.deadLetters(), QueueSettings.DEFAULT)).isEmpty();
    }

    @Test
    void otherSettingsAreRefusedWithTheDifference() {
        declare(ORDERS, QueueSettings.DEFAULT);
        CatalogueReply.Refused refusal =
                refusal(ORDERS, QueueSettings.builder().maxMessages(5).build());
        assertThat(refusal.reason()).isEqualTo(Reason.CONFLICTING_SETTINGS);
        assertThat(refusal.detail()).contains("maxMessages is 10000000, not 5");
    }

    @Test
    void aQueueCannotBeItsOwnDeadLetterQueue() {
        assertThat(refusal(ORDERS, withDeadLettersIn(ORDERS)).reason()).isEqualTo(Reason.INVALID);
    }

    @Test
    void aChangeCannotMakeAQueueItsOwnDeadLetterQueue() {
        declare(ORDERS, QueueSettings.DEFAULT);
        DeclareRules.Outcome outcome = new DeclareRules(state, 100)
                .change(
                        Objects.requireNonNull(state.find(ORDERS)),
                        withDeadLettersIn(ORDERS),
                        CatalogueRequest.Change.ANY_VERSION);
        assertThat(outcome.events()).isEmpty();
        assertThat(Objects.requireNonNull(outcome.refusal()).reason()).isEqualTo(Reason.INVALID);
    }

    @Test
    void theLimitCountsDeadLetterQueuesAndIsNamed() {
        DeclareRules limited = new DeclareRules(state, 3);
        apply(limited.declare(ORDERS, QueueSettings.DEFAULT).events());
        CatalogueReply.Refused refusal = Objects.requireNonNull(
                limited.declare(new QueueName("more"), QueueSettings.DEFAULT).refusal());
        assertThat(refusal.reason()).isEqualTo(Reason.TOO_MANY_QUEUES);
        assertThat(refusal.detail()).contains("jono.catalogue.max-queues = 3");
        assertThat(limited.declare(ORDERS, QueueSettings.DEFAULT).refusal())
                .as("what exists stays declared")
                .isNull();
    }

    @Test
    void aChangeOfSettingsThatAreOlderThanTheQueuesIsRefusedUnlessItIsDoneAlready() {
        declare(ORDERS, QueueSettings.DEFAULT);
        CatalogueEntry read = Objects.requireNonNull(state.find(ORDERS));
        QueueSettings one = QueueSettings.builder().maxAttempts(3).build();
        QueueSettings other = QueueSettings.builder().maxMessages(5).build();

        apply(change(one, read.version()).events());
        CatalogueReply.Refused refusal =
                Objects.requireNonNull(change(other, read.version()).refusal());
        assertThat(refusal.reason()).isEqualTo(Reason.CONFLICTING_SETTINGS);
        assertThat(refusal.detail()).contains("changed by someone else");
        assertThat(change(one, read.version())).isEqualTo(new DeclareRules.Outcome(List.of(), null));
        assertThat(change(other, CatalogueRequest.Change.ANY_VERSION).events()).hasSize(1);
    }

    private DeclareRules.Outcome change(QueueSettings settings, long version) {
        return new DeclareRules(state, 100).change(Objects.requireNonNull(state.find(ORDERS)), settings, version);
    }

    private List<QueueName> declare(QueueName queue, QueueSettings settings) {
        DeclareRules.Outcome outcome = new DeclareRules(state, 100).declare(queue, settings);
        assertThat(outcome.refusal()).isNull();
        apply(outcome.events());
        return outcome.events().stream()
                .map(event -> ((QueueDeclared) event).key().queue())
                .toList();
    }

    private CatalogueReply.Refused refusal(QueueName queue, QueueSettings settings) {
        return Objects.requireNonNull(
                new DeclareRules(state, 100).declare(queue, settings).refusal());
    }

    private void apply(List<CatalogueEvent> events) {
        events.forEach(state::apply);
    }

    private static QueueSettings withDeadLettersIn(QueueName queue) {
        return QueueSettings.builder().deadLetterQueue(queue).build();
    }
}
