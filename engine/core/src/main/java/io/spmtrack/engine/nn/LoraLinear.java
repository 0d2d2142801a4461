package io.spmtrack.engine.nn;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/** A pretrained linear layer with a low-rank update, {@code W x + b + s · B (A x)} (Hu et al. 2022; docs/spec/variants.md §1). */
public record LoraLinear(Linear linear, Update lora) implements Projection {
    /** How the trainable matrices start (docs/spec/variants.md §1, {@code lora_init}). */
    public enum InitMethod {
        BERT,
        LORA,
        GAUSSIAN
    }

    /**
     * Settings common to all LoRA layers of a model.
     *
     * @param r rank
     * @param alpha scaling numerator: alpha / r, or alpha / √r with {@code useRslora}
     */
    public record Settings(int r, double alpha, boolean useRslora, InitMethod initMethod) {
        /** The factor s on the update. */
        public double scale() {
            return useRslora ? alpha / Math.sqrt(r) : alpha / r;
        }
    }

    /**
     * The trainable part of the layer.
     *
     * @param down A {@code [r, in]}
     * @param up B {@code [out, r]}
     */
    public record Update(@Named("A") Param down, @Named("B") Param up, Settings settings) implements Module {
        /** {@code s · B (A x)}, {@code [.., in] → [.., out]}. */
        Tensor apply(Tensor x) {
            Tape tape = x.tape();
            Tensor low = x.linear(tape.param(down)); // [.., r]
            double scale = settings.scale();
            Tensor scaled = scale == 1 ? low : low.mul(scale);
            return scaled.linear(tape.param(up));
        }
    }

    /** Wraps a layer of the given sizes; the pretrained part has role and initial values of its own. */
    public static LoraLinear of(int in, int out, Role role, Init init, Settings settings) {
        int r = settings.r();
        Init down = switch (settings.initMethod()) {
            case BERT -> new Init.Normal(0.02);
            case LORA -> new Init.Uniform(1 / Math.sqrt(in));
            case GAUSSIAN -> new Init.Normal(1.0 / r);
        };
        Init up = settings.initMethod() == InitMethod.BERT ? new Init.Normal(0.02) : Init.zeros();
        return new LoraLinear(
                Linear.of(in, out, role, init),
                new Update(Param.trained(down, r, in), Param.trained(up, out, r), settings));
    }

    @Override
    public Tensor apply(Tensor x) {
        return linear.apply(x).add(lora.apply(x)); // [.., out]
    }

    /** Adds the update to the weights, {@code W + s · B A} in 32-bit floats: the linear layer alone computes the same then. */
    public void merge() {
        float[][] down = rows(lora.down());
        float[][] up = rows(lora.up());
        float scale = (float) lora.settings().scale();
        long bytes = (long) down[0].length * Float.BYTES;
        MemorySegment weight = linear.weight().segment();
        IntStream.range(0, up.length).parallel().forEach(i -> {
            float[] row = weight.asSlice(i * bytes, bytes).toArray(ValueLayout.JAVA_FLOAT);
            for (int k = 0; k < down.length; k++) {
                addScaled(row, scale * up[i][k], down[k]);
            }
            MemorySegment.copy(row, 0, weight, ValueLayout.JAVA_FLOAT, i * bytes, row.length);
        });
    }

    private static void addScaled(float[] sum, float factor, float... values) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] += factor * values[j];
        }
    }

    private static float[][] rows(Param matrix) {
        int width = matrix.shape().size(1);
        long bytes = (long) width * Float.BYTES;
        return IntStream.range(0, matrix.shape().size(0))
                .mapToObj(row -> matrix.segment().asSlice(row * bytes, bytes).toArray(ValueLayout.JAVA_FLOAT))
                .toArray(float[][]::new);
    }
}
