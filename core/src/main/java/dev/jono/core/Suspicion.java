package dev.jono.core;

/** Whether a message may have killed the process that handled it. */
public enum Suspicion {
    /** Nothing speaks against it. */
    NONE,
    /** A process died that held it, among others: it goes out without prefetch, and a crash then counts as an attempt. */
    SUSPECT,
    /** A process died that had just started it: it goes out alone, one to a process. */
    COUNTED
}
