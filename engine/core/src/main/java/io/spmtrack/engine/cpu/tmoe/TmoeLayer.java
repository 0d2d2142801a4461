package io.spmtrack.engine.cpu.tmoe;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.cpu.elementwise.CopyKernel;
import io.spmtrack.engine.cpu.product.Matrix;
import io.spmtrack.engine.cpu.product.PackedWeights;
import io.spmtrack.engine.cpu.product.Pieces;
import io.spmtrack.engine.cpu.product.Products;
import io.spmtrack.engine.cpu.product.TokenSums;
import io.spmtrack.engine.cpu.rowwise.ReduceKernel;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Workspace;
import io.spmtrack.engine.cpu.vector.Offsets;
import io.spmtrack.engine.op.Reduce;
import io.spmtrack.engine.op.Reduction;
import io.spmtrack.engine.op.Tmoe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A TMoE layer as one pass over its tokens: compressions and router are the narrow product of {@link AdapterGemm}, the experts join
 * the pretrained one's sums. Its gradient is another such pass with the roles exchanged, {@code g·W + change(g·A)·M}, and
 * products over the tokens for those weights that are trained. Operands are dense.
 */
public final class TmoeLayer {
    private static final int ROUTER = 3;
    private static final int FIRST_COMPRESSION = 4;

    private final Tmoe op;
    private final List<Operand> in;
    private final PackedWeights weights;
    private final int threads;
    private final int rows;
    private final int width;
    private final int columns;
    private final int rank;
    private final Gates gates;
    private final Workspace workspace;
    private final List<Lowered> kernels = new ArrayList<>();
    private long used;

    private TmoeLayer(Tmoe op, List<Operand> in, PackedWeights weights, int threads, Workspace workspace) {
        this.op = op;
        this.in = in;
        this.weights = weights;
        this.threads = threads;
        Shape x = in.getFirst().layout().shape();
        this.width = x.size(-1);
        this.rows = Math.toIntExact(x.axes(0, x.rank() - 1).count());
        this.columns = in.get(1).layout().shape().size(0);
        this.rank = in.get(FIRST_COMPRESSION).layout().shape().size(0);
        this.gates = new Gates(op, rank);
        this.workspace = workspace;
    }

    /** Inputs and results as {@link Tmoe} lists them. */
    public static Lowered forward(
            Tmoe op, List<Operand> in, List<Optional<Operand>> results, PackedWeights weights, int threads) {
        TmoeLayer layer = new TmoeLayer(op, in, weights, threads, Workspace.NONE);
        return layer.forward(results.getFirst(), results.getLast());
    }

    /** Inputs followed by what the layer kept and the output's gradient; a result for each input that is asked for. */
    public static Lowered backward(
            Tmoe op, List<Operand> in, List<Optional<Operand>> results, PackedWeights weights, int threads) {
        TmoeLayer sizes = new TmoeLayer(op, in, weights, threads, Workspace.NONE);
        sizes.backward(results);
        Lowered all = Lowered.sequence(sizes.kernels);
        long own = sizes.used;
        return new Lowered(own + all.workspace(), all.strips(), memory -> {
            TmoeLayer layer = new TmoeLayer(op, in, weights, threads, memory);
            layer.backward(results);
            return Lowered.sequence(layer.kernels).bind().apply(memory.after(own));
        });
    }

    private Lowered forward(Optional<Operand> out, Optional<Operand> kept) {
        return AdapterGemm.lower(
                new AdapterGemm.Size(rows, width, gates.mixed(), gates.gated(), out.isPresent() ? columns : 0),
                matrix(in.getFirst(), width),
                weights.of(matrix(in.get(1), width).transposed(), width, columns),
                weights.of(mixers().transposed(), width, gates.mixed()),
                weights.of(experts().transposed(), gates.gated(), columns),
                matrix(out.orElse(in.getFirst()), columns),
                Optional.of(matrix(in.get(2), columns)),
                new GateForward(gates, kept.map(mixed -> matrix(mixed, rows))),
                threads);
    }

    private void backward(List<Optional<Operand>> results) {
        Operand x = flat(in.getFirst(), width);
        Operand gradient = flat(in.getLast(), columns);
        boolean mixersWanted = wanted(results, ROUTER, firstExpert());
        boolean expertsWanted = wanted(results, firstExpert(), results.size());
        Optional<Operand> gated = expertsWanted ? Optional.of(temporary(gates.gated(), rows)) : Optional.empty();
        Optional<Operand> change = mixersWanted ? Optional.of(temporary(gates.mixed(), rows)) : Optional.empty();
        if (results.getFirst().isEmpty()) {
            weights.skips(in.get(1));
        }
        if (mixersWanted || expertsWanted || results.getFirst().isPresent()) {
            throughTokens(gradient, results.getFirst(), gated, change);
        }
        results.get(2)
                .ifPresent(result -> kernels.add(
                        ReduceKernel.lower(new Reduce(Reduction.SUM, List.of(0)), gradient, flat(result, columns))));
        boolean together = TokenSums.takes(columns + gates.mixed(), width + gates.gated());
        if (together && dense(results)) {
            weightsTogether(gradient, x, gated, change, results);
        } else {
            weightsApart(gradient, x, gated, change, results);
        }
    }

    private static boolean dense(List<Optional<Operand>> results) {
        return results.stream()
                .skip(1)
                .flatMap(Optional::stream)
                .map(Operand::layout)
                .allMatch(layout -> layout.stride(-1) == 1 || layout.shape().size(-1) == 1);
    }

    // All gradients of matrices in one kernel: gradient and change against x and gated.
    private void weightsTogether(
            Operand gradient,
            Operand x,
            Optional<Operand> gated,
            Optional<Operand> change,
            List<Optional<Operand>> results) {
        List<TokenSums.Side> left = new ArrayList<>(List.of(new TokenSums.Side(matrix(gradient, columns), columns)));
        List<TokenSums.Side> right = new ArrayList<>(List.of(new TokenSums.Side(matrix(x, width), width)));
        List<TokenSums.Result> sums = new ArrayList<>();
        results.get(1).ifPresent(to -> sums.add(new TokenSums.Result(0, 0, 0, 0, columns, width, rows(to))));
        gated.ifPresent(tokens -> {
            right.add(new TokenSums.Side(matrix(tokens, rows).transposed(), gates.gated()));
            for (int i = firstExpert(); i < results.size(); i++) {
                int column = (i - firstExpert()) * rank;
                results.get(i)
                        .ifPresent(to -> sums.add(new TokenSums.Result(0, 0, 1, column, columns, rank, rows(to))));
            }
        });
        change.ifPresent(tokens -> {
            left.add(new TokenSums.Side(matrix(tokens, rows).transposed(), gates.mixed()));
            int router = gates.mixed() - op.experts();
            results.get(ROUTER)
                    .ifPresent(to -> sums.add(new TokenSums.Result(1, router, 0, 0, op.experts(), width, rows(to))));
            for (int i = FIRST_COMPRESSION; i < firstExpert(); i++) {
                int row = (i - FIRST_COMPRESSION) * rank;
                results.get(i).ifPresent(to -> sums.add(new TokenSums.Result(1, row, 0, 0, rank, width, rows(to))));
            }
        });
        if (!sums.isEmpty()) {
            kernels.add(TokenSums.lower(rows, left, right, sums, threads));
        }
    }

    private static Matrix rows(Operand operand) {
        Layout layout = operand.layout();
        return new Matrix(operand.data(), Offsets.of(layout.offset()), layout.stride(0), 1);
    }

    private void weightsApart(
            Operand gradient,
            Operand x,
            Optional<Operand> gated,
            Optional<Operand> change,
            List<Optional<Operand>> results) {
        results.get(1)
                .ifPresent(result -> kernels.add(Products.matMul(transposed(gradient), x, result, weights, threads)));
        gated.ifPresent(tokens -> {
            Operand all = temporary(columns, gates.gated());
            kernels.add(Products.matMul(transposed(gradient), transposed(tokens), all, weights, threads));
            for (int i = firstExpert(); i < results.size(); i++) {
                copy(all, 1, (i - firstExpert()) * rank, rank, results.get(i));
            }
        });
        change.ifPresent(tokens -> {
            Operand all = temporary(gates.mixed(), width);
            kernels.add(Products.matMul(tokens, x, all, weights, threads));
            copy(all, 0, gates.mixed() - op.experts(), op.experts(), results.get(ROUTER));
            for (int i = FIRST_COMPRESSION; i < firstExpert(); i++) {
                copy(all, 0, (i - FIRST_COMPRESSION) * rank, rank, results.get(i));
            }
        });
    }

    // The gradient of x, where it is wanted, and what the gradients of the trained matrices need.
    private void throughTokens(
            Operand gradient, Optional<Operand> result, Optional<Operand> gated, Optional<Operand> change) {
        int depth = result.isPresent() ? width : 0;
        kernels.add(AdapterGemm.lower(
                new AdapterGemm.Size(rows, columns, gates.gated(), gates.mixed(), depth),
                matrix(gradient, columns),
                depth == 0
                        ? matrix(in.get(1), width)
                        : weights.of(
                                matrix(in.get(1), width),
                                in.get(1).layout().shape().size(0),
                                width),
                weights.of(experts(), columns, gates.gated()),
                depth == 0 ? mixers() : weights.of(mixers(), gates.mixed(), width),
                result.map(to -> matrix(to, width)).orElse(matrix(gradient, columns)),
                Optional.empty(),
                new GateBackward(
                        gates,
                        matrix(in.get(in.size() - 2), rows),
                        gated.map(to -> matrix(to, rows)),
                        change.map(to -> matrix(to, rows))),
                threads));
    }

    private static boolean wanted(List<Optional<Operand>> results, int from, int to) {
        return results.subList(from, to).stream().anyMatch(Optional::isPresent);
    }

    private int firstExpert() {
        return FIRST_COMPRESSION + op.compressions();
    }

    /** Compressions, then the router, one below the other: {@code [mixed, width]}. */
    private Pieces mixers() {
        List<Matrix> matrices = new ArrayList<>();
        int[] sizes = new int[op.compressions() + 1];
        for (int i = 0; i < op.compressions(); i++) {
            matrices.add(matrix(in.get(FIRST_COMPRESSION + i), width).transposed());
            sizes[i] = rank;
        }
        matrices.add(matrix(in.get(ROUTER), width).transposed());
        sizes[op.compressions()] = op.experts();
        return Pieces.beside(matrices, width, sizes).transposed();
    }

    /** All experts side by side: {@code [columns, gated]}. */
    private Pieces experts() {
        List<Matrix> matrices = IntStream.range(0, gates.gated() / rank)
                .mapToObj(i -> matrix(in.get(firstExpert() + i), rank))
                .toList();
        int[] sizes = IntStream.range(0, matrices.size()).map(i -> rank).toArray();
        return Pieces.beside(matrices, columns, sizes);
    }

    private void copy(Operand all, int axis, int from, int count, Optional<Operand> to) {
        to.ifPresent(target -> {
            Operand part = new Operand(all.data(), all.layout().slice(axis, from, count));
            kernels.add(Lowered.of(new CopyKernel(CopyKernel.Conversion.NONE, part, target)));
        });
    }

    private Operand temporary(int rows, int columns) {
        Operand operand =
                new Operand(workspace.data(), Layout.contiguous(Shape.of(rows, columns), workspace.offset() + used));
        used += Workspace.lines((long) rows * columns);
        return operand;
    }

    private static Matrix matrix(Operand operand, int columns) {
        return Matrix.dense(operand.data(), operand.layout().offset(), columns);
    }

    private static Operand flat(Operand operand, int columns) {
        int rows = Math.toIntExact(operand.layout().shape().count() / Math.max(1, columns));
        return new Operand(
                operand.data(),
                Layout.contiguous(Shape.of(rows, columns), operand.layout().offset()));
    }

    private static Operand transposed(Operand operand) {
        return new Operand(operand.data(), operand.layout().permute(1, 0));
    }
}
