/** What a node implements so that the API reaches its queues. Not for users. */
@NullMarked
package dev.jono.api.spi;

import org.jspecify.annotations.NullMarked;
