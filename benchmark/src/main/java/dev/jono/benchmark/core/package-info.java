/** What the path through a queue's core costs by itself: no actors, no Cassandra. */
@NullMarked
package dev.jono.benchmark.core;

import org.jspecify.annotations.NullMarked;
