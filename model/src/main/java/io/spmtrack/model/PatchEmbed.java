package io.spmtrack.model;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Tensor;

/**
 * Cuts an image into patches and maps each linearly: a convolution whose stride is its size (docs/spec/model.md §3).
 */
record PatchEmbed(Convolution proj) implements Module {
    /**
     * The convolution's parameters.
     *
     * @param weight {@code [D, 3, patch, patch]}
     * @param bias {@code [D]}
     */
    record Convolution(Param weight, Param bias) implements Module {}

    static PatchEmbed of(int width, int patch, Role role) {
        Init init = new Init.Normal(1 / Math.sqrt(3.0 * patch * patch));
        return new PatchEmbed(
                new Convolution(Param.of(role, init, width, 3, patch, patch), Param.of(role, Init.zeros(), width)));
    }

    /** {@code [B, 3, H, W] → [B, cells, D]}, cells row-major. */
    Tensor apply(Tensor image) {
        int batch = image.shape().size(0);
        int width = proj.weight().shape().size(0);
        int patch = proj.weight().shape().size(2);
        int rows = image.shape().size(2) / patch;
        int columns = image.shape().size(3) / patch;
        Tensor patches = image.reshape(batch, 3, rows, patch, columns, patch)
                .permute(0, 2, 4, 1, 3, 5) // [B, rows, columns, 3, patch, patch]
                .reshape(batch, rows * columns, 3 * patch * patch);
        Tensor weight = image.tape().param(proj.weight()).reshape(width, 3 * patch * patch);
        return patches.linear(weight, image.tape().param(proj.bias())); // [B, cells, D]
    }
}
