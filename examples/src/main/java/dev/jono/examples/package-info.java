/** The demo, {@code ./jono demo}: real work on a three-node cluster, one node of which is killed on the way. */
@NullMarked
package dev.jono.examples;

import org.jspecify.annotations.NullMarked;
