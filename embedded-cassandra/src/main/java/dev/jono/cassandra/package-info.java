/** A real Apache Cassandra in a forked JVM, for tests and development. Imports the JDK and nothing else. */
@NullMarked
package dev.jono.cassandra;

import org.jspecify.annotations.NullMarked;
