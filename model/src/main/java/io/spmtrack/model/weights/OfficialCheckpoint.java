package io.spmtrack.model.weights;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.file.Safetensors;
import io.spmtrack.engine.file.TensorData;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TmoeSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The trained half of a tracker as the official code saves and loads it (docs/spec/model.md §10). */
public final class OfficialCheckpoint {
    private OfficialCheckpoint() {}

    /**
     * Writes the trained tensors and, where they differ from what the official code assumes, the scalars of TMoE's scaling.
     *
     * @throws InputException if the model has no frozen backbone, which the official code takes from a file of its own
     */
    public static int save(Path path, Model model) {
        if (model.settings().train() != ModelSettings.Train.ADAPTERS) {
            throw new InputException("model.train=full: all weights of this model were trained, and the official code"
                    + " reads only those beside a frozen backbone; leave --official away");
        }
        List<TensorData> tensors = new ArrayList<>();
        for (Param parameter : model.weights().parameters().values()) {
            if (parameter.role() != Role.FROZEN) {
                tensors.add(TensorData.floats(parameter.name(), Contents.shape(parameter), parameter::read));
            }
        }
        tensors.addAll(scalars(model.settings().tmoe()));
        Safetensors.write(path, tensors, Map.of());
        return tensors.size();
    }

    private static List<TensorData> scalars(TmoeSettings tmoe) {
        double alpha = tmoe.alpha();
        if (alpha == 1) {
            return List.of();
        }
        TensorData scale = alpha == Math.rint(alpha)
                ? TensorData.scalar(Checkpoint.ALPHA, (long) alpha)
                : TensorData.floats(Checkpoint.ALPHA, List.of(), (float) alpha);
        return List.of(scale, TensorData.flag(Checkpoint.RSEXPERT, tmoe.useRsexpert()));
    }
}
