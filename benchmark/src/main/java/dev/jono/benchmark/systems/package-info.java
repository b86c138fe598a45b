/** The systems that need no library beside Jono's own: Jono itself and what its storage takes. */
@NullMarked
package dev.jono.benchmark.systems;

import org.jspecify.annotations.NullMarked;
