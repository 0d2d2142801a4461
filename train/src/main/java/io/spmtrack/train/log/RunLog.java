package io.spmtrack.train.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Json;
import io.spmtrack.eval.report.TrainingRun;
import io.spmtrack.eval.report.TrainingRun.Curve;
import io.spmtrack.eval.report.TrainingRun.Point;
import io.spmtrack.eval.report.TrainingRun.Quantity;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The curves that a run's log holds, also while the run goes on. */
public final class RunLog {
    private static final ObjectMapper JSON = Json.mapper().build();
    private static final int POINTS = 300;
    private static final int MOST_VALUES = 10_000_000;

    private final Map<Quantity, List<Point>> points = new EnumMap<>(Quantity.class);
    private int values;

    private RunLog() {}

    /**
     * Reads a log.
     *
     * @param name what the run is called
     * @throws InputException if it cannot be read, or a line other than the last is not whole
     */
    public static TrainingRun read(Path file, String name) {
        RunLog log = new RunLog();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String line = reader.readLine();
            for (int number = 1; line != null; number++) {
                String next = reader.readLine();
                log.add(line, next == null, file + ", line " + number);
                line = next;
            }
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read: " + e, e);
        }
        List<Curve> curves = new ArrayList<>();
        log.points.forEach((quantity, found) -> curves.add(Curve.of(quantity, found, POINTS)));
        return new TrainingRun(name, curves);
    }

    /** The last line of a run that goes on may be half written. */
    private void add(String line, boolean last, String where) {
        try {
            JsonNode event = JSON.readTree(line);
            long step = event.path("step").asLong();
            switch (event.path("event").asText()) {
                case "stepped" -> {
                    add(Quantity.LOSS, step, event.path("loss"));
                    add(Quantity.LEARNING_RATE, step, event.path("learning_rate"));
                    add(Quantity.GRADIENT_NORM, step, event.path("grad_norm"));
                    add(Quantity.DATA_WAIT, step, event.path("data_wait"));
                    add(Quantity.MILLISECONDS, step, event.path("milliseconds"));
                }
                case "validated" -> add(Quantity.BOX, step, event.path("box"));
                case "averaged" -> add(Quantity.AVERAGE_BOX, step, event.path("box"));
                case "tracked" -> {
                    add(Quantity.OVERLAP, step, event.path("overlap"));
                    add(Quantity.EXPERT_LOAD, step, largest(event.path("experts")));
                }
                default -> {} // what makes no curve
            }
        } catch (JsonProcessingException e) {
            if (!last) {
                throw new InputException(where + ": is not valid JSON: the file is damaged", e);
            }
        }
    }

    /** Mean over the layers of the share of the expert with the most; no number where there are no experts. */
    private static JsonNode largest(JsonNode layers) {
        double sum = 0;
        for (JsonNode layer : layers) {
            double largest = 0;
            for (JsonNode share : layer.path("shares")) {
                largest = Math.max(largest, share.asDouble());
            }
            sum += largest;
        }
        return layers.isEmpty() ? JSON.nullNode() : JSON.getNodeFactory().numberNode(sum / layers.size());
    }

    /** Values that are no numbers, of steps that were left out, make no points. */
    private void add(Quantity quantity, long step, JsonNode value) {
        if (value.isNumber() && Double.isFinite(value.asDouble()) && values < MOST_VALUES) {
            points.computeIfAbsent(quantity, each -> new ArrayList<>()).add(new Point(step, value.asDouble()));
            values++;
        }
    }
}
