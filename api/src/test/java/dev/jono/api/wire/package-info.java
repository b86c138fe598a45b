/** Tests of the wire format. */
@NullMarked
package dev.jono.api.wire;

import org.jspecify.annotations.NullMarked;
