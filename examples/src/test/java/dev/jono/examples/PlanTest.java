package dev.jono.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
    @TempDir
    Path root;

    private List<Artifact> input = List.of();
    private List<Artifact> planted = List.of();

    @BeforeEach
    void plant() throws IOException {
        Path files = Files.createDirectories(root.resolve("files"));
        for (int i = 0; i < 100; i++) {
            Files.writeString(files.resolve("file-" + i), "content " + i);
        }
        input = Artifacts.ofFolder(files);
        Path bad = Files.createDirectories(root.resolve("bad"));
        for (int i = 0; i < 3; i++) {
            Files.writeString(bad.resolve("bad-" + i), "content");
        }
        planted = Artifacts.ofFolder(bad);
    }

    @Test
    void repeatsTheInputWithTheRepetitionInTheIdentity() throws IOException {
        List<String> ids = idsOf(new Plan(input, 250, planted));
        assertThat(ids).hasSize(253).doesNotHaveDuplicates();
        assertThat(ids).contains("file-0#0", "file-0#1", "file-0#2").doesNotContain("file-99#2");
    }

    @Test
    void cutsTheInput() throws IOException {
        List<String> ids = idsOf(new Plan(input, 60, planted));
        assertThat(ids).hasSize(63).doesNotHaveDuplicates().noneMatch(id -> id.endsWith("#1"));
    }

    @Test
    void sendsEachPlantedFileOnceInTheFirstHalf() throws IOException {
        for (int messages = Plan.LEAST_MESSAGES; messages < 200; messages++) {
            List<String> ids = idsOf(new Plan(input, messages, planted));
            for (Artifact artifact : planted) {
                assertThat(ids).containsOnlyOnce(Plan.plantedId(artifact));
                assertThat(ids.indexOf(Plan.plantedId(artifact))).isLessThanOrEqualTo(ids.size() / 2);
            }
        }
    }

    @Test
    void givesEachQueueItsShareOfEachThird() {
        int size = Plan.LEAST_MESSAGES + Workspace.PLANTED;
        for (int third = 0; third < 3; third++) {
            HashSet<String> queues = new HashSet<>();
            for (int index = third * size / 3; index < (third + 1) * size / 3; index++) {
                queues.add(Plan.queueOf(index));
            }
            assertThat(queues).hasSize(Plan.QUEUES.size());
        }
    }

    private static List<String> idsOf(Plan plan) throws IOException {
        List<String> ids = new ArrayList<>();
        for (int index = 0; index < plan.size(); index++) {
            ids.add(plan.task(index).id());
        }
        return ids;
    }
}
