package dev.jono.benchmark.report;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Something that Jono wants to reach, and how far it came.
 *
 * @param what is measured
 * @param bound the least or the most that is wanted
 * @param isLeast whether {@code bound} is the least
 * @param measured empty when it was not measured
 * @param format of bound and measured
 * @param said what a reader is told instead of the figure; empty for the figure
 */
record Target(String what, double bound, boolean isLeast, OptionalDouble measured, String format, String said) {
    static Target atLeast(String what, double bound, OptionalDouble measured, String format) {
        return new Target(what, bound, true, measured, format, "");
    }

    static Target atMost(String what, double bound, OptionalDouble measured, String format) {
        return new Target(what, bound, false, measured, format, "");
    }

    /** Returns whether it is known to be reached. */
    boolean isReached() {
        return measured.isPresent() && (isLeast ? measured.getAsDouble() >= bound : measured.getAsDouble() <= bound);
    }

    /** Returns the bound for a reader. */
    String wanted() {
        return (isLeast ? "at least " : "at most ") + number(bound);
    }

    /** Returns this one with words for what was measured. */
    Target found(String words) {
        return new Target(what, bound, isLeast, measured, format, words);
    }

    /** Returns what was measured for a reader. */
    String found() {
        if (!said.isEmpty()) {
            return said;
        }
        return measured.isPresent() ? number(measured.getAsDouble()) : "–";
    }

    /** Returns what came of it for a reader. */
    String verdict() {
        if (measured.isEmpty()) {
            return "not measured";
        }
        return isReached() ? "reached" : "**not reached**";
    }

    private String number(double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
