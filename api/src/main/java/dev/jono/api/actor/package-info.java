/** The typed actor protocol, and the producer and consumer actors. */
@NullMarked
package dev.jono.api.actor;

import org.jspecify.annotations.NullMarked;
