package dev.jono.benchmark.run;

import dev.jono.benchmark.system.SystemUnderTest;
import dev.jono.benchmark.work.Figures;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has been spent since the start, or by a work.
 *
 * @param driver processor time of the harness's process, with the system's client, or the system itself when it is embedded
 * @param servers processor time of the system's own processes
 * @param counters what the system counts of itself
 * @param machine processor time of everything on this machine, and what its host kept from it
 */
record Cost(Duration driver, Duration servers, Map<String, Double> counters, Optional<MachineTime> machine) {
    static Cost of(SystemUnderTest system) {
        return new Cost(
                sum(List.of(ProcessHandle.current())), sum(system.servers()), system.counters(), MachineTime.now());
    }

    /** Returns the figures of a work with what it has cost, for each message. */
    Map<String, Double> addedTo(Map<String, Double> figures, Cost before) {
        double messages = Math.max(1, figures.getOrDefault(Figures.MESSAGES, 1.0));
        Map<String, Double> all = new LinkedHashMap<>(figures);
        all.put(Figures.DRIVER_CPU, micros(driver.minus(before.driver)) / messages);
        all.put(Figures.SERVER_CPU, micros(servers.minus(before.servers)) / messages);
        machine.ifPresent(now -> before.machine.ifPresent(then -> all.put(Figures.STOLEN, now.stolenSince(then))));
        counters.forEach((name, value) -> all.put(name, value - before.counters.getOrDefault(name, 0.0)));
        return all;
    }

    private static Duration sum(List<ProcessHandle> processes) {
        return processes.stream()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static double micros(Duration cpu) {
        return (double) cpu.toNanos() / 1000;
    }
}
