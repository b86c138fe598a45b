package dev.jono.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.examples.AuditLine.What;
import org.junit.jupiter.api.Test;

class AuditLineTest {
    @Test
    void readsWhatItWrote() {
        for (String name : new String[] {"", "plain.jar#0", "a\tb\nc\rd\\e\\t", "\\", "ö…"}) {
            AuditLine line = new AuditLine(1, What.DEAD, "verify-0", 2, 3, 4, name, name);
            assertThat(line.format()).doesNotContain("\n");
            assertThat(AuditLine.parse(line.format())).isEqualTo(line);
        }
    }

    @Test
    void refusesWhatIsNoLine() {
        assertThatThrownBy(() -> AuditLine.parse("1\tsent")).isInstanceOf(IllegalArgumentException.class);
    }
}
