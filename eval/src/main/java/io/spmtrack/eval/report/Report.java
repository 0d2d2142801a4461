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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /**
     * One data set under one rule; the trackers share its sequences.
     *
     * @param attributes the sequences that have each; empty where none are known, as in files of earlier versions
     */
    public record Dataset(
            String name, String rule, List<Entry> trackers, List<Clip> clips, Map<String, List<String>> attributes) {

        public Dataset {
            trackers = List.copyOf(trackers);
            clips = List.copyOf(clips);
            attributes = attributes == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        }

        /** The same with other scores. */
        public Dataset of(List<Entry> others) {
            return new Dataset(name, rule, others, clips, attributes);
        }

        /** The same with attributes. */
        public Dataset with(Map<String, List<String>> others) {
            return new Dataset(name, rule, trackers, clips, others);
        }
    }

    /**
     * One tracker's score on a data set; curves in the order of the thresholds, empty where not defined.
     *
     * @param parameters of its network; 0 where unknown
     * @param stages how long its frames take; empty where unknown
     */
    public record Entry(
            String tracker,
            Measures measures,
            Interval aucInterval,
            double framesPerSecond,
            List<Double> success,
            List<Double> precision,
            List<Double> normalizedPrecision,
            List<Row> rows,
            long parameters,
            List<Stage> stages) {

        public Entry {
            success = List.copyOf(success);
            precision = List.copyOf(precision);
            normalizedPrecision = List.copyOf(normalizedPrecision);
            rows = List.copyOf(rows);
            stages = stages == null ? List.of() : List.copyOf(stages);
        }

        /** The same with a number of parameters. */
        public Entry with(long others) {
            return with(tracker, others);
        }

        /** The same under another name. */
        Entry as(String name) {
            return with(name, parameters);
        }

        private Entry with(String name, long others) {
            return new Entry(
                    name,
                    measures,
                    aucInterval,
                    framesPerSecond,
                    success,
                    precision,
                    normalizedPrecision,
                    rows,
                    others,
                    stages);
        }
    }

    /** Milliseconds of a stage of tracking. */
    public record Stage(String name, double median, double p95) {}

    /**
     * One tracker's score on one sequence.
     *
     * @param weight its share of the data set's score; 0 in files of earlier versions, which have no curves
     * @param experts average gates by the name of their layer; empty where unknown
     */
    public record Row(
            String sequence,
            int frames,
            int weight,
            Measures measures,
            List<Double> success,
            List<Double> precision,
            Map<String, List<Double>> experts) {

        public Row {
            success = success == null ? List.of() : List.copyOf(success);
            precision = precision == null ? List.of() : List.copyOf(precision);
            experts = experts == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(experts));
        }
    }

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

        /** The same with pictures, or with why there are none. */
        Clip with(List<Picture> others, String why) {
            return new Clip(sequence, frames, traces, others, why);
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
