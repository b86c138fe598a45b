package dev.jono.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/**
 * What a run of the command came to.
 *
 * @param status its exit status
 * @param out its standard output
 * @param err its standard error
 */
record Ran(int status, String out, String err) {
    static Ran jono(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                JonoMain.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int status = command.execute(arguments);
        return new Ran(status, out.toString(), err.toString());
    }

    static Ran jonoWith(String input, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return jono(arguments);
        } finally {
            System.setIn(before);
        }
    }
}
