/** The queues that Jono is compared with, each behind one adapter. */
@NullMarked
package dev.jono.benchmark.peers;

import org.jspecify.annotations.NullMarked;
