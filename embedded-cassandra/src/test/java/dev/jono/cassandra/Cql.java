package dev.jono.cassandra;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The least of a Cassandra client: statements without parameters, and results of one text column. The module has no
 * dependency, so neither have its tests. (Cassandra's doc/native_protocol_v4.spec.)
 */
final class Cql implements AutoCloseable {
    private static final int STARTUP = 0x01;
    private static final int READY = 0x02;
    private static final int QUERY = 0x07;
    private static final int RESULT = 0x08;
    private static final int ROWS = 0x02;
    private static final int QUORUM = 0x04;
    private static final int GLOBAL_TABLE_SPEC = 0x01;
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;

    private Cql(Socket socket) {
        this.socket = socket;
    }

    static Cql connect(EmbeddedCassandra cassandra) throws IOException {
        Socket socket = new Socket(cassandra.host(), cassandra.port());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        Cql cql = new Cql(socket);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeShort(1);
        // Java's modified UTF-8 has the protocol's form for these: a length of two bytes, then the text.
        out.writeUTF("CQL_VERSION");
        out.writeUTF("3.0.0");
        cql.exchange(STARTUP, READY, body.toByteArray());
        return cql;
    }

    /** Runs one statement at quorum; returns the values of its result's one column, which must be text. */
    List<String> run(String statement) throws IOException {
        byte[] text = statement.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeInt(text.length);
        out.write(text);
        out.writeShort(QUORUM);
        out.writeByte(0);
        return values(exchange(QUERY, RESULT, body.toByteArray()));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private ByteBuffer exchange(int opcode, int expected, byte[] body) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.write(new byte[] {0x04, 0, 0, 0, (byte) opcode});
        out.writeInt(body.length);
        out.write(body);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] header = in.readNBytes(5);
        byte[] answer = in.readNBytes(in.readInt());
        if (header[4] != expected) {
            throw new IOException("Opcode " + header[4] + ": " + new String(answer, StandardCharsets.UTF_8));
        }
        return ByteBuffer.wrap(answer);
    }

    private static List<String> values(ByteBuffer result) {
        List<String> values = new ArrayList<>();
        if (result.getInt() == ROWS) {
            int flags = result.getInt();
            int columns = result.getInt();
            if (columns != 1 || flags != GLOBAL_TABLE_SPEC) {
                throw new IllegalArgumentException("Not a result of one column: " + columns + ", flags " + flags);
            }
            for (int name = 0; name < 3; name++) {
                result.position(result.position() + 2 + result.getShort(result.position()));
            }
            int textType = result.getShort();
            int rows = result.getInt();
            for (int row = 0; row < rows; row++) {
                byte[] value = new byte[result.getInt()];
                result.get(value);
                values.add(new String(value, StandardCharsets.UTF_8) + (textType == 0x0D ? "" : " (not text)"));
            }
        }
        return values;
    }
}
