package io.spmtrack.bench;

import static io.spmtrack.bench.Recording.NO_ROWS;

import io.spmtrack.engine.Role;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.LayerNorm;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.AttentionBackward;
import io.spmtrack.engine.op.LayerNormBackward;
import io.spmtrack.engine.op.UnaryKind;
import io.spmtrack.model.Block;
import io.spmtrack.model.SpmTrack;

/** Attention, the kernels that go over rows, and the block they make up. */
final class TokenOps {
    private static final double EPSILON = 1e-6;

    private TokenOps() {}

    static BenchOp attention(Shapes shapes) {
        int tokens = shapes.model().tokens();
        return BenchOp.rowwise(attentionName("attention", shapes), tokens, recording -> {
            Tensor q = heads(recording, "q", 1, recording.rows(), shapes);
            Tensor k = heads(recording, "k", NO_ROWS, tokens, shapes);
            Tensor v = heads(recording, "v", NO_ROWS, tokens, shapes);
            recording.output("y", 1, q.attention(k, v, scale(shapes)));
        });
    }

    /** From the forward's results, as the tape of a step has them. */
    static BenchOp attentionBackward(Shapes shapes) {
        int tokens = shapes.model().tokens();
        int heads = shapes.model().backbone().numHeads();
        BenchOp op = BenchOp.rowwise(attentionName("attention-backward", shapes), tokens, recording -> {
            Tensor q = heads(recording, "q", 1, recording.rows(), shapes);
            Tensor k = heads(recording, "k", NO_ROWS, tokens, shapes);
            Tensor v = heads(recording, "v", NO_ROWS, tokens, shapes);
            Tensor y = heads(recording, "y", 1, recording.rows(), shapes);
            Tensor sums = recording.input("sums", 2, shapes.batch(), heads, recording.rows());
            Tensor gradient = recording.gradient("g", 1, shapes.batch(), recording.rows(), heads, shapes.headWidth());
            Tensor[] gradients = recording.tape().add(new AttentionBackward(scale(shapes)), q, k, v, y, sums, gradient);
            recording.output("dq", 1, gradients[0]);
            recording.output("dk", NO_ROWS, gradients[1]);
            recording.output("dv", NO_ROWS, gradients[2]);
        });
        return op.after(recording -> {
            Tensor[] results = recording
                    .tape()
                    .add(
                            new Attention(scale(shapes)),
                            heads(recording, "q", 1, tokens, shapes),
                            heads(recording, "k", NO_ROWS, tokens, shapes),
                            heads(recording, "v", NO_ROWS, tokens, shapes));
            recording.output("y", 1, results[0]);
            recording.output("sums", 2, results[1]);
        });
    }

    private static String attentionName(String op, Shapes shapes) {
        return BenchOp.name(
                op,
                shapes.batch() * shapes.model().backbone().numHeads(),
                shapes.model().tokens(),
                shapes.headWidth());
    }

    private static Tensor heads(Recording recording, String name, int axis, int tokens, Shapes shapes) {
        return recording.input(
                name, axis, shapes.batch(), tokens, shapes.model().backbone().numHeads(), shapes.headWidth());
    }

    private static double scale(Shapes shapes) {
        return 1 / Math.sqrt(shapes.headWidth());
    }

    static BenchOp layerNorm(Shapes shapes) {
        LayerNorm norm = LayerNorm.of(shapes.width(), Role.FROZEN, EPSILON);
        return BenchOp.rowwise(
                BenchOp.name("layernorm", shapes.rows(), shapes.width()),
                shapes.rows(),
                norm,
                recording -> recording.output(
                        "y", 0, norm.apply(recording.input("x", 0, recording.rows(), shapes.width()))));
    }

    /** Of the input alone: the scales of the blocks are frozen. */
    static BenchOp layerNormBackward(Shapes shapes) {
        LayerNorm norm = LayerNorm.of(shapes.width(), Role.FROZEN, EPSILON);
        String name = BenchOp.name("layernorm-backward", shapes.rows(), shapes.width());
        return BenchOp.rowwise(name, shapes.rows(), norm, recording -> {
            Tensor[] gradients = recording
                    .tape()
                    .add(
                            new LayerNormBackward(EPSILON),
                            recording.input("x", 0, recording.rows(), shapes.width()),
                            recording.tape().param(norm.weight()),
                            recording.gradient("g", 0, recording.rows(), shapes.width()));
            recording.output("dx", 0, gradients[0]);
        });
    }

    static BenchOp activation(Shapes shapes) {
        return switch (shapes.model().backbone().ffnLayer()) {
            case MLP -> unary("gelu", UnaryKind.GELU, shapes);
            case SWIGLUFUSED -> unary("silu", UnaryKind.SILU, shapes);
        };
    }

    private static BenchOp unary(String op, UnaryKind kind, Shapes shapes) {
        return BenchOp.rowwise(
                BenchOp.name(op, shapes.rows(), shapes.hidden()),
                shapes.rows(),
                recording -> recording.output(
                        "y",
                        0,
                        recording
                                .input("x", 0, recording.rows(), shapes.hidden())
                                .unary(kind)));
    }

    /** Of all scores of attention, which the network itself never keeps in memory. */
    static BenchOp softmax(Shapes shapes) {
        int rows = shapes.rows() * shapes.model().backbone().numHeads();
        int width = shapes.model().tokens();
        return BenchOp.rowwise(
                BenchOp.name("softmax", rows, width),
                rows,
                recording -> recording.output(
                        "y", 0, recording.input("x", 0, recording.rows(), width).softmax()));
    }

    static BenchOp block(Shapes shapes) {
        Block block = SpmTrack.of(shapes.model()).blocks().getFirst();
        return new BenchOp("block-" + shapes.name(), shapes.model().tokens(), block, false, none -> {}, recording -> {
            Tensor x = recording.input("x", 1, shapes.batch(), recording.rows(), shapes.width());
            recording.output("y", 1, block.apply(x));
        });
    }
}
