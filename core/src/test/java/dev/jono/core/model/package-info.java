/**
 * A naive queue: plain maps and lists, written from the design's words, sharing no code with the core. It says what a queue may
 * answer and deliver; where the design leaves a choice (which consumer, the exact moment within a hundredth of a wait) it
 * follows what it observes, after checking that the choice was a legal one.
 */
@NullMarked
package dev.jono.core.model;

import org.jspecify.annotations.NullMarked;
