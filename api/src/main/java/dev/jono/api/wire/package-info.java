/** How the API's values are written for the way between nodes and for the journal, as protobuf. Not for users. */
@NullMarked
package dev.jono.api.wire;

import org.jspecify.annotations.NullMarked;
