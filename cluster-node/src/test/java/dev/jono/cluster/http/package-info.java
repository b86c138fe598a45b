/** Tests of the queues over HTTP. */
@NullMarked
package dev.jono.cluster.http;

import org.jspecify.annotations.NullMarked;
