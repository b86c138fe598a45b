@NullMarked
package dev.jono.cassandra;

import org.jspecify.annotations.NullMarked;
