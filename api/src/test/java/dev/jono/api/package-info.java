/** Tests of what a user sets. */
@NullMarked
package dev.jono.api;

import org.jspecify.annotations.NullMarked;
