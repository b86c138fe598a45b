/** Tests of the producer and consumer actors and of the facade, against a queue that speaks the protocol in memory. */
@NullMarked
package dev.jono.api.actor;

import org.jspecify.annotations.NullMarked;
