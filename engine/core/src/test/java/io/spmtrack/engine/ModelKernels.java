package io.spmtrack.engine;

import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.AttentionBackward;
import io.spmtrack.engine.op.LayerNormBackward;
import io.spmtrack.engine.op.Tmoe;
import io.spmtrack.engine.op.TmoeBackward;
import io.spmtrack.engine.op.UnaryKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The kernels a block of SPMTrack-B spends its time in, at their sizes there, each a program of its own. */
final class ModelKernels {
    private static final int TOKENS = 1318;
    private static final int WIDTH = 768;
    private static final int HEADS = 12;
    private static final int RANK = 64;
    private static final int EXPERTS = 4;
    private static final int RUNS = 20;
    private static final double EPSILON = 1e-6;

    private record Kernel(String name, Tape tape) {}

    private ModelKernels() {}

    /** Runs each kernel until it allocates nothing, and then all of them again, which must not bring any allocation back. */
    static void settle(boolean forwardFirst) {
        List<Kernel> forward =
                List.of(product(), tmoe(false), attention(false), norm(false), gelu(), softmax(), weightGradient());
        List<Kernel> backward = List.of(tmoe(true), attention(true), norm(true));
        List<Kernel> order = new ArrayList<>(forwardFirst ? forward : backward);
        order.addAll(forwardFirst ? backward : forward);
        for (Kernel kernel : order) {
            run(kernel);
        }
        for (Kernel kernel : order) {
            run(kernel);
        }
    }

    private static void run(Kernel kernel) {
        CountingBackend backend = new CountingBackend(new CpuBackend(2));
        try (Session session = backend.load(Map.of(kernel.name(), Compiler.compile(kernel.tape(), backend)))) {
            backend.settle(RUNS, () -> session.run(kernel.name()));
        } catch (AssertionError failure) {
            throw new AssertionError(kernel.name() + ": " + failure.getMessage(), failure);
        }
    }

    private static Tensor tokens(Tape tape, String name) {
        return tape.input(name, DType.F32, TOKENS, WIDTH);
    }

    private static Kernel product() {
        Tape tape = new Tape();
        Tensor weight = tape.input("weight", DType.F32, WIDTH, WIDTH);
        tape.output("y", tokens(tape, "x").linear(weight, tape.input("bias", DType.F32, WIDTH), Activation.NONE));
        return new Kernel("product", tape);
    }

    private static Kernel weightGradient() {
        Tape tape = new Tape();
        tape.output("dw", tokens(tape, "g").transpose().matmul(tokens(tape, "x")));
        return new Kernel("weight gradient", tape);
    }

    private static Kernel tmoe(boolean backward) {
        Tape tape = new Tape();
        Tmoe op = new Tmoe(EXPERTS, false, false, 1);
        List<Tensor> in = new ArrayList<>(List.of(
                tokens(tape, "x"),
                tape.input("weight", DType.F32, WIDTH, WIDTH),
                tape.input("bias", DType.F32, WIDTH),
                tape.input("router", DType.F32, EXPERTS, WIDTH),
                tape.input("compress", DType.F32, RANK, WIDTH)));
        for (int i = 0; i < EXPERTS; i++) {
            in.add(tape.input("expert" + i, DType.F32, WIDTH, RANK));
        }
        if (!backward) {
            tape.output("y", tape.add(op, in.toArray(Tensor[]::new))[0]);
            return new Kernel("tmoe", tape);
        }
        in.add(tape.input("kept", DType.F32, RANK + EXPERTS, TOKENS));
        in.add(tokens(tape, "g"));
        Tensor[] gradients = tape.add(new TmoeBackward(op), in.toArray(Tensor[]::new));
        for (int i : new int[] {0, 3, 4, 5, 6, 7, 8}) {
            tape.output("d" + i, gradients[i]);
        }
        return new Kernel("tmoe backward", tape);
    }

    private static Kernel attention(boolean backward) {
        Tape tape = new Tape();
        int depth = WIDTH / HEADS;
        double scale = 1 / Math.sqrt(depth);
        Tensor q = tape.input("q", DType.F32, 1, TOKENS, HEADS, depth);
        Tensor k = tape.input("k", DType.F32, 1, TOKENS, HEADS, depth);
        Tensor v = tape.input("v", DType.F32, 1, TOKENS, HEADS, depth);
        if (!backward) {
            Tensor[] results = tape.add(new Attention(scale), q, k, v);
            tape.output("y", results[0]);
            tape.output("sums", results[1]);
            return new Kernel("attention", tape);
        }
        Tensor y = tape.input("y", DType.F32, 1, TOKENS, HEADS, depth);
        Tensor sums = tape.input("sums", DType.F32, 1, HEADS, TOKENS);
        Tensor gradient = tape.input("g", DType.F32, 1, TOKENS, HEADS, depth);
        Tensor[] gradients = tape.add(new AttentionBackward(scale), q, k, v, y, sums, gradient);
        tape.output("dq", gradients[0]);
        tape.output("dk", gradients[1]);
        tape.output("dv", gradients[2]);
        return new Kernel("attention backward", tape);
    }

    private static Kernel norm(boolean backward) {
        Tape tape = new Tape();
        Tensor scale = tape.input("scale", DType.F32, WIDTH);
        if (!backward) {
            tape.output("y", tokens(tape, "x").layerNorm(scale, tape.input("shift", DType.F32, WIDTH), EPSILON));
            return new Kernel("layer norm", tape);
        }
        Tensor[] gradients = tape.add(new LayerNormBackward(EPSILON), tokens(tape, "x"), scale, tokens(tape, "g"));
        tape.output("dx", gradients[0]);
        return new Kernel("layer norm backward", tape);
    }

    private static Kernel gelu() {
        Tape tape = new Tape();
        tape.output("y", tokens(tape, "x").unary(UnaryKind.GELU));
        return new Kernel("gelu", tape);
    }

    private static Kernel softmax() {
        Tape tape = new Tape();
        tape.output("y", tape.input("x", DType.F32, 2, TOKENS, TOKENS).softmax());
        return new Kernel("softmax", tape);
    }
}
