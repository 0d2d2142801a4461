package io.spmtrack.train;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.file.Safetensors;
import io.spmtrack.engine.file.TensorData;
import io.spmtrack.engine.file.TensorEntry;
import io.spmtrack.engine.file.TensorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a run is, and the file that holds it together with weights and moments: all that is needed to go on. The file appears
 * whole or not at all, so a half-written one is never taken for a good one.
 *
 * @param step steps made
 * @param applied those that changed the weights: with a finite loss and gradient
 * @param bestLoss lowest box loss in validation so far, infinite before the first
 * @param bestAverageLoss the same of averaged weights, infinite where there are none
 */
record TrainingState(long step, long applied, double bestLoss, double bestAverageLoss) {
    /** Before the first step. */
    static final TrainingState START = new TrainingState(0, 0, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    private static final String STEP = "step";
    private static final String APPLIED = "applied_updates";
    private static final String BEST = "best_validation_box_loss";
    private static final String BEST_AVERAGE = "best_validation_box_loss_of_average";
    private static final String SETTINGS = "settings";

    /**
     * Writes this with weights and moments.
     *
     * @param settings of the run; those of a run that goes on must agree with them
     */
    void save(Path file, Map<String, Param> parameters, RunSettings settings) {
        List<TensorData> tensors = new ArrayList<>();
        parameters.forEach((name, parameter) -> tensors.add(TensorData.floats(
                name,
                Arrays.stream(parameter.shape().sizes()).mapToObj(Long::valueOf).toList(),
                parameter::read)));
        Map<String, String> metadata = new TreeMap<>(Map.of(
                STEP,
                Long.toString(step),
                APPLIED,
                Long.toString(applied),
                BEST,
                Double.toString(bestLoss),
                SETTINGS,
                RunFingerprint.of(settings)));
        if (Double.isFinite(bestAverageLoss)) {
            metadata.put(BEST_AVERAGE, Double.toString(bestAverageLoss));
        }
        Safetensors.write(file, tensors, metadata);
    }

    /** Reads such a file into the parameters; nothing is changed unless all of it fits. */
    static TrainingState load(Path file, Map<String, Param> parameters, RunSettings settings) {
        try (TensorFile tensors = Safetensors.open(file)) {
            Map<String, String> metadata = tensors.metadata();
            if (!metadata.keySet().containsAll(List.of(STEP, APPLIED, BEST, SETTINGS))) {
                throw new InputException(file + ": not a training checkpoint: steps or settings are missing");
            }
            RunFingerprint.check(metadata.get(SETTINGS), settings, file.toString());
            check(file, tensors, parameters);
            parameters.forEach((name, parameter) -> tensors.read(name, parameter.segment()));
            return new TrainingState(
                    Long.parseLong(metadata.get(STEP)),
                    Long.parseLong(metadata.get(APPLIED)),
                    Double.parseDouble(metadata.get(BEST)),
                    Double.parseDouble(metadata.getOrDefault(BEST_AVERAGE, "Infinity")));
        } catch (NumberFormatException e) {
            throw new InputException(file + ": its step or loss is not a number: " + e.getMessage(), e);
        }
    }

    private static void check(Path file, TensorFile tensors, Map<String, Param> parameters) {
        parameters.forEach((name, parameter) -> {
            TensorEntry entry = tensors.entries().get(name);
            if (entry == null) {
                throw new InputException(file + ": missing: " + name);
            }
            if (entry.elements() != parameter.shape().count()) {
                throw new InputException(
                        file + ": " + name + ": shape " + entry.shape() + ", expected " + parameter.shape());
            }
        });
    }
}
