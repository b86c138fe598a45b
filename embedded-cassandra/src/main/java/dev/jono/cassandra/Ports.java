package dev.jono.cassandra;

import dev.jono.cassandra.EmbeddedCassandraException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * The two ports that a Cassandra listens on, both of loopback.
 *
 * @param nativePort for clients
 * @param storagePort for other Cassandra nodes, of which there are none; it listens there all the same
 */
record Ports(int nativePort, int storagePort) {
    static final String HOST = "127.0.0.1";

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    /** Returns free ports; {@code wanted} as the native one unless it is 0. */
    static Ports choose(int wanted) {
        // Both are held until both are known, so that they differ.
        try (ServerSocket clients = bind(wanted);
                ServerSocket nodes = bind(0)) {
            return new Ports(clients.getLocalPort(), nodes.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException("No free port on " + HOST, e);
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            if (port == 0) {
                throw e;
            }
            throw new EmbeddedCassandraException(
                    Reason.PORT_TAKEN,
                    "Port " + port + " of " + HOST + " cannot be had (" + e.getMessage() + "). Stop the process that"
                            + " listens there, choose another port, or 0 for a free one.",
                    e);
        }
    }
}
