package dev.jono.cluster.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueKey;
import dev.jono.cluster.catalogue.CatalogueReply.Changes;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CatalogueStateTest {
    private final CatalogueState state = new CatalogueState();

    @Test
    void pagesOfChangesLeadFromNothingToTheLatestVersion() {
        declare(10);
        CatalogueCopy copy = new CatalogueCopy();
        long version = 0;
        int pages = 0;
        while (version < state.version()) {
            Changes page = state.changes(version, 3);
            page.entries().forEach(copy::put);
            version = page.upTo();
            pages++;
        }
        assertThat(pages).isEqualTo(4);
        assertThat(copy.entries())
                .containsExactlyInAnyOrderElementsOf(state.image().entries());
    }

    @Test
    void whoIsUpToDateGetsNothing() {
        declare(2);
        assertThat(state.changes(2, 3)).isEqualTo(new Changes(2, 2, 2, java.util.List.of()));
    }

    @Test
    void aSnapshotHoldsEverything() {
        declare(5);
        CatalogueState restored = CatalogueState.of(state.image());
        assertThat(restored.image()).isEqualTo(state.image());
        assertThat(restored.changes(0, 100)).isEqualTo(state.changes(0, 100));
        assertThat(restored.size()).isEqualTo(5);
    }

    private void declare(int count) {
        IntStream.range(0, count)
                .forEach(i -> state.apply(new CatalogueEvent.QueueDeclared(
                        new QueueKey(new QueueName("q" + i), 0, 1), QueueSettings.DEFAULT)));
    }
}
