package dev.jono.cassandra;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Asks a port whether a Cassandra answers there: one OPTIONS frame of the native protocol, version 4, which must be
 * answered with SUPPORTED. (Cassandra's doc/native_protocol_v4.spec, sections 2 and 4.)
 */
final class NativeProtocol {
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final byte[] OPTIONS = {0x04, 0, 0, 0, 0x05, 0, 0, 0, 0};
    private static final int RESPONSE_VERSION = 0x84;
    private static final int SUPPORTED = 0x06;

    private NativeProtocol() {}

    static boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(OPTIONS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] header = new byte[OPTIONS.length];
            in.readFully(header);
            return (header[0] & 0xFF) == RESPONSE_VERSION && header[4] == SUPPORTED;
        } catch (IOException e) {
            // Not yet, or not a Cassandra: the caller asks again or gives up with the log.
            return false;
        }
    }
}
