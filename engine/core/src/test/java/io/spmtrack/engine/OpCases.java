package io.spmtrack.engine;

import static io.spmtrack.engine.OpCase.fixed;
import static io.spmtrack.engine.OpCase.in;
import static io.spmtrack.engine.OpCase.index;
import static io.spmtrack.engine.OpCase.many;
import static io.spmtrack.engine.OpCase.of;
import static io.spmtrack.engine.OpCase.range;

import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.AttentionBackward;
import io.spmtrack.engine.op.BinaryKind;
import io.spmtrack.engine.op.Grouped;
import io.spmtrack.engine.op.LayerNormBackward;
import io.spmtrack.engine.op.Linear;
import io.spmtrack.engine.op.Random;
import io.spmtrack.engine.op.Reduction;
import io.spmtrack.engine.op.Tmoe;
import io.spmtrack.engine.op.TmoeBackward;
import io.spmtrack.engine.op.UnaryKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every op, one line a case: sizes around the lane widths, scalars, empty axes, broadcasts, strided operands, extreme values. */
public final class OpCases {
    private static final int[] SIZES = {1, 7, 8, 15, 16, 17, 33, 65};

    private OpCases() {}

    public static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        elementwise(cases);
        layouts(cases);
        reductions(cases);
        products(cases);
        rows(cases);
        attention(cases);
        mixtures(cases);
        groups(cases);
        return cases;
    }

    // spotless:off (a table: one line a case)
    private static void elementwise(List<OpCase> cases) {
        for (UnaryKind kind : UnaryKind.values()) {
            cases.add(of("unary " + kind, x -> x[0].unary(kind), domain(kind, 3, 37)));
            cases.add(of("unary scalar " + kind, x -> x[0].unary(kind), domain(kind)));
            cases.add(of("unary strided " + kind, x -> x[0].transpose().unary(kind), domain(kind, 19, 5)));
            cases.add(of("unary empty " + kind, x -> x[0].unary(kind), domain(kind, 0, 3)));
            cases.add(of("unary extreme " + kind, x -> x[0].unary(kind), EXTREME));
        }
        for (BinaryKind kind : BinaryKind.values()) {
            cases.add(of("binary " + kind, x -> x[0].binary(kind, x[1]), in(3, 37), range(0.5, 3, 3, 37)));
            cases.add(of("binary row " + kind, x -> x[0].binary(kind, x[1]), in(3, 37), range(0.5, 3, 37)));
            cases.add(of("binary column " + kind, x -> x[0].binary(kind, x[1]), in(3, 37), range(0.5, 3, 3, 1)));
            cases.add(of("binary scalar " + kind, x -> x[0].binary(kind, x[1]), in(5, 1, 17), range(0.5, 3)));
            cases.add(of("binary both ways " + kind, x -> x[0].binary(kind, x[1]), in(4, 1, 9), range(0.5, 3, 3, 1)));
            cases.add(of(
                    "binary strided " + kind,
                    x -> x[0].transpose().binary(kind, x[1]),
                    in(9, 20),
                    range(0.5, 3, 20, 9)));
            cases.add(of("binary empty " + kind, x -> x[0].binary(kind, x[1]), in(0, 3), range(0.5, 3, 3)));
        }
        cases.add(of("select", x -> x[0].binary(BinaryKind.GREATER, x[1]).select(x[1], x[2]), in(50), in(50), in(50)));
        cases.add(
                of("select ignores nan", x -> x[0].select(x[1], x[2]), fixed(1, 0, 1), in(3), fixed(Double.NaN, 4, 5)));
        cases.add(of("same tensor twice", x -> x[0].mul(x[0]).add(x[0]), in(4, 19)));
        cases.add(of("tensor and its transpose", x -> x[0].exp().mul(x[0].exp().transpose()), in(9, 9)));
    }

    private static final OpCase.In EXTREME = fixed(
            0,
            -0.0,
            1e-40,
            -1e-40,
            1e-30,
            1e30,
            -1e30,
            88,
            89,
            -87,
            -88,
            -104,
            1e-8,
            5,
            -5,
            12,
            -12,
            30,
            -30,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN,
            0.5,
            -0.5,
            1,
            -1,
            2,
            3.4e38);

    private static OpCase.In domain(UnaryKind kind, int... sizes) {
        return switch (kind) {
            case LOG, SQRT, RECIPROCAL -> range(0.3, 3, sizes);
            case LOG1P -> range(-0.6, 3, sizes);
            case ABS, SIGN, RELU -> range(0.1, 3, sizes);
            case NEGATE, EXP, SIGMOID, TANH, ERF, GELU, GELU_SLOPE, SILU, SILU_SLOPE, FINITE -> range(-3, 3, sizes);
        };
    }

    private static void layouts(List<OpCase> cases) {
        cases.add(of("reshape", x -> x[0].reshape(6, 4).exp(), in(2, 3, 4)));
        cases.add(of(
                "reshape of permuted", x -> x[0].permute(2, 0, 1).reshape(4, 6).exp(), in(2, 3, 4)));
        cases.add(of(
                "reshape merges strided", x -> x[0].slice(0, 1, 2).reshape(24).exp(), in(4, 3, 4)));
        cases.add(of("permute", x -> x[0].permute(1, 2, 0).exp(), in(17, 3, 5)));
        cases.add(of("expand", x -> x[0].expand(Shape.of(4, 3, 18)).mul(2), in(3, 1)));
        cases.add(of("slice", x -> x[0].slice(1, 3, 17).exp(), in(5, 29)));
        cases.add(of("slice output", x -> x[0].slice(-1, 2, 3), in(5, 9)));
        cases.add(of("detach", x -> x[0].mul(x[0].detach()).sumAll().add(x[0].sumAll()), fixed(1, 2, 3)));
        cases.add(of("again", x -> x[0].exp().mul(x[0].again().exp()), in(3, 17)));
        cases.add(of("concat 0", x -> Tensor.concat(0, x[0].exp(), x[1].mul(2)), in(3, 17), in(2, 17)));
        cases.add(of("concat last", x -> Tensor.concat(-1, x[0].exp(), x[1], x[0]), in(3, 17), in(3, 2)));
        cases.add(of(
                "concat of concat",
                x -> Tensor.concat(0, Tensor.concat(0, x[0].exp(), x[1].exp()), x[0].exp()),
                in(5),
                in(7)));
        cases.add(of(
                "concat used after",
                x -> Tensor.concat(0, x[0].exp(), x[1]).add(x[0].exp().sumAll()),
                in(5),
                in(7)));
        cases.add(of("pad", x -> x[0].exp().pad(1, 2, 3), in(4, 9)));
        cases.add(of("pad first axis", x -> x[0].exp().pad(0, 1, 2), in(4, 9)));
        cases.add(of("cast", x -> x[0].cast(DType.F32).mul(2), in(33)));
        cases.add(of(
                "cast to integer and back",
                x -> x[0].mul(3).cast(DType.I32).cast(DType.F32),
                fixed(1.5, -1.5, 0.4, 7.9)));
        cases.add(of("cast index", x -> x[0].cast(DType.F32).mul(0.5), index(9, 20)));
        cases.add(of("gather", x -> x[0].gather(x[1]), in(7, 19), index(7, 3, 4)));
        cases.add(of("gather scalars", x -> x[0].gather(x[1]), in(7), index(7, 33)));
        cases.add(of("scatterAdd", x -> x[0].scatterAdd(x[1], 5), in(3, 4, 19), index(5, 3, 4)));
        cases.add(of(
                "random",
                x -> x[1].mul(x[0].tape().add(new Random(7, 3, Shape.of(5, 9)), x[0])[0]),
                index(9),
                in(5, 9)));
    }

    private static void reductions(List<OpCase> cases) {
        for (Reduction kind : Reduction.values()) {
            for (int size : SIZES) {
                cases.add(of("reduce last " + size + " " + kind, x -> x[0].reduce(kind, List.of(1)), in(5, size)));
                cases.add(of("reduce first " + size + " " + kind, x -> x[0].reduce(kind, List.of(0)), in(5, size)));
            }
            cases.add(of("reduce middle " + kind, x -> x[0].reduce(kind, List.of(1)), in(3, 5, 17)));
            cases.add(of("reduce two " + kind, x -> x[0].reduce(kind, List.of(0, 2)), in(3, 5, 17)));
            cases.add(of("reduce all " + kind, x -> x[0].reduce(kind, List.of(0, 1, 2)), in(3, 50, 17)));
            cases.add(of("reduce none " + kind, x -> x[0].reduce(kind, List.of()), in(3, 5)));
            cases.add(of("reduce strided " + kind, x -> x[0].permute(2, 1, 0).reduce(kind, List.of(2)), in(3, 5, 17)));
        }
        cases.add(of("reduce empty sum", x -> x[0].sum(1), in(3, 0)));
        cases.add(of("mean", x -> x[0].mean(-1), in(4, 31)));
        cases.add(of("sum of all", x -> x[0].sumAll(), in(4, 31)));
    }

    private static void products(List<OpCase> cases) {
        int[][] shapes = {
            {1, 1, 1}, {1, 64, 1}, {3, 5, 7}, {13, 17, 19}, {31, 33, 65}, {70, 1, 40}, {129, 96, 50}, {2, 200, 3}
        };
        for (int[] s : shapes) {
            String name = s[0] + "x" + s[1] + "x" + s[2];
            cases.add(of("matMul " + name, x -> x[0].matmul(x[1]), in(s[0], s[1]), in(s[1], s[2])));
            cases.add(of(
                    "matMul left transposed " + name,
                    x -> x[0].transpose().matmul(x[1]),
                    in(s[1], s[0]),
                    in(s[1], s[2])));
            cases.add(of(
                    "matMul right transposed " + name,
                    x -> x[0].matmul(x[1].transpose()),
                    in(s[0], s[1]),
                    in(s[2], s[1])));
            cases.add(of("linear " + name, x -> x[0].linear(x[1]), in(s[0], s[1]), in(s[2], s[1])));
            for (Activation activation : Activation.values()) {
                cases.add(of(
                        "linear " + activation + " " + name,
                        x -> x[0].linear(x[1], x[2], activation),
                        in(s[0], s[1]),
                        in(s[2], s[1]),
                        in(s[2])));
            }
        }
        cases.add(of("matMul batched", x -> x[0].matmul(x[1]), in(2, 3, 9, 20), in(2, 3, 20, 17)));
        cases.add(of("matMul broadcast", x -> x[0].matmul(x[1].expand(Shape.of(4, 20, 17))), in(4, 9, 20), in(20, 17)));
        cases.add(of("matMul column", x -> x[0].matmul(x[1].reshape(3, 20, 1)), in(3, 37, 20), in(3, 1, 20)));
        cases.add(of("matMul empty", x -> x[0].matmul(x[1]), in(3, 0), in(0, 5)));
        cases.add(of("matMul no rows", x -> x[0].matmul(x[1]), in(0, 4), in(4, 5)));
        cases.add(many(
                "linear both outputs",
                x -> x[0].tape().add(new Linear(Activation.GELU), x),
                in(2, 5, 16),
                in(33, 16),
                in(33)));
        cases.add(of(
                "linear before activation only",
                x -> x[0].tape().add(new Linear(Activation.GELU), x)[1],
                in(2, 5, 16),
                in(33, 16),
                in(33)));
        cases.add(of(
                "linear batched slice", x -> x[0].slice(1, 2, 3).linear(x[1], x[2]), in(2, 7, 16), in(33, 16), in(33)));
        cases.add(of(
                "linear into concat",
                x -> Tensor.concat(1, x[0].linear(x[1]), x[0].linear(x[2])),
                in(1, 5, 8),
                in(12, 8),
                in(12, 8)));
    }

    private static void rows(List<OpCase> cases) {
        for (int size : SIZES) {
            cases.add(of("softmax " + size, x -> x[0].softmax(), in(3, size)));
            cases.add(of(
                    "layerNorm " + size,
                    x -> x[0].layerNorm(x[1], x[2], 1e-6),
                    in(5, size + 1),
                    in(size + 1),
                    in(size + 1)));
            cases.add(many(
                    "layerNormBackward " + size,
                    x -> x[0].tape().add(new LayerNormBackward(1e-6), x),
                    in(2, 3, size + 1),
                    in(size + 1),
                    in(2, 3, size + 1)));
        }
        cases.add(of("softmax large", x -> x[0].mul(100).softmax(), in(3, 40)));
        cases.add(of("softmax strided", x -> x[0].permute(0, 2, 1).softmax(), in(2, 9, 6)));
        cases.add(of("layerNorm many", x -> x[0].layerNorm(x[1], x[2], 1e-6), in(150, 40), in(40), in(40)));
        cases.add(of(
                "layerNorm slice", x -> x[0].slice(1, 1, 4).layerNorm(x[1], x[2], 1e-6), in(2, 6, 40), in(40), in(40)));
    }

    private static void attention(List<OpCase> cases) {
        int[][] shapes = {
            {1, 1, 1, 1, 4}, {2, 5, 5, 3, 16}, {1, 33, 70, 2, 64}, {2, 129, 129, 1, 17}, {1, 7, 200, 2, 32}, {1, 37, 113, 2, 24}, {1, 131, 131, 2, 40}, {1, 3, 1700, 1, 8}
        };
        for (int[] s : shapes) {
            String name = "B" + s[0] + " N" + s[1] + " M" + s[2] + " H" + s[3] + " d" + s[4];
            OpCase.In q = in(s[0], s[1], s[3], s[4]);
            OpCase.In k = in(s[0], s[2], s[3], s[4]);
            cases.add(of("attention " + name, x -> x[0].attention(x[1], x[2], 0.3), q, k, k));
            cases.add(many("attention with sums " + name, x -> x[0].tape().add(new Attention(0.3), x), q, k, k));
            cases.add(many("attentionBackward " + name, x -> backward(x), q, k, k, q));
        }
        cases.add(of("attention of one projection", x -> parts(x[0], 2, 8), in(2, 11, 3 * 16)));
    }

    private static Tensor[] backward(Tensor... x) {
        Tensor[] y = x[0].tape().add(new Attention(0.3), x[0], x[1], x[2]);
        return x[0].tape().add(new AttentionBackward(0.3), x[0], x[1], x[2], y[0], y[1], x[3]);
    }

    /** q, k and v as strided slices of one tensor. */
    private static Tensor parts(Tensor x, int heads, int width) {
        int batch = x.shape().size(0);
        int tokens = x.shape().size(1);
        Tensor[] parts = new Tensor[3];
        for (int i = 0; i < 3; i++) {
            parts[i] = x.slice(-1, i * heads * width, heads * width).reshape(batch, tokens, heads, width);
        }
        return parts[0].attention(parts[1], parts[2], 0.3).reshape(batch, tokens, heads * width);
    }

    private static void mixtures(List<OpCase> cases) {
        cases.add(mixture("tmoe", new Tmoe(4, false, false, 1), 9, 16, 24, 8));
        cases.add(mixture("tmoe of one expert", new Tmoe(1, false, false, 1), 5, 7, 9, 3));
        cases.add(mixture("tmoe shared", new Tmoe(3, true, false, 0.75), 33, 20, 17, 4));
        cases.add(mixture("tmoe route compression", new Tmoe(3, false, true, 1.5), 9, 16, 24, 8));
        cases.add(mixtureBackward("tmoeBackward", new Tmoe(2, true, false, 0.5), 11, 18, 21, 5));
        cases.add(mixtureBackward("tmoeBackward route compression", new Tmoe(2, false, true, 0.5), 3, 9, 40, 20));
        OpCase both = mixture("tmoe both outputs", new Tmoe(2, true, false, 1), 5, 18, 20, 5);
        cases.add(new OpCase(both.name(), x -> x[0].tape().add(new Tmoe(2, true, false, 1), x), both.inputs()));
        cases.add(mixture("tmoe of many tokens", new Tmoe(3, false, false, 1), 111, 50, 36, 6));
        cases.add(mixtureBackward("tmoeBackward of many tokens", new Tmoe(3, false, false, 0.5), 60, 50, 36, 6));
        cases.add(mixture("tmoe wide", new Tmoe(2, false, false, 2), 21, 40, 70, 17));
    }

    private static void groups(List<OpCase> cases) {
        for (int chosen : new int[] {1, 2, 5}) {
            cases.add(many("route " + chosen, x -> route(chosen, x[0]), in(19, 5)));
        }
        cases.add(many("route of equals", x -> route(2, x[0].reshape(3, 4)), fixed(1, .5, .5, 1, 0, 0, 0, 0, -1, 2, 2, 2)));
        for (int count : new int[] {1, 3, 17}) {
            cases.add(of("nearest " + count, x -> x[0].nearest(count).cast(DType.F32), in(2, 9, 17)));
        }
        cases.add(of("nearest of equals", x -> x[0].reshape(3, 4).nearest(3).cast(DType.F32), fixed(1, .5, .5, 1, 0, -0.0, 0, 0, 2, 2, -1, 2)));
        cases.add(of("nearest of infinities", x -> x[0].nearest(3).cast(DType.F32), fixed(Double.POSITIVE_INFINITY, 1, Double.NEGATIVE_INFINITY, 3, 2)));
        cases.add(of("nearest strided", x -> x[0].permute(2, 0, 1).nearest(4).cast(DType.F32), in(3, 8, 70)));
        cases.add(of("nearest of one row", x -> x[0].nearest(2).cast(DType.F32), in(33)));
        cases.add(of("nearest empty", x -> x[0].nearest(2).cast(DType.F32), in(0, 5)));
        cases.add(many("route strided", x -> route(3, x[0].transpose()), in(4, 7)));
        for (Activation activation : Activation.values()) {
            cases.add(grouped("groupedLinear " + activation, activation, 11, 18, 21, 4, 4, 11));
        }
        cases.add(grouped("groupedLinear all in one", Activation.NONE, 40, 33, 17, 0, 40, 40));
        cases.add(grouped("groupedLinear rows left over", Activation.GELU, 17, 8, 9, 3, 9));
        cases.add(grouped("groupedLinear many rows", Activation.NONE, 700, 5, 3, 1, 258, 700));
        OpCase.In ends = fixed(2, 2, 14);
        cases.add(of("groupedLinear without biases", x -> x[0].groupedLinear(x[1].cast(DType.I32), List.of(x[2], x[3], x[4]), List.of(), Activation.SILU), in(15, 9), ends, in(7, 9), in(7, 9), in(7, 9)));
        cases.add(of("groupedLinear strided", x -> x[0].transpose().groupedLinear(x[1].cast(DType.I32), List.of(x[2].transpose(), x[3].transpose(), x[4].transpose()), List.of(), Activation.NONE), in(9, 15), ends, in(9, 7), in(9, 7), in(9, 7)));
        cases.add(many("groupedGradient", x -> x[0].tape().add(new Grouped.Gradient(3), x[0], x[1], x[2].cast(DType.I32)), in(15, 9), in(15, 20), ends));
        cases.add(many("groupedGradient strided", x -> x[0].tape().add(new Grouped.Gradient(3), x[0].transpose(), x[1].transpose(), x[2].cast(DType.I32)), in(9, 15), in(1, 15), ends));
    }

    private static Tensor[] route(int chosen, Tensor weights) {
        return Arrays.stream(weights.route(chosen)).map(rows -> rows.cast(DType.F32)).toArray(Tensor[]::new);
    }

    private static OpCase grouped(String name, Activation activation, int rows, int width, int columns, double... ends) {
        List<OpCase.In> inputs = new ArrayList<>(List.of(in(rows, width), fixed(ends)));
        for (int i = 0; i < 2 * ends.length; i++) {
            inputs.add(i < ends.length ? in(columns, width) : in(columns));
        }
        return new OpCase(name, x -> new Tensor[] {x[0].groupedLinear(x[1].cast(DType.I32), Arrays.asList(x).subList(2, 2 + ends.length), Arrays.asList(x).subList(2 + ends.length, x.length), activation)}, inputs);
    }

    private static OpCase mixture(String name, Tmoe op, int tokens, int width, int columns, int rank) {
        List<OpCase.In> inputs = new ArrayList<>(
                List.of(in(2, tokens, width), in(columns, width), in(columns), in(op.experts(), width)));
        for (int i = 0; i < (op.routeCompression() ? op.experts() : 1); i++) {
            inputs.add(in(rank, width));
        }
        for (int i = 0; i < op.experts() + (op.shared() ? 1 : 0); i++) {
            inputs.add(in(columns, rank));
        }
        return new OpCase(name, x -> new Tensor[] {x[0].tape().add(op, x)[0]}, inputs);
    }

    private static OpCase mixtureBackward(String name, Tmoe op, int tokens, int width, int columns, int rank) {
        List<OpCase.In> inputs = new ArrayList<>(mixture(name, op, tokens, width, columns, rank).inputs());
        inputs.add(in(2, tokens, columns));
        return new OpCase(name, x -> backward(op, x), inputs);
    }

    private static Tensor[] backward(Tmoe op, Tensor... x) {
        Tensor[] in = Arrays.copyOf(x, x.length + 1);
        in[x.length] = x[x.length - 1];
        in[x.length - 1] = x[0].tape().add(op, Arrays.copyOf(x, x.length - 1))[1];
        return x[0].tape().add(new TmoeBackward(op), in);
    }
    // spotless:on
}
