@NullMarked
package dev.jono.persistence.codec;

import org.jspecify.annotations.NullMarked;
