/** The stored form of journal rows and snapshots. */
@NullMarked
package dev.jono.persistence.codec;

import org.jspecify.annotations.NullMarked;
