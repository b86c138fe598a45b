package dev.jono.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds what a configuration sets below {@code jono} that is no setting of Jono, which is most often a misspelling. */
final class UnknownSettings {
    /** Where sections are read together with settings of Pekko's own. */
    private static final Map<String, String> LAID_OVER = Map.of(
            "sharding", "pekko.cluster.sharding",
            "journal", "pekko.persistence.journal-plugin-fallback",
            "snapshots", "pekko.persistence.snapshot-store-plugin-fallback");

    private UnknownSettings() {}

    /**
     * Returns them by name, with the place where each is set.
     *
     * @param loader finds the settings that there are; the one of whichever thread starts a node may be a service's own
     */
    static List<String> in(Config config, ClassLoader loader) {
        Config reference = ConfigFactory.defaultReference(loader);
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<String, ConfigValue> entry : config.getConfig("jono").entrySet()) {
            String origin = entry.getValue().origin().description();
            // A service's own system properties may begin with the same word.
            if (!origin.equals("system properties") && !isKnown(entry.getKey(), reference)) {
                unknown.add("jono." + entry.getKey() + " (" + origin + ")");
            }
        }
        return unknown.stream().sorted().toList();
    }

    private static boolean isKnown(String path, Config reference) {
        if (reference.hasPathOrNull("jono." + path)) {
            return true;
        }
        List<String> names = ConfigUtil.splitPath(path);
        String pekkos = LAID_OVER.get(names.get(0));
        return pekkos != null
                && names.size() > 1
                && reference.hasPathOrNull(pekkos + "." + ConfigUtil.joinPath(names.subList(1, names.size())));
    }
}
