/** The benchmark: Jono beside its peers, with the same work, in one run on one machine. */
@NullMarked
package dev.jono.benchmark;

import org.jspecify.annotations.NullMarked;
