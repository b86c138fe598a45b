/** What the tests of this module share. */
@NullMarked
package dev.jono.persistence.testkit;

import org.jspecify.annotations.NullMarked;
