package io.spmtrack.engine.nn;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Tensor;

/**
 * A convolution of odd size that keeps height and width, zeros behind the borders, of channels last.
 *
 * @param weight {@code [out, in, k, k]}
 * @param bias {@code [out]}
 */
public record Conv(Param weight, Param bias) implements Module {
    /** A trained one; the bias starts as PyTorch has it. */
    public static Conv of(int in, int out, int size, Init init) {
        return new Conv(
                Param.trained(init, out, in, size, size),
                Param.trained(new Init.Uniform(1 / Math.sqrt((double) size * size * in)), out));
    }

    /** {@code [B, H, W, in] → [B, H, W, out]}. */
    public Tensor apply(Tensor x) {
        int out = weight.shape().size(0);
        int size = weight.shape().size(2);
        Tensor matrix = x.tape()
                .param(weight)
                .permute(0, 2, 3, 1)
                .reshape(out, size * size * weight.shape().size(1)); // [out, k·k·in]
        return neighbours(x, size).linear(matrix, x.tape().param(bias));
    }

    /** Every pixel with those around it, {@code [B, H, W, C] → [B, H, W, k·k·C]}. */
    public static Tensor neighbours(Tensor x, int size) {
        int border = size / 2;
        int height = x.shape().size(1);
        int width = x.shape().size(2);
        Tensor padded = x.pad(1, border, border).pad(2, border, border);
        Tensor[] parts = new Tensor[size * size];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = padded.slice(1, i / size, height).slice(2, i % size, width);
        }
        return Tensor.concat(3, parts);
    }
}
