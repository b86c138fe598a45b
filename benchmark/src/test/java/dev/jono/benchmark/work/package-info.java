@NullMarked
package dev.jono.benchmark.work;

import org.jspecify.annotations.NullMarked;
