/** The fenced journal and the chunked snapshot store: plugins of Pekko Persistence on the Cassandra driver. */
@NullMarked
package dev.jono.persistence.journal;

import org.jspecify.annotations.NullMarked;
