package io.spmtrack.model;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.BatchNorm;
import io.spmtrack.engine.nn.Conv;
import io.spmtrack.engine.op.UnaryKind;
import java.util.List;

/**
 * Heads of convolutions with batch normalisation over the grid of search tokens: four blocks of 3×3, each of half as many channels
 * as the one before, and one of 1×1 (docs/spec/variants.md §8).
 */
public sealed interface ConvHead extends Head {
    /** Side of the blocks' kernels. */
    int KERNEL = 3;

    /** How the weights of convolutions start. */
    enum Start {
        XAVIER,
        PLAIN;

        private Init of(int in, int out, int size) {
            double area = (double) size * size;
            return new Init.Uniform(
                    switch (this) {
                        case XAVIER -> Math.sqrt(6 / (area * (in + out)));
                        case PLAIN -> 1 / Math.sqrt(area * in);
                    });
        }
    }

    /** A convolution, normalised, negative values set to 0. */
    record Block(@Named("0") Conv conv, @Named("1") BatchNorm norm) implements Module {
        static Block of(int in, int out, Start start) {
            return new Block(Conv.of(in, out, KERNEL, start.of(in, out, KERNEL)), BatchNorm.of(out));
        }

        Tensor apply(Tensor x, boolean learns) {
            Tensor sums = conv.apply(x);
            return (learns ? norm.learn(sums) : norm.apply(sums)).unary(UnaryKind.RELU);
        }
    }

    /** What makes one kind of values. */
    record Branch(Block conv1, Block conv2, Block conv3, Block conv4, Conv conv5) implements Module {
        static Branch of(int width, int channels, int out, Start start) {
            int last = channels / 8;
            return new Branch(
                    Block.of(width, channels, start),
                    Block.of(channels, channels / 2, start),
                    Block.of(channels / 2, channels / 4, start),
                    Block.of(channels / 4, last, start),
                    Conv.of(last, out, 1, start.of(last, out, 1)));
        }

        /** The blocks in order. */
        List<Block> blocks() {
            return List.of(conv1, conv2, conv3, conv4);
        }

        /** {@code [B, H, W, D] → [B, H, W, out]}. */
        Tensor apply(Tensor x, boolean learns) {
            Tensor value = x;
            for (Block block : blocks()) {
                value = block.apply(value, learns);
            }
            return conv5.apply(value);
        }
    }

    /** OSTrack's, under the names that it has in checkpoints: scores, offsets from the cell's centre, and sizes. */
    record Ostrack(
            Block conv1Ctr,
            Block conv2Ctr,
            Block conv3Ctr,
            Block conv4Ctr,
            Conv conv5Ctr,
            Block conv1Offset,
            Block conv2Offset,
            Block conv3Offset,
            Block conv4Offset,
            Conv conv5Offset,
            Block conv1Size,
            Block conv2Size,
            Block conv3Size,
            Block conv4Size,
            Conv conv5Size)
            implements ConvHead {
        static Ostrack of(int width, int channels) {
            Branch ctr = Branch.of(width, channels, 1, Start.XAVIER);
            Branch offset = Branch.of(width, channels, 2, Start.XAVIER);
            Branch size = Branch.of(width, channels, 2, Start.XAVIER);
            return new Ostrack(
                    ctr.conv1(),
                    ctr.conv2(),
                    ctr.conv3(),
                    ctr.conv4(),
                    ctr.conv5(),
                    offset.conv1(),
                    offset.conv2(),
                    offset.conv3(),
                    offset.conv4(),
                    offset.conv5(),
                    size.conv1(),
                    size.conv2(),
                    size.conv3(),
                    size.conv4(),
                    size.conv5());
        }

        @Override
        public List<Branch> branches() {
            return List.of(
                    new Branch(conv1Ctr, conv2Ctr, conv3Ctr, conv4Ctr, conv5Ctr),
                    new Branch(conv1Offset, conv2Offset, conv3Offset, conv4Offset, conv5Offset),
                    new Branch(conv1Size, conv2Size, conv3Size, conv4Size, conv5Size));
        }
    }

    /** Scores, and distances to the four sides as {@link Head.Mlps} has them. */
    record Sides(Branch cls, Branch reg) implements ConvHead {
        static Sides of(int width, int channels) {
            return new Sides(Branch.of(width, channels, 1, Start.PLAIN), Branch.of(width, channels, 4, Start.PLAIN));
        }

        @Override
        public List<Branch> branches() {
            return List.of(cls, reg);
        }
    }

    /** Scores first; then offsets and sizes, or distances. */
    List<Branch> branches();

    @Override
    default Found find(Tensor weighted, int grid, Pass pass) {
        Tensor image = image(weighted, grid);
        boolean learns = pass.losses().isPresent();
        return found(
                branches().stream().map(branch -> branch.apply(image, learns)).toList(), grid);
    }

    /** {@code [B, cells, D] → [B, H, W, D]}. */
    static Tensor image(Tensor tokens, int grid) {
        return tokens.reshape(tokens.shape().size(0), grid, grid, tokens.shape().size(2));
    }

    /** What the values of the branches say, each {@code [B, H, W, out]}. */
    static Found found(List<Tensor> values, int grid) {
        List<Tensor> cells = values.stream()
                .map(value -> value.reshape(
                        value.shape().size(0), grid * grid, value.shape().size(3)))
                .toList();
        Tensor scores = cells.getFirst().reshape(cells.getFirst().shape().size(0), grid * grid);
        Tensor boxes =
                cells.size() == 3 ? Head.centred(cells.get(1), cells.get(2), grid) : Head.sides(cells.get(1), grid);
        return new Found(scores, boxes);
    }
}
