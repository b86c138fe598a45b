@NullMarked
package dev.jono.core;

import org.jspecify.annotations.NullMarked;
