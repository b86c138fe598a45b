/** What the tests of nodes share. */
@NullMarked
package dev.jono.cluster.testkit;

import org.jspecify.annotations.NullMarked;
