package dev.jono.cluster.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * The section {@code jono.http}, read once.
 *
 * @param writes whether requests may change anything
 * @param maxBodyBytes the largest body of a request
 * @param maxMessages the most messages, or settlements, of one request
 * @param maxWait the longest wait of a receive
 * @param answerTimeout how long a queue may take to answer
 */
record HttpSettings(boolean writes, long maxBodyBytes, int maxMessages, Duration maxWait, Duration answerTimeout) {
    static HttpSettings of(Config whole) {
        Config config = whole.getConfig("jono.http");
        return new HttpSettings(
                writes(config.getString("write"), boundHost(whole)),
                config.getBytes("max-body-bytes"),
                config.getInt("max-messages"),
                config.getDuration("max-wait"),
                config.getDuration("answer-timeout"));
    }

    /** Writing is on by itself only where nobody but this machine can reach it. */
    static boolean writes(String mode, String host) {
        return switch (mode) {
            case "on", "true", "yes" -> true;
            case "off", "false", "no" -> false;
            case "auto" -> isLoopback(host);
            default ->
                throw new ConfigException.BadValue("jono.http.write", "[" + mode + "] is none of auto, on and off");
        };
    }

    private static String boundHost(Config whole) {
        String bound = whole.getString("pekko.management.http.bind-hostname");
        return bound.isEmpty() ? whole.getString("pekko.management.http.hostname") : bound;
    }

    private static boolean isLoopback(String host) {
        try {
            return !host.isEmpty() && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false; // such as the default, which stands for this machine's own address
        }
    }
}
