package io.spmtrack.bench;

import static io.spmtrack.bench.Recording.NO_ROWS;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.Linear;
import io.spmtrack.engine.nn.TmoeLinear;
import io.spmtrack.engine.op.TmoeBackward;
import io.spmtrack.model.ModelSettings;
import java.util.ArrayList;
import java.util.List;

/** Matrix products with weights, between widths {@code in} and {@code out}. */
final class LayerOps {
    private LayerOps() {}

    private static Linear frozen(int in, int out) {
        return Linear.of(in, out, Role.FROZEN, new Init.Normal(1 / Math.sqrt(in)));
    }

    static BenchOp gemm(Shapes shapes, int in, int out) {
        Linear layer = frozen(in, out);
        return BenchOp.rowwise(
                BenchOp.name("gemm", shapes.rows(), in, out),
                shapes.rows(),
                layer,
                recording -> recording.output("y", 0, layer.apply(recording.input("x", 0, recording.rows(), in))));
    }

    static BenchOp inputGradient(Shapes shapes, int in, int out) {
        Linear layer = frozen(in, out);
        String name = BenchOp.name("gemm-igrad", shapes.rows(), in, out);
        return BenchOp.rowwise(name, shapes.rows(), layer, recording -> {
            Tensor gradient = recording.gradient("g", 0, recording.rows(), out);
            recording.output("dx", 0, gradient.matmul(recording.tape().param(layer.weight())));
        });
    }

    static BenchOp weightGradient(Shapes shapes, int in, int out) {
        String name = BenchOp.name("gemm-wgrad", shapes.rows(), in, out);
        return BenchOp.rowwise(name, shapes.rows(), recording -> {
            Tensor gradient = recording.gradient("g", 0, recording.rows(), out);
            Tensor x = recording.input("x", 0, recording.rows(), in);
            recording.output("dw", NO_ROWS, gradient.transpose().matmul(x));
        });
    }

    private static TmoeLinear mixture(Shapes shapes, int in, int out) {
        Role role = shapes.model().train() == ModelSettings.Train.FULL ? Role.TRAINED : Role.FROZEN;
        return TmoeLinear.of(
                in,
                out,
                role,
                new Init.Normal(1 / Math.sqrt(in)),
                shapes.model().tmoe().attention());
    }

    static BenchOp tmoe(Shapes shapes, int in, int out) {
        TmoeLinear layer = mixture(shapes, in, out);
        return BenchOp.rowwise(
                BenchOp.name("tmoe", shapes.rows(), in, out),
                shapes.rows(),
                layer,
                recording -> recording.output("y", 0, layer.apply(recording.input("x", 0, recording.rows(), in))));
    }

    /** Gradients of the input and of the weights that training changes. */
    static BenchOp tmoeBackward(Shapes shapes, int in, int out) {
        TmoeLinear layer = mixture(shapes, in, out);
        String name = BenchOp.name("tmoe-backward", shapes.rows(), in, out);
        BenchOp op = BenchOp.rowwise(name, shapes.rows(), layer, recording -> {
            List<Tensor> operands = layer.operands(recording.input("x", 0, recording.rows(), in));
            List<Tensor> all = new ArrayList<>(operands);
            all.add(recording.input("kept", 1, kept(layer), recording.rows()));
            all.add(recording.gradient("g", 0, recording.rows(), out));
            Tensor[] gradients = recording.tape().add(new TmoeBackward(layer.op()), all.toArray(Tensor[]::new));
            recording.output("dx", 0, gradients[0]);
            List<Tensor> trained = layer.parameters().values().stream()
                    .filter(parameter -> parameter.role() == Role.TRAINED)
                    .map(parameter -> recording.tape().param(parameter))
                    .toList();
            for (int i = 1; i < operands.size(); i++) {
                if (trained.contains(operands.get(i))) {
                    recording.output("d" + i, NO_ROWS, gradients[i]);
                }
            }
        });
        return op.after(recording -> {
            List<Tensor> operands = layer.operands(recording.input("x", 0, recording.rows(), in));
            recording.output("kept", 1, recording.tape().add(layer.op(), operands.toArray(Tensor[]::new))[1]);
        });
    }

    /** Numbers that the layer keeps of a token: the compressed token and its logits. */
    private static int kept(TmoeLinear layer) {
        return layer.op().compressions() * layer.tmoe().settings().r()
                + layer.op().experts();
    }
}
