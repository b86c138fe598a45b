package dev.jono.cluster.catalogue;

import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import org.jspecify.annotations.Nullable;

/** The queues there are, as far as a declaration asks. */
interface KnownQueues {
    /** Returns the settings of a queue; {@code null} if there is none of that name. */
    @Nullable QueueSettings settingsOf(QueueName queue);

    /** Returns how many there are. */
    int size();
}
