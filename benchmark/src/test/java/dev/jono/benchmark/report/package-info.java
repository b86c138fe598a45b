@NullMarked
package dev.jono.benchmark.report;

import org.jspecify.annotations.NullMarked;
