package dev.jono.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    private static final Ports PORTS = new Ports(9042, 7000);

    @Test
    void fillsInEveryPlace() throws IOException {
        String yaml = Configuration.yaml(settings(1024, CommitLogSync.PERIODIC), Path.of("/data"), PORTS, true);
        assertThat(yaml)
                .doesNotContain("{{folder", "{{native", "{{storage", "{{host", "{{commit", "{{memtable")
                .contains("native_transport_port: 9042", "storage_port: 7000", "seeds: '127.0.0.1:7000'")
                .contains("memtable_heap_space: 256MiB", "memtable_offheap_space: 512MiB")
                .contains("commitlog_disk_access_mode: direct\ncommitlog_sync: periodic\ncommitlog_sync_period: 100ms\n"
                        + "periodic_commitlog_sync_lag_block: 2000ms");
    }

    @Test
    void forcesThePageCacheAsSeldomAsCassandraDoesByItself() throws IOException {
        String yaml = Configuration.yaml(settings(1024, CommitLogSync.PERIODIC), Path.of("/data"), PORTS, false);
        assertThat(yaml)
                .contains("commitlog_disk_access_mode: mmap\ncommitlog_sync: periodic\ncommitlog_sync_period: 10000ms")
                .doesNotContain("lag_block");
    }

    @Test
    void quotesTheFolder() throws IOException {
        String yaml = Configuration.yaml(settings(1024, CommitLogSync.PERIODIC), Path.of("/it's: here"), PORTS, true);
        assertThat(yaml).contains("commitlog_directory: '/it''s: here/commitlog'");
    }

    @Test
    void anFsyncForEveryCommitHasNoPeriod() throws IOException {
        String yaml = Configuration.yaml(settings(1024, CommitLogSync.BATCH), Path.of("/data"), PORTS, true);
        assertThat(yaml)
                .contains("commitlog_disk_access_mode: direct\ncommitlog_sync: batch\n")
                .doesNotContain("commitlog_sync_period");
    }

    @Test
    void memtablesTakeAQuarterOfTheHeapAndHalfAsMuchAsItBesideIt() throws IOException {
        assertThat(Configuration.yaml(settings(512, CommitLogSync.BATCH), Path.of("/data"), PORTS, true))
                .contains("memtable_heap_space: 128MiB", "memtable_offheap_space: 256MiB");
    }

    @Test
    void theCommandHasTheHeapTheAgentAndAClassPathOfItsOwn() throws IOException {
        List<String> command = Configuration.command(
                settings(768, CommitLogSync.PERIODIC),
                new DataFolder(Path.of("/data"), true),
                Path.of("/java"),
                Path.of("/lib"));
        assertThat(command)
                .contains(
                        "-Xmx768m",
                        "-XX:MaxDirectMemorySize=1024m",
                        "-javaagent:/lib/jamm-0.4.0.jar",
                        "/data/conf/classes:/lib/*",
                        "temporary")
                .contains("--add-opens=java.base/java.io=ALL-UNNAMED", "-Dcassandra.ring_delay_ms=0")
                .noneMatch(argument -> argument.contains(System.getProperty("java.class.path")));
    }

    @Test
    void anOptionOfTheUserComesAfterTheUsualOnes() throws IOException {
        List<String> command = Configuration.command(
                settings(512, CommitLogSync.PERIODIC, List.of("-XX:TieredStopAtLevel=4")),
                new DataFolder(Path.of("/data"), true),
                Path.of("/java"),
                Path.of("/lib"));
        assertThat(command).containsSubsequence("-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=4", "-cp");
    }

    private static Settings settings(int heapMegabytes, CommitLogSync sync) {
        return settings(heapMegabytes, sync, List.of());
    }

    private static Settings settings(int heapMegabytes, CommitLogSync sync, List<String> jvmOptions) {
        return new Settings(
                Optional.empty(),
                0,
                heapMegabytes,
                sync,
                jvmOptions,
                Optional.empty(),
                Path.of("/cache"),
                Duration.ofMinutes(1),
                Duration.ofSeconds(10));
    }
}
