package io.spmtrack.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Json;
import io.spmtrack.engine.file.Pointer;
import io.spmtrack.eval.metric.Interval;
import io.spmtrack.eval.metric.Measures;
import io.spmtrack.eval.result.TextOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything a report page shows, as values: an evaluation stores it beside its results ({@code report.json}), so that
 * pages can be made again, and of several runs together, without the data.
 */
public record Report(String title, List<Fact> facts, List<Dataset> datasets) {

    private static final ObjectMapper MAPPER = Json.mapper().build();

    public Report {
        facts = List.copyOf(facts);
        datasets = List.copyOf(datasets);
    }

    /** One line about the run: seed, weights, machine and the like. */
    public record Fact(String name, String value) {}

    /** One data set under one rule; the trackers share its sequences. */
    public record Dataset(String name, String rule, List<Entry> trackers, List<Clip> clips) {

        public Dataset {
            trackers = List.copyOf(trackers);
            clips = List.copyOf(clips);
        }
    }

    /** One tracker's score on a data set; curves in the order of the thresholds, empty where not defined. */
    public record Entry(
            String tracker,
            Measures measures,
            Interval aucInterval,
            double framesPerSecond,
            List<Double> success,
            List<Double> precision,
            List<Double> normalizedPrecision,
            List<Row> rows) {

        public Entry {
            success = List.copyOf(success);
            precision = List.copyOf(precision);
            normalizedPrecision = List.copyOf(normalizedPrecision);
            rows = List.copyOf(rows);
        }

        /** The same under another name. */
        Entry as(String name) {
            return new Entry(
                    name, measures, aucInterval, framesPerSecond, success, precision, normalizedPrecision, rows);
        }
    }

    /** One tracker's score on one sequence. */
    public record Row(String sequence, int frames, Measures measures) {}

    /**
     * One sequence: overlap over time of each tracker, and pictures.
     *
     * @param note why there are no pictures; empty otherwise
     */
    public record Clip(String sequence, int frames, List<Trace> traces, List<Picture> pictures, String note) {

        public Clip {
            traces = List.copyOf(traces);
            pictures = List.copyOf(pictures);
        }
    }

    /** Overlap over time, means of equal stretches of frames; NaN where there is no true box. */
    public record Trace(String tracker, List<Double> overlaps) {

        public Trace {
            overlaps = List.copyOf(overlaps);
        }
    }

    /**
     * A frame with boxes.
     *
     * @param width of the original picture, in whose pixels the boxes are
     * @param jpeg the picture, smaller, as base64
     */
    public record Picture(int frame, int width, int height, String jpeg, List<Drawn> boxes) {

        public Picture {
            boxes = List.copyOf(boxes);
        }

        /** The same picture with other boxes. */
        Picture with(List<Drawn> others) {
            return new Picture(frame, width, height, jpeg, others);
        }
    }

    /**
     * A box in a picture.
     *
     * @param tracker empty for the true box
     * @param overlap with the true box; NaN where unknown
     */
    public record Drawn(String tracker, double x, double y, double width, double height, double overlap) {
        /** The same under another name. */
        Drawn as(String name) {
            return new Drawn(name, x, y, width, height, overlap);
        }
    }

    /** Stores the values. */
    public void write(Path file) {
        try {
            TextOutput.write(file, MAPPER.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws InputException if the file is missing or not what {@link #write} writes */
    public static Report read(Path file) {
        Pointer.refuse(file);
        try {
            return MAPPER.readValue(Files.readAllBytes(file), Report.class);
        } catch (IOException | IllegalArgumentException | NullPointerException e) {
            throw new InputException(
                    file + ": no readable report (" + e.getClass().getSimpleName() + "); run the evaluation again", e);
        }
    }
}
