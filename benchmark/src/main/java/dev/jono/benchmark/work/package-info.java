/** The work that every system is given, and the account of what came of it. */
@NullMarked
package dev.jono.benchmark.work;

import org.jspecify.annotations.NullMarked;
