@NullMarked
package dev.jono.benchmark;

import org.jspecify.annotations.NullMarked;
