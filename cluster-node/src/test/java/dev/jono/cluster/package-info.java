/** Tests of nodes. */
@NullMarked
package dev.jono.cluster;

import org.jspecify.annotations.NullMarked;
