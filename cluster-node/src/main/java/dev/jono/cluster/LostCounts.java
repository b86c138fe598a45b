package dev.jono.cluster;

/**
 * What an actor system threw away instead of delivering it, since it started. Whoever sent it asks again, so nothing is lost by it; any
 * number but {@code undelivered} is a reason to look.
 *
 * @param dropped messages that a full buffer dropped, of the remoting or of a shard that was moving
 * @param unsendable messages that could not be written, as those larger than {@code
 *     pekko.remote.artery.advanced.maximum-frame-size}; they never arrive
 * @param undelivered Jono's own messages to actors that had stopped
 * @param quarantines connections to other processes that were given up for good, because system messages were lost
 */
public record LostCounts(long dropped, long unsendable, long undelivered, long quarantines) {}
