package io.spmtrack.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.file.Json;
import io.spmtrack.engine.validating.NotFiniteException;
import io.spmtrack.engine.validating.ValidatingBackend;
import io.spmtrack.model.Model;
import io.spmtrack.model.settings.FileFormat;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.SettingNodes;
import io.spmtrack.train.data.Sample;
import io.spmtrack.train.guard.BlackBox;
import io.spmtrack.train.optimizer.Optimizer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the gradient of a step again, op by op, to name the first one whose result is not finite.
 *
 * @param step counted from 1
 * @param seed of the run
 * @param suspects see {@link BlackBox#suspects}
 * @param culprit op, shapes and model line, or that the norm of finite gradients is not; empty if all is finite
 */
public record Replay(long step, long seed, List<String> suspects, Optional<String> culprit) {
    private static final ObjectMapper JSON = Json.mapper().build();

    public Replay {
        suspects = List.copyOf(suspects);
    }

    /** All settings as a text for a {@link BlackBox}. */
    static String text(RunSettings settings) {
        return SettingNodes.of(RunSettings.KEYS.values(settings)).toString();
    }

    private static RunSettings settings(Path file) {
        try {
            Map<String, Object> stated =
                    new LinkedHashMap<>(SettingNodes.read(JSON.readTree(BlackBox.settings(file)), file.toString()));
            FileFormat.remove(stated, file.toString());
            Overrides<RunSettings> overrides = new Overrides<>(RunSettings.KEYS);
            stated.forEach((key, value) -> overrides.set(
                    key, RunSettings.KEYS.key(key, file.toString()).parse(value, file.toString()), file.toString()));
            return overrides.build();
        } catch (JsonProcessingException e) {
            throw new InputException(file + ": its settings are not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Does the step of a black box again.
     *
     * @throws InputException if the file is absent, damaged or hostile
     */
    public static Replay of(Path file, Backend backend) {
        RunSettings settings = settings(file);
        try (Model model = new Model(settings.model(), settings.tracker(), settings.groups())) {
            Optimizer optimizer = new Optimizer(model.weights(), settings.optimizer());
            BlackBox box = BlackBox.read(
                    file,
                    settings.train().batch(),
                    () -> Sample.room(settings.crops(), settings.sampling()),
                    model.weights().parameters());
            return new Replay(
                    box.step() + 1,
                    settings.train().seed(),
                    box.suspects(),
                    culprit(model, optimizer, settings, backend, box.samples(), box.step()));
        }
    }

    /** The first op whose result is not finite, with weights as they are now; only the gradients change. */
    static Optional<String> culprit(
            Model model, Optimizer optimizer, RunSettings settings, Backend backend, List<Sample> batch, long step) {
        TrainSettings train = settings.train();
        long epoch = step / (settings.sampling().samplesPerEpoch() / train.batch());
        long[] positives = BatchInputs.positives(batch);
        try (TrainingSession session =
                new TrainingSession(model, optimizer, settings.loss(), train, ValidatingBackend.finite(backend))) {
            for (int i = 0; i < train.microBatches(); i++) {
                List<Sample> micro = batch.subList(i * train.microBatch(), (i + 1) * train.microBatch());
                try {
                    session.gradient(micro, positives, step * train.microBatches() + i, epoch);
                } catch (NotFiniteException e) {
                    return Optional.of(e.getMessage());
                }
                double squares = squares(optimizer.gradients());
                if (squares > Float.MAX_VALUE) {
                    return Optional.of("every gradient is finite, but their sum of squares, " + squares
                            + ", is beyond 32-bit floats");
                }
            }
        }
        return Optional.empty();
    }

    private static double squares(List<Param> gradients) {
        double sum = 0;
        for (Param gradient : gradients) {
            MemorySegment values = gradient.segment();
            for (long i = 0; i < gradient.shape().count(); i++) {
                double value = values.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                sum += value * value;
            }
        }
        return sum;
    }
}
