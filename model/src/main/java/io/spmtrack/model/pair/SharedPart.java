package io.spmtrack.model.pair;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.Linear;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What modalities share: parallel layers between one narrowing and one widening layer, {@code up(Σ a_m · act(F_m z + b_m))} with
 * {@code z = down(v)}. The change of width, which is what costs, is paid once.
 *
 * @param router matrix {@code [M, r]}, where its softmax combines the layers
 */
public record SharedPart(Linear down, List<Linear> layers, Optional<Param> router, Linear up) implements Module {
    static SharedPart of(SdmoeSettings settings, int width, int inner) {
        int layers = settings.sdmoeShared();
        boolean routed = settings.sdmoeCombine() == SdmoeSettings.Combine.SOFTMAX;
        return new SharedPart(
                Sdmoe.layer(width, inner),
                Stream.generate(() -> Sdmoe.layer(inner, inner)).limit(layers).toList(),
                routed ? Optional.of(Param.trained(Sdmoe.xavier(inner, layers), layers, inner)) : Optional.empty(),
                Linear.of(inner, width, Role.TRAINED, Init.zeros()));
    }

    /** {@code [T, C] → [T, C]}. */
    Tensor apply(Tensor x, SdmoeSettings settings) {
        Tensor narrow = down.apply(x); // [T, r]
        Optional<Tensor> shares =
                router.map(matrix -> narrow.linear(x.tape().param(matrix)).softmax()); // [T, M]
        Tensor sum = Tensor.none();
        for (int i = 0; i < layers.size(); i++) {
            int layer = i;
            Tensor value = layers.get(i).apply(narrow, settings.sdmoeActivation());
            sum = sum.plus(shares.map(all -> value.mul(all.slice(1, layer, 1))).orElse(value));
        }
        Tensor combined = settings.sdmoeCombine() == SdmoeSettings.Combine.MEAN ? sum.mul(1.0 / layers.size()) : sum;
        return up.apply(combined);
    }
}
