package dev.jono.persistence;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How a queue's journal is cleaned, section {@code jono.queue.cleaning} of the configuration.
 *
 * @param slackBytes what the journal may have beside twice the live bytes
 * @param slackRows how many rows may have live messages beside {@link CleaningPolicy#ROWS_A_FULL_ONE} for each full row of live bytes: one for each 16 KiB, with rows of 64 KiB
 * @param stepBytes how many bytes of messages are carried at once
 * @param retryAfter when it is tried again after rows could not be read
 */
record CleaningSettings(long slackBytes, long slackRows, long stepBytes, Duration retryAfter) {

    static CleaningSettings from(Config config) {
        return new CleaningSettings(
                config.getBytes("slack-bytes"),
                config.getLong("slack-rows"),
                config.getBytes("step-bytes"),
                config.getDuration("retry-after"));
    }
}
