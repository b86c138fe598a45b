/** A node of the queue cluster: membership, sharding and the way from the API to the queues. */
@NullMarked
package dev.jono.cluster;

import org.jspecify.annotations.NullMarked;
