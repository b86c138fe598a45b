@NullMarked
package dev.jono.benchmark.run;

import org.jspecify.annotations.NullMarked;
