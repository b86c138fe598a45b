package dev.jono.benchmark.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The files and the text that come of results. */
public final class Report {
    /** The name of the file that holds all results. */
    public static final String RESULTS = "results.json";

    private static final String PAGE = "benchmarks.md";
    private static final String CHARTS = "benchmarks";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Summary summary;

    /** Reports results. */
    public Report(Results results) {
        this.summary = new Summary(results);
    }

    /** Reads results that {@link #write} wrote. */
    public static Report read(Path file) throws IOException {
        return new Report(JSON.readValue(file.toFile(), Results.class));
    }

    /** Writes the results alone. */
    public void writeResults(Path folder) throws IOException {
        Files.createDirectories(folder);
        JSON.writeValue(folder.resolve(RESULTS).toFile(), summary.results());
    }

    /** Writes the results, the page and the charts into a folder. */
    public void write(Path folder) throws IOException {
        writeResults(folder);
        writePage(folder, List.of("png", Charts.SVG));
    }

    /** Writes the page into a folder, and beside its charts the results that all of it can be made from again. */
    public void writePage(Path folder) throws IOException {
        writePage(folder, List.of(Charts.SVG));
        writeResults(folder.resolve(CHARTS));
    }

    private void writePage(Path folder, List<String> formats) throws IOException {
        Files.createDirectories(folder);
        Map<String, String> charts = new Charts(summary).write(folder.resolve(CHARTS), formats);
        Files.writeString(folder.resolve(PAGE), new Page(summary, charts).markdown());
    }

    /** Returns the page without charts, for a terminal. */
    public String text() {
        return new Page(summary, Map.of()).markdown();
    }

    /** Returns the comparison as one object on one line. */
    public String json() {
        return new JsonLine(summary).text();
    }
}
