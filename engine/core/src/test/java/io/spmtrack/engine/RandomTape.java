package io.spmtrack.engine;

import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.BinaryKind;
import io.spmtrack.engine.op.Reduction;
import io.spmtrack.engine.op.UnaryKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** A tape of random ops on small tensors: the same for the same seed. */
public final class RandomTape {
    private static final int OPS = 30;
    private static final long LARGEST = 300;
    private static final List<UnaryKind> FUNCTIONS =
            List.of(UnaryKind.TANH, UnaryKind.SIGMOID, UnaryKind.RELU, UnaryKind.NEGATE, UnaryKind.ABS, UnaryKind.GELU);
    private static final List<BinaryKind> PAIRS =
            List.of(BinaryKind.ADD, BinaryKind.SUB, BinaryKind.MUL, BinaryKind.MAX, BinaryKind.GREATER);

    private final Tape tape = new Tape();
    private final Philox.Stream random;
    private final List<Tensor> made = new ArrayList<>();

    public RandomTape(long seed) {
        random = new Philox.Stream(seed, 77);
        for (int i = 0; i < 3; i++) {
            made.add(tape.input("x" + i, DType.F32, 1 + random.below(6), 1 + random.below(6), 1 + random.below(4)));
        }
        while (made.size() < OPS) {
            Tensor next = next();
            if (next.shape().count() <= LARGEST) {
                made.add(next);
            }
        }
        tape.output("last", made.getLast());
        for (int i = 0; i < 3; i++) {
            tape.output("y" + i, any());
        }
    }

    public Tape tape() {
        return tape;
    }

    /** Makes every tensor an output, so that none shares its memory. */
    public void keepAll() {
        for (int i = 0; i < made.size(); i++) {
            tape.output("kept" + i, made.get(i));
        }
    }

    /** Mostly a recent one, so that others die. */
    private Tensor any() {
        int back = Math.min(random.below(made.size()), random.below(made.size()));
        return made.get(made.size() - 1 - back);
    }

    private Tensor next() {
        Tensor x = any();
        int rank = x.shape().rank();
        int axis = rank == 0 ? 0 : random.below(rank);
        int choice = random.below(rank == 0 ? 4 : 14);
        return switch (choice) {
            case 0, 1 -> x.unary(FUNCTIONS.get(random.below(FUNCTIONS.size())));
            case 2 -> x.binary(PAIRS.get(random.below(PAIRS.size())), like(x));
            case 3 -> x.binary(BinaryKind.GREATER, like(x)).select(like(x), x);
            case 4 -> x.reduce(random.chance(0.5) ? Reduction.SUM : Reduction.MAX, List.of(axis));
            case 5 -> Tensor.concat(axis, x, like(x), x.unary(UnaryKind.NEGATE));
            case 6 -> Tensor.concat(axis, x.unary(UnaryKind.TANH), like(x).mul(2));
            case 7 -> slice(x, axis);
            case 8 -> x.reshape(Shape.of(Math.toIntExact(x.shape().count())));
            case 9 ->
                x.reshape(Shape.of(
                        x.shape().size(axis),
                        Math.toIntExact(x.shape().count() / x.shape().size(axis))));
            case 10 -> x.pad(axis, random.below(3), random.below(3)).mul(0.5);
            case 11 -> x.permute(order(rank));
            case 12 -> rank < 2 ? x.softmax() : x.matmul(x.transpose()).mul(0.2);
            case 13 -> x.linear(weight(x.shape().size(-1)).unary(UnaryKind.TANH), bias(), Activation.GELU);
            default -> throw new IllegalStateException("choice " + choice);
        };
    }

    private Tensor slice(Tensor x, int axis) {
        int size = x.shape().size(axis);
        int start = random.below(size);
        return x.slice(axis, start, 1 + random.below(size - start));
    }

    /** A tensor of the shape of x: one that is there, or a function of x. */
    private Tensor like(Tensor x) {
        List<Tensor> fitting =
                made.stream().filter(tensor -> tensor.shape().equals(x.shape())).toList();
        return random.chance(0.7) ? fitting.get(random.below(fitting.size())) : x.unary(UnaryKind.SIGMOID);
    }

    private Tensor weight(int width) {
        String name = "weight" + tape.size();
        return tape.input(name, DType.F32, 3, width);
    }

    private Tensor bias() {
        return tape.input("bias" + tape.size(), DType.F32, 3);
    }

    private int[] order(int rank) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        for (int i = rank - 1; i > 0; i--) {
            Collections.swap(order, i, random.below(i + 1));
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }
}
