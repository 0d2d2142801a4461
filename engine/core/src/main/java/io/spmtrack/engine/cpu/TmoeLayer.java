package io.spmtrack.engine.cpu;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.Reduce;
import io.spmtrack.engine.op.Reduction;
import io.spmtrack.engine.op.Tmoe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A TMoE layer as a few large products: compressions and router are one matrix {@code M}, the experts side by side another,
 * {@code A}; then {@code y = x·Wᵀ + b + gated·Aᵀ} with gated from {@link GateKernel}. Operands are dense.
 */
final class TmoeLayer {
    private static final int ROUTER = 3;
    private static final int FIRST_COMPRESSION = 4;

    private final Tmoe op;
    private final List<Operand> in;
    private final int threads;
    private final int rows;
    private final int width;
    private final int columns;
    private final int rank;
    private final int mixedWidth;
    private final int gatedWidth;
    private final Workspace workspace;
    private final List<Lowered> kernels = new ArrayList<>();
    private long used;

    private TmoeLayer(Tmoe op, List<Operand> in, int threads, Workspace workspace) {
        this.op = op;
        this.in = in;
        this.threads = threads;
        Shape x = in.getFirst().layout().shape();
        this.width = x.size(-1);
        this.rows = Math.toIntExact(x.axes(0, x.rank() - 1).count());
        this.columns = in.get(1).layout().shape().size(0);
        this.rank = in.get(FIRST_COMPRESSION).layout().shape().size(0);
        this.mixedWidth = GateKernel.mixedWidth(op, rank);
        this.gatedWidth = GateKernel.gatedWidth(op, rank);
        this.workspace = workspace;
    }

    /** Inputs as {@link Tmoe} lists them. */
    static Lowered forward(Tmoe op, List<Operand> in, Operand out, int threads) {
        TmoeLayer sizes = new TmoeLayer(op, in, threads, Workspace.NONE);
        sizes.forward(out);
        return sizes.lowered(workspace -> new TmoeLayer(op, in, threads, workspace).forward(out));
    }

    /** Inputs followed by the output's gradient; a result for each input that is asked for. */
    static Lowered backward(Tmoe op, List<Operand> in, List<Optional<Operand>> results, int threads) {
        TmoeLayer sizes = new TmoeLayer(op, in, threads, Workspace.NONE);
        sizes.backward(results);
        return sizes.lowered(workspace -> new TmoeLayer(op, in, threads, workspace).backward(results));
    }

    @FunctionalInterface
    private interface Build {
        TmoeLayer in(Workspace workspace);
    }

    private Lowered lowered(Build build) {
        Lowered all = Lowered.sequence(kernels);
        long own = used;
        return new Lowered(
                own + all.workspace(),
                all.strips(),
                memory -> Lowered.sequence(build.in(memory).kernels).bind().apply(memory.after(own)));
    }

    private TmoeLayer forward(Operand out) {
        Operand y = flat(out, columns);
        Operand mixed = temporary(rows, mixedWidth);
        Operand gated = temporary(rows, gatedWidth);
        mix(mixers(), mixed);
        gate(mixed, gated);
        kernels.add(Products.linear(
                Activation.NONE,
                flat(in.get(0), width),
                in.get(1),
                Optional.of(in.get(2)),
                y,
                Optional.empty(),
                threads));
        kernels.add(Products.addMatMul(gated, transposed(experts()), y, threads));
        return this;
    }

    private TmoeLayer backward(List<Optional<Operand>> results) {
        Operand x = flat(in.getFirst(), width);
        Operand gradient = flat(in.getLast(), columns);
        Operand mixers = mixers();
        Operand experts = experts();
        Operand mixed = temporary(rows, mixedWidth);
        Operand gated = temporary(rows, gatedWidth);
        mix(mixers, mixed);
        if (results.subList(firstExpert(), results.size()).stream().anyMatch(Optional::isPresent)) {
            gate(mixed, gated);
            Operand all = temporary(columns, gatedWidth);
            kernels.add(Products.matMul(transposed(gradient), gated, all, threads));
            for (int i = firstExpert(); i < results.size(); i++) {
                copy(expert(all, i), results.get(i));
            }
        }
        kernels.add(Products.matMul(gradient, experts, gated, threads));
        Operand mixedGradient = temporary(rows, mixedWidth);
        kernels.add(Lowered.of(GateKernel.backward(
                op, rank, rows, workspace.data(), at(mixed), at(gated), at(mixedGradient), threads)));
        results.get(0).map(result -> flat(result, width)).ifPresent(result -> {
            kernels.add(Products.matMul(gradient, in.get(1), result, threads));
            kernels.add(Products.addMatMul(mixedGradient, mixers, result, threads));
        });
        results.get(1).ifPresent(result -> kernels.add(Products.matMul(transposed(gradient), x, result, threads)));
        results.get(2)
                .ifPresent(result -> kernels.add(
                        ReduceKernel.lower(new Reduce(Reduction.SUM, List.of(0)), gradient, flat(result, columns))));
        if (results.subList(ROUTER, firstExpert()).stream().anyMatch(Optional::isPresent)) {
            Operand all = temporary(mixedWidth, width);
            kernels.add(Products.matMul(transposed(mixedGradient), x, all, threads));
            for (int i = ROUTER; i < firstExpert(); i++) {
                copy(mixer(all, i), results.get(i));
            }
        }
        return this;
    }

    private int firstExpert() {
        return FIRST_COMPRESSION + op.compressions();
    }

    private void mix(Operand mixers, Operand mixed) {
        kernels.add(Products.matMul(flat(in.getFirst(), width), transposed(mixers), mixed, threads));
    }

    private void gate(Operand mixed, Operand gated) {
        kernels.add(Lowered.of(GateKernel.forward(op, rank, rows, workspace.data(), at(mixed), at(gated), threads)));
    }

    // Compressions, then the router, one below the other: [mixedWidth, width].
    private Operand mixers() {
        Operand all = temporary(mixedWidth, width);
        for (int i = ROUTER; i < firstExpert(); i++) {
            copy(in.get(i), Optional.of(mixer(all, i)));
        }
        return all;
    }

    private Operand mixer(Operand all, int input) {
        int row = input == ROUTER ? op.compressions() * rank : (input - FIRST_COMPRESSION) * rank;
        int count = input == ROUTER ? op.experts() : rank;
        return new Operand(all.data(), all.layout().slice(0, row, count));
    }

    // All experts side by side: [columns, gatedWidth].
    private Operand experts() {
        Operand all = temporary(columns, gatedWidth);
        for (int i = firstExpert(); i < firstExpert() + gatedWidth / rank; i++) {
            copy(in.get(i), Optional.of(expert(all, i)));
        }
        return all;
    }

    private Operand expert(Operand all, int input) {
        return new Operand(all.data(), all.layout().slice(1, (input - firstExpert()) * rank, rank));
    }

    private void copy(Operand from, Optional<Operand> to) {
        to.ifPresent(target -> kernels.add(Lowered.of(new CopyKernel(CopyKernel.Conversion.NONE, from, target))));
    }

    private Operand temporary(int rows, int columns) {
        Operand operand =
                new Operand(workspace.data(), Layout.contiguous(Shape.of(rows, columns), workspace.offset() + used));
        used += Workspace.lines((long) rows * columns);
        return operand;
    }

    private static long at(Operand operand) {
        return operand.layout().offset() << 2;
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
