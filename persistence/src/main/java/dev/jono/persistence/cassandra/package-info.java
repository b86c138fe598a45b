/** The one Cassandra session of an actor system: settings, connection, schema and start-up checks. */
@NullMarked
package dev.jono.persistence.cassandra;

import org.jspecify.annotations.NullMarked;
