/** What was measured, as JSON, as tables and as charts. */
@NullMarked
package dev.jono.benchmark.report;

import org.jspecify.annotations.NullMarked;
