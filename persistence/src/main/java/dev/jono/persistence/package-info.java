/** The event-sourced actor around the core: gate, journal actor, codec and payloads. */
@NullMarked
package dev.jono.persistence;

import org.jspecify.annotations.NullMarked;
