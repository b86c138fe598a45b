/**
 * The rules of a queue: a pure, deterministic, single-threaded state machine. No actor, no clock, no input or output, no
 * randomness; time is an argument and effects are values. {@link dev.jono.core.Queue} is the way in.
 */
@NullMarked
package dev.jono.core;

import org.jspecify.annotations.NullMarked;
