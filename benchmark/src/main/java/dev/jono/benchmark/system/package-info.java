/** What a queue system offers the benchmark, and what the benchmark offers it. */
@NullMarked
package dev.jono.benchmark.system;

import org.jspecify.annotations.NullMarked;
