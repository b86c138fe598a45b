/** What a user of Jono touches: messages, settings, outcomes and the client facade. */
@NullMarked
package dev.jono.api;

import org.jspecify.annotations.NullMarked;
