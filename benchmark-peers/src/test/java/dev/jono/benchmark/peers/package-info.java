@NullMarked
package dev.jono.benchmark.peers;

import org.jspecify.annotations.NullMarked;
