/** Turns of systems: the comparison that orders them, and the process in which each takes place. */
@NullMarked
package dev.jono.benchmark.run;

import org.jspecify.annotations.NullMarked;
