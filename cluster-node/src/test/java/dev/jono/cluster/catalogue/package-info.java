/** Tests of the catalogue. */
@NullMarked
package dev.jono.cluster.catalogue;

import org.jspecify.annotations.NullMarked;
