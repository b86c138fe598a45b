package dev.jono.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void writesOneJsonObject() {
        Audit audit = new Audit(
                20_003, 20_003, 20_000, 31, 3, 0, 0, 9, 0, OptionalLong.of(15_432), 812, List.of(), Map.of(), true);
        assertThat(Report.json(audit))
                .isEqualTo("{\"sent\":20003,\"confirmed\":20003,\"acked\":20000,\"redelivered\":31,\"deadLettered\":3,"
                        + "\"lost\":0,\"unexpected\":0,\"failoverMillis\":15432,\"messagesPerSecond\":812,"
                        + "\"verdict\":\"ok\"}");
    }
}
