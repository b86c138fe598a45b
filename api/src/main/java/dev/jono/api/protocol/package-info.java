/**
 * What is said to a queue and what it answers, as plain values without actor references. The core decides on these very
 * values; {@code dev.jono.api.actor} wraps them for the way between actors.
 */
@NullMarked
package dev.jono.api.protocol;

import org.jspecify.annotations.NullMarked;
