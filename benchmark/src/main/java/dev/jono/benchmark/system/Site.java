package dev.jono.benchmark.system;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a system is started.
 *
 * @param folder an empty folder for its data and its logs, deleted after the turn
 * @param alarm is told of what breaks on threads that have no caller
 * @param warmup how long the system is driven before anything counts; zero for a probe
 */
public record Site(Path folder, Alarm alarm, Duration warmup) {}
