package dev.jono.cli;

import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How every command of Jono says what is wrong: one line on the standard error, and a status that is not 0. */
public final class CommandErrors {
    /** The command could not do what it was asked to. */
    public static final int FAILED = 1;

    /** The command was asked in a way that it does not understand. */
    public static final int WRONG_ARGUMENTS = 2;

    private CommandErrors() {}

    /**
     * Has a command line say its errors so.
     *
     * @param expected the failures whose message is a sentence for the user; any other is a defect, and said to be one
     */
    public static CommandLine inOneLine(CommandLine line, Set<Class<? extends Exception>> expected) {
        return line.setParameterExceptionHandler((wrong, arguments) -> wrongArguments(wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command, expected));
    }

    /** Refuses an option's number that is out of bounds. */
    public static void requireWithin(CommandSpec spec, String option, long value, long least, long most) {
        if (value < least || value > most) {
            String bounds = most == Long.MAX_VALUE ? least + " or more" : "between " + least + " and " + most;
            throw new ParameterException(spec.commandLine(), option + " must be " + bounds + ", not " + value);
        }
    }

    private static int wrongArguments(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        boolean isNoCommand = wrong instanceof UnmatchedArgumentException
                && !command.getSubcommands().isEmpty();
        String reason = isNoCommand
                ? "there is no command '"
                        + ((UnmatchedArgumentException) wrong).getUnmatched().get(0) + "'"
                : String.valueOf(wrong.getMessage()).replaceFirst("\\.+$", "");
        say(command, reason + "; see '" + command.getCommandSpec().qualifiedName() + " --help'");
        return WRONG_ARGUMENTS;
    }

    private static int failed(Exception failure, CommandLine command, Set<Class<? extends Exception>> expected) {
        say(
                command,
                expected.stream().anyMatch(type -> type.isInstance(failure))
                        ? String.valueOf(failure.getMessage())
                        : "this should not happen: " + failure + "; please report it");
        return FAILED;
    }

    private static void say(CommandLine command, String text) {
        command.getErr()
                .println(command.getCommandSpec().root().name() + ": "
                        + text.lines().reduce((one, other) -> one + " " + other).orElse(""));
        command.getErr().flush();
    }
}
