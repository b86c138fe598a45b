package dev.jono.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * The ports of a run, all on loopback.
 *
 * @param cassandra where Cassandra answers
 * @param producer the producing service's, for the cluster
 * @param nodes each node's, for the cluster
 * @param management each node's, for HTTP
 */
record Ports(int cassandra, int producer, List<Integer> nodes, List<Integer> management) {
    static final String HOST = "127.0.0.1";

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int COUNT = 2 + 2 * Cluster.NODES;
    private static final int HIGHEST = 65_535;

    /** The highest port to count from. */
    static final int HIGHEST_BASE = HIGHEST - COUNT + 1;

    /**
     * Chooses ports that are free now.
     *
     * @param base the first of consecutive ports, or 0 for any
     * @throws DemoException when one of them is taken
     */
    static Ports choose(int base) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < COUNT; i++) {
                held.add(bind(base == 0 ? 0 : base + i));
            }
            List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
            return new Ports(
                    ports.get(0),
                    ports.get(1),
                    ports.subList(2, 2 + Cluster.NODES),
                    ports.subList(2 + Cluster.NODES, COUNT));
        } finally {
            held.forEach(Ports::close);
        }
    }

    private static ServerSocket bind(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            try {
                socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
            } catch (IOException e) {
                socket.close();
                throw e;
            }
            return socket;
        } catch (IOException e) {
            throw new DemoException(
                    port == 0
                            ? "No free port on " + HOST + " (" + e.getMessage() + ")."
                            : "Port " + port + " cannot be had (" + e.getMessage()
                                    + "). Choose another --port-base, or leave it out for free ones.",
                    e);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
