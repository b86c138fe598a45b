@NullMarked
package dev.jono.benchmark.probe;

import org.jspecify.annotations.NullMarked;
