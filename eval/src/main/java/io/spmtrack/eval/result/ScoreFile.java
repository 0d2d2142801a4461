package io.spmtrack.eval.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.spmtrack.engine.file.Json;
import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.eval.metric.Interval;
import io.spmtrack.eval.metric.Measures;
import io.spmtrack.eval.metric.SequenceScore;
import java.nio.file.Path;
import java.util.List;

/**
 * The content of {@code score --json} and of an evaluation's {@code summary.json} ({@code cli.md}): numbers 0 to 1,
 * those a rule does not define left out.
 */
public record ScoreFile(
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String tracker,
        List<Dataset> datasets,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Failure> failures) {

    private static final ObjectMapper MAPPER = Json.mapper()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    public ScoreFile {
        datasets = List.copyOf(datasets);
        failures = List.copyOf(failures);
    }

    /** A sequence that could not be tracked. */
    public record Failure(String sequence, String message) {}

    /** A data set's score. */
    @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Undefined.class)
    public record Dataset(
            String name,
            String rule,
            int sequences,
            long frames,
            double auc,
            double precision,
            double normPrecision,
            double ao,
            double sr50,
            double sr75,
            @JsonProperty("auc_ci95") List<Double> aucInterval,
            List<Row> perSequence) {

        static Dataset of(DatasetScore score) {
            Measures measures = score.measures();
            return new Dataset(
                    score.name(),
                    score.rule().label(),
                    score.perSequence().size(),
                    score.frames(),
                    measures.auc(),
                    measures.precision(),
                    measures.normPrecision(),
                    measures.ao(),
                    measures.sr50(),
                    measures.sr75(),
                    interval(score.aucInterval()),
                    score.perSequence().stream().map(Row::of).toList());
        }

        private static List<Double> interval(Interval interval) {
            return interval.known() ? List.of(interval.low(), interval.high()) : List.of();
        }
    }

    /** A sequence's score. */
    @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Undefined.class)
    public record Row(
            String name,
            int frames,
            double auc,
            double precision,
            double normPrecision,
            double ao,
            double sr50,
            double sr75) {

        static Row of(SequenceScore score) {
            Measures measures = score.measures();
            return new Row(
                    score.name(),
                    score.frames(),
                    measures.auc(),
                    measures.precision(),
                    measures.normPrecision(),
                    measures.ao(),
                    measures.sr50(),
                    measures.sr75());
        }
    }

    /** Scores of results whose tracker has no name, as the command {@code spmtrack score} prints them. */
    public static ScoreFile of(List<DatasetScore> scores) {
        return of("", scores, List.of());
    }

    /** Scores of an evaluation with the sequences that failed. */
    public static ScoreFile of(String tracker, List<DatasetScore> scores, List<Outcome> outcomes) {
        List<Failure> failures = outcomes.stream()
                .<Failure>mapMulti((outcome, sink) -> {
                    if (outcome instanceof Outcome.Failed failed) {
                        sink.accept(new Failure(failed.sequence(), failed.message()));
                    }
                })
                .toList();
        return new ScoreFile(tracker, scores.stream().map(Dataset::of).toList(), failures);
    }

    public String json() {
        try {
            return MAPPER.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the file whole or not at all. */
    public void write(Path file) {
        TextOutput.write(file, json());
    }

    /** Equal, in Jackson's way of asking, to what is not to be written: NaN and the empty interval. */
    static final class Undefined {

        @Override
        public boolean equals(Object value) {
            return (value instanceof Double number && number.isNaN())
                    || (value instanceof List<?> list && list.isEmpty());
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }
}
