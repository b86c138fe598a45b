/** The queues over HTTP, on the management port, as JSON. */
@NullMarked
package dev.jono.cluster.http;

import org.jspecify.annotations.NullMarked;
