/** The catalogue: the list of a cluster's queues, kept by one event-sourced actor, and each node's copy of it. */
@NullMarked
package dev.jono.cluster.catalogue;

import org.jspecify.annotations.NullMarked;
