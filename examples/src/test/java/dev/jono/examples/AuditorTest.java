package dev.jono.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jono.examples.AuditLine.What;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test takes the files of a good run and plants one fault, which the auditor must find. */
class AuditorTest {
    private static final String QUEUE = "verify-0";
    private static final String GOOD = "good.jar#0";
    private static final String BAD = "planted:bad.jar#0";

    @TempDir
    Path folder;

    @TempDir
    Path input;

    private long now = 1_000;

    @BeforeEach
    void writeGoodRun() throws IOException {
        write("demo", line(What.PLANTED, BAD, 0, ""));
        write("producer", line(What.SENT, GOOD, 0, ""), line(What.SENT, BAD, 0, ""));
        write("producer", line(What.CONFIRMED, GOOD, 0, ""), line(What.CONFIRMED, BAD, 0, ""));
        write("node-1", line(What.DELIVERED, BAD, 1, ""), line(What.MISMATCHED, BAD, 1, ""));
        write("demo", line(What.KILLED, "", 0, "node-1"));
        now += 500;
        write("node-2", line(What.DELIVERED, GOOD, 2, ""), line(What.DONE, GOOD, 2, ""), line(What.ACKED, GOOD, 2, ""));
        write("dead-letters", dead(BAD, 1, "absent"));
    }

    @Test
    void acceptsAGoodRun() {
        Audit audit = Auditor.audit(folder);
        assertThat(audit.reasons()).isEmpty();
        assertThat(audit.verdict()).isEqualTo("ok");
        assertThat(audit.sent()).isEqualTo(2);
        assertThat(audit.confirmed()).isEqualTo(2);
        assertThat(audit.acked()).isEqualTo(1);
        assertThat(audit.deadLettered()).isEqualTo(1);
        assertThat(audit.failoverMillis()).hasValue(501);
    }

    @Test
    void findsALoss() throws IOException {
        write("producer", line(What.SENT, "gone.jar#0", 0, ""), line(What.CONFIRMED, "gone.jar#0", 0, ""));
        Audit audit = Auditor.audit(folder);
        assertThat(audit.lost()).isEqualTo(1);
        assertThat(audit.reasons()).anyMatch(reason -> reason.contains("gone.jar#0"));
        assertThat(audit.isOk()).isFalse();
    }

    @Test
    void findsAPoisonMessageThatIsNotDeadLettered() throws IOException {
        Files.delete(folder.resolve("dead-letters.tsv"));
        assertThat(Auditor.audit(folder).lost()).isEqualTo(1);
    }

    @Test
    void findsASecondDeadLetterOfOneMessage() throws IOException {
        write("dead-letters", dead(BAD, 2, "absent"));
        assertThatUnexpected("2 times");
    }

    @Test
    void takesADeadLetterThatIsDeliveredAgainForTheSame() throws IOException {
        write("dead-letters", dead(BAD, 1, "absent"));
        assertThat(Auditor.audit(folder).isOk()).isTrue();
    }

    @Test
    void findsADeadLetterWhoseFileIsGood() throws IOException {
        Path file = Files.writeString(input.resolve("good.jar"), "good");
        write("dead-letters", dead(GOOD, 2, Digest.of(file, Digest.SHA_1).hex()));
        assertThatUnexpected("its file is good");
    }

    @Test
    void excusesADeadLetterWhoseFileReallyIsBad() throws IOException {
        Files.writeString(input.resolve("good.jar"), "not what it was");
        write("dead-letters", dead(GOOD, 2, "a digest of before"));
        Audit audit = Auditor.audit(folder);
        assertThat(audit.isOk()).isTrue();
        assertThat(audit.foundBad()).isEqualTo(1);
    }

    @Test
    void findsAnAckOfWhatWasNeverSent() throws IOException {
        write("node-2", line(What.DONE, "foreign.jar#0", 2, ""));
        assertThatUnexpected("foreign.jar#0 was never sent");
    }

    @Test
    void findsAnAckOfABadFile() throws IOException {
        write("node-2", line(What.DONE, BAD, 2, ""));
        assertThatUnexpected("acked though it is bad");
    }

    @Test
    void findsADeliveryAfterAConfirmedAck() throws IOException {
        write("node-3", line(What.DELIVERED, GOOD, 3, ""));
        assertThatUnexpected("delivered again after a confirmed ack");
    }

    @Test
    void excusesALateStartUnderALeaseOlderThanTheAck() throws IOException {
        write("node-3", line(What.DELIVERED, GOOD, 1, ""));
        assertThat(Auditor.audit(folder).isOk()).isTrue();
    }

    @Test
    void findsASendThatWasNotConfirmed() throws IOException {
        write("producer", line(What.SENT, "late.jar#0", 0, ""), line(What.UNCONFIRMED, "late.jar#0", 0, "too slow"));
        Audit audit = Auditor.audit(folder);
        assertThat(audit.isOk()).isFalse();
        assertThat(audit.reasons()).anyMatch(reason -> reason.contains("too slow"));
    }

    @Test
    void findsAQueueThatNobodyTookOver() throws IOException {
        AuditLine killed = new AuditLine(now, What.KILLED, "verify-1", 0, 0, 0, "", "node-1");
        write("demo", killed);
        Audit audit = Auditor.audit(folder);
        assertThat(audit.isOk()).isFalse();
        assertThat(audit.reasons()).anyMatch(reason -> reason.contains("verify-1"));
    }

    @Test
    void findsQueuesThatAreNotEmptyAtTheEnd() throws IOException {
        write("demo", new AuditLine(now, What.NOT_EMPTY, "", 0, 0, 0, "", "2 messages"));
        Audit audit = Auditor.audit(folder);
        assertThat(audit.verdict()).isEqualTo("failed");
        assertThat(audit.reasons()).containsExactly("Queues not empty at the end: 2 messages");
        assertThat(audit.unexpected()).isZero();
    }

    @Test
    void doesNotTakeADeliveryOfTheOldOwnerForAFailover() throws IOException {
        Files.delete(folder.resolve("node-2.tsv"));
        write("node-2", line(What.DELIVERED, GOOD, 1, ""), line(What.DONE, GOOD, 1, ""));
        assertThat(Auditor.audit(folder).failoverMillis()).isEmpty();
    }

    @Test
    void leavesOutALineWithoutItsEnd() throws IOException {
        String torn = line(What.DONE, "torn.jar#0", 2, "").format().substring(0, 20);
        Files.writeString(folder.resolve("node-3.tsv"), torn);
        assertThat(Auditor.audit(folder).isOk()).isTrue();
    }

    private void assertThatUnexpected(String reason) {
        Audit audit = Auditor.audit(folder);
        assertThat(audit.unexpected()).isEqualTo(1);
        assertThat(audit.reasons()).anyMatch(text -> text.contains(reason));
        assertThat(audit.isOk()).isFalse();
    }

    private AuditLine line(What what, String id, long epoch, String detail) {
        return new AuditLine(now++, what, QUEUE, epoch, 1, 1, id, detail);
    }

    private AuditLine dead(String id, int letter, String digest) throws IOException {
        Task task = new Task(id, input.resolve("good.jar").toString(), Digest.SHA_1, digest);
        return line(What.DEAD, id, 0, "verify.dlq/0/1/" + letter + " " + new ObjectMapper().writeValueAsString(task));
    }

    private void write(String process, AuditLine... lines) throws IOException {
        for (AuditLine line : lines) {
            Files.writeString(
                    folder.resolve(process + ".tsv"),
                    line.format() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }
}
