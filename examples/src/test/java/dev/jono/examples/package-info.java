/** Tests of the demo's parts. */
@NullMarked
package dev.jono.examples;

import org.jspecify.annotations.NullMarked;
