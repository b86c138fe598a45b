@NullMarked
package dev.jono.api.protocol;

import org.jspecify.annotations.NullMarked;
