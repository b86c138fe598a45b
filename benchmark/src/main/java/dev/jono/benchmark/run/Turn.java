package dev.jono.benchmark.run;

/**
 * One start of a system and the work that it does until it is stopped.
 *
 * @param system the candidate's name
 * @param folder where its data and logs are
 * @param firstRound the number of its first round
 * @param shape the works, each of which is done {@code shape.rounds()} times
 */
record Turn(String system, String folder, int firstRound, Shape shape) {}
