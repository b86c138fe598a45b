/** Measurements of one system alone: what a target names, and what a peer's own load tool says. */
@NullMarked
package dev.jono.benchmark.probe;

import org.jspecify.annotations.NullMarked;
