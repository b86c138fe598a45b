@NullMarked
package dev.jono.benchmark.systems;

import org.jspecify.annotations.NullMarked;
