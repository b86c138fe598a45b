package dev.jono.cluster;

import org.apache.pekko.cluster.UniqueAddress;

/** Names processes of the cluster: address and uid, so that one that is started again has another name. */
final class Processes {
    private Processes() {}

    static String nameOf(UniqueAddress process) {
        return process.address() + "#" + process.longUid();
    }
}
