package io.spmtrack.model.weights;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.file.Safetensors;
import io.spmtrack.engine.file.TensorData;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TmoeSettings;
import io.spmtrack.model.variant.LoraSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The trained half of a tracker as the official code saves and loads it (docs/spec/model.md §10). */
public final class OfficialCheckpoint {
    private static final String VARIANCE = ".running_var";

    private OfficialCheckpoint() {}

    /**
     * Writes the trained tensors and, where they differ from what the official code assumes, the scalars of the scaling of TMoE and LoRA.
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
            if (parameter.name().endsWith(VARIANCE)) { // PyTorch wants to find it, and does not use it
                tensors.add(TensorData.scalar(parameter.name().replace(VARIANCE, Checkpoint.COUNTED), 0));
            }
        }
        TmoeSettings tmoe = model.settings().tmoe();
        LoraSettings lora = model.settings().lora();
        if (tensors.stream().anyMatch(tensor -> tensor.entry().name().contains(".tmoe."))) {
            tensors.addAll(scalars(Checkpoint.ALPHA, tmoe.alpha(), Checkpoint.RSEXPERT, tmoe.useRsexpert()));
        }
        if (tensors.stream().anyMatch(tensor -> tensor.entry().name().contains(".lora."))) {
            tensors.addAll(scalars(Checkpoint.LORA_ALPHA, lora.loraAlpha(), Checkpoint.RSLORA, lora.useRslora()));
        }
        Safetensors.write(path, tensors, Map.of());
        return tensors.size();
    }

    /** A scaling's numerator, and whether a root is taken: where the official code would not assume them. */
    private static List<TensorData> scalars(String name, double alpha, String rootName, boolean root) {
        if (alpha == 1 && !root) {
            return List.of();
        }
        TensorData scale = alpha == Math.rint(alpha)
                ? TensorData.scalar(name, (long) alpha)
                : TensorData.floats(name, List.of(), (float) alpha);
        return List.of(scale, TensorData.flag(rootName, root));
    }
}
