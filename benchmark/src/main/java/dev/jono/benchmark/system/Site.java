package dev.jono.benchmark.system;

import java.nio.file.Path;

/**
 * Where a system is started.
 *
 * @param folder an empty folder for its data and its logs, deleted after the turn
 * @param alarm is told of what breaks on threads that have no caller
 */
public record Site(Path folder, Alarm alarm) {}
