package io.spmtrack.engine.cpu;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.cpu.attention.AttentionBackwardKernel;
import io.spmtrack.engine.cpu.attention.AttentionKernel;
import io.spmtrack.engine.cpu.elementwise.AdamWKernel;
import io.spmtrack.engine.cpu.elementwise.CopyKernel;
import io.spmtrack.engine.cpu.elementwise.ElementwiseKernel;
import io.spmtrack.engine.cpu.elementwise.IndexedKernel;
import io.spmtrack.engine.cpu.elementwise.RandomKernel;
import io.spmtrack.engine.cpu.product.GroupedOuter;
import io.spmtrack.engine.cpu.product.GroupedProducts;
import io.spmtrack.engine.cpu.product.PackedWeights;
import io.spmtrack.engine.cpu.product.Products;
import io.spmtrack.engine.cpu.rowwise.LayerNormBackwardKernel;
import io.spmtrack.engine.cpu.rowwise.LayerNormKernel;
import io.spmtrack.engine.cpu.rowwise.NearestKernel;
import io.spmtrack.engine.cpu.rowwise.ReduceKernel;
import io.spmtrack.engine.cpu.rowwise.RouteKernel;
import io.spmtrack.engine.cpu.rowwise.RowKernel;
import io.spmtrack.engine.cpu.rowwise.Rows;
import io.spmtrack.engine.cpu.run.CpuMemory;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Workspace;
import io.spmtrack.engine.cpu.tmoe.TmoeLayer;
import io.spmtrack.engine.cpu.vector.BinaryLoops;
import io.spmtrack.engine.cpu.vector.UnaryLoops;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.AdamWStep;
import io.spmtrack.engine.op.Assign;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.AttentionBackward;
import io.spmtrack.engine.op.Binary;
import io.spmtrack.engine.op.Cast;
import io.spmtrack.engine.op.Gather;
import io.spmtrack.engine.op.Grouped;
import io.spmtrack.engine.op.LayerNorm;
import io.spmtrack.engine.op.LayerNormBackward;
import io.spmtrack.engine.op.Linear;
import io.spmtrack.engine.op.MatMul;
import io.spmtrack.engine.op.Random;
import io.spmtrack.engine.op.Reduce;
import io.spmtrack.engine.op.ScatterAdd;
import io.spmtrack.engine.op.Select;
import io.spmtrack.engine.op.Softmax;
import io.spmtrack.engine.op.Tmoe;
import io.spmtrack.engine.op.TmoeBackward;
import io.spmtrack.engine.op.Unary;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Chooses the kernel of each step: the only switch of this backend. */
final class CpuLowering {
    private final CpuMemory memory;
    private final PackedWeights weights;
    private final int threads;

    CpuLowering(CpuMemory memory, PackedWeights weights, int threads) {
        this.memory = memory;
        this.weights = weights;
        this.threads = threads;
    }

    Lowered lower(Step step) {
        List<Operand> in = step.in().stream().map(memory::operand).toList();
        return switch (step.op()) {
            case Unary op ->
                ElementwiseKernel.lower(
                        (a, aAt, aStep, b, bAt, bStep, c, cAt, cStep, y, yAt, count) ->
                                UnaryLoops.run(op.kind(), a, aAt, y, yAt, count),
                        threads,
                        out(step, 0),
                        in.get(0));
            case Binary op ->
                ElementwiseKernel.lower(
                        (a, aAt, aStep, b, bAt, bStep, c, cAt, cStep, y, yAt, count) ->
                                BinaryLoops.run(op.kind(), a, aAt, aStep, b, bAt, bStep, y, yAt, count),
                        threads,
                        out(step, 0),
                        in.get(0),
                        in.get(1));
            case Select op ->
                ElementwiseKernel.lower(BinaryLoops::select, threads, out(step, 0), in.get(0), in.get(1), in.get(2));
            case Reduce op -> ReduceKernel.lower(op, in.getFirst(), out(step, 0));
            case MatMul op -> Products.matMul(in.get(0), in.get(1), out(step, 0), weights, threads);
            case Gather op -> Lowered.of(IndexedKernel.gather(in.get(0), in.get(1), out(step, 0)));
            case ScatterAdd op -> Lowered.of(IndexedKernel.scatterAdd(in.get(0), in.get(1), out(step, 0)));
            case Cast op -> Lowered.of(new CopyKernel(conversion(step, op), in.getFirst(), out(step, 0)));
            case Random op -> Lowered.of(new RandomKernel(op, in.getFirst(), out(step, 0), threads));
            case Assign op -> Lowered.of(new CopyKernel(CopyKernel.Conversion.NONE, in.get(1), in.get(0)));
            case Linear op -> linear(op, step, in);
            case LayerNorm op -> withContiguous(in, List.of(1, 2), operands -> layerNorm(op, operands, out(step, 0)));
            case LayerNormBackward op -> withContiguous(in, List.of(0, 1, 2), operands -> backward(op, operands, step));
            case Softmax op -> RowKernel.lower(Rows::softmax, threads, in.getFirst(), out(step, 0));
            case AdamWStep op ->
                withContiguous(
                        in, List.of(3), operands -> Lowered.of(new AdamWKernel(op, operands.toArray(Operand[]::new))));
            case Attention op ->
                AttentionKernel.lower(
                        in.get(0), in.get(1), in.get(2), out(step, 0), wanted(step, 1), op.scale(), threads);
            case AttentionBackward op -> AttentionBackwardKernel.lower(in, results(step), op.scale(), threads);
            case Tmoe op ->
                withContiguous(
                        in, all(in), operands -> TmoeLayer.forward(op, operands, results(step), weights, threads));
            case Grouped.Route op -> Lowered.of(new RouteKernel(op, in.getFirst(), results(step)));
            case Grouped.Nearest op -> Lowered.of(new NearestKernel(op, in.getFirst(), out(step, 0), threads));
            case Grouped.Layer op -> grouped(op, step, in);
            case Grouped.Gradient op -> GroupedOuter.lower(op, in, results(step), threads);
            case TmoeBackward op ->
                withContiguous(
                        in,
                        all(in),
                        operands -> TmoeLayer.backward(op.layer(), operands, results(step), weights, threads));
        };
    }

    private static List<Integer> all(List<Operand> in) {
        return IntStream.range(0, in.size()).boxed().toList();
    }

    private List<Optional<Operand>> results(Step step) {
        return IntStream.range(0, step.out().size())
                .mapToObj(i -> wanted(step, i))
                .toList();
    }

    private Operand out(Step step, int index) {
        return memory.operand(step.out().get(index));
    }

    private Optional<Operand> wanted(Step step, int index) {
        Ref ref = step.out().get(index);
        return ref.isUnused() ? Optional.empty() : Optional.of(memory.operand(ref));
    }

    private CopyKernel.Conversion conversion(Step step, Cast op) {
        DType from = memory.dtype(step.in().getFirst());
        if (from == op.to()) {
            return CopyKernel.Conversion.NONE;
        }
        return switch (op.to()) {
            case F32 -> CopyKernel.Conversion.TO_FLOAT;
            case I32 -> CopyKernel.Conversion.TO_INTEGER;
        };
    }

    private Lowered linear(Linear op, Step step, List<Operand> in) {
        Optional<Operand> bias = in.size() == 3 ? Optional.of(in.get(2)) : Optional.empty();
        Optional<Operand> before = step.out().size() == 2 ? wanted(step, 1) : Optional.empty();
        if (step.out().getFirst().isUnused()) {
            return Products.linear(
                    Activation.NONE,
                    in.get(0),
                    in.get(1),
                    bias,
                    before.orElseThrow(),
                    Optional.empty(),
                    weights,
                    threads);
        }
        return Products.linear(op.activation(), in.get(0), in.get(1), bias, out(step, 0), before, weights, threads);
    }

    private Lowered grouped(Grouped.Layer op, Step step, List<Operand> in) {
        if (step.out().getFirst().isUnused()) {
            return GroupedProducts.linear(op, Activation.NONE, in, out(step, 1), Optional.empty(), weights, threads);
        }
        Optional<Operand> before = step.out().size() == 2 ? wanted(step, 1) : Optional.empty();
        return GroupedProducts.linear(op, op.activation(), in, out(step, 0), before, weights, threads);
    }

    private Lowered layerNorm(LayerNorm op, List<Operand> in, Operand out) {
        if (LayerNormKernel.takes(in.getFirst(), out)) {
            return Lowered.of(new LayerNormKernel(in.get(0), in.get(1), in.get(2), out, op.epsilon()));
        }
        MemorySegment scale = in.get(1).data();
        MemorySegment shift = in.get(2).data();
        long scaleAt = in.get(1).layout().offset() << 2;
        long shiftAt = in.get(2).layout().offset() << 2;
        float epsilon = (float) op.epsilon();
        return RowKernel.lower(
                (x, xAt, y, yAt, count) ->
                        Rows.layerNorm(x, xAt, scale, scaleAt, shift, shiftAt, y, yAt, count, epsilon),
                threads,
                in.get(0),
                out);
    }

    private Lowered backward(LayerNormBackward op, List<Operand> in, Step step) {
        return LayerNormBackwardKernel.lower(
                new LayerNormBackwardKernel.Operands(
                        in.get(0), in.get(1), in.get(2), wanted(step, 0), wanted(step, 1), wanted(step, 2)),
                op.epsilon());
    }

    /** Copies the named operands to the workspace first if they have gaps. */
    private Lowered withContiguous(List<Operand> in, List<Integer> which, Function<List<Operand>, Lowered> lower) {
        List<Integer> gaps =
                which.stream().filter(i -> !in.get(i).layout().isContiguous()).toList();
        if (gaps.isEmpty()) {
            return lower.apply(in);
        }
        long copies = gaps.stream()
                .mapToLong(i -> Workspace.lines(in.get(i).layout().shape().count()))
                .sum();
        Lowered direct = lower.apply(in);
        gaps.forEach(i -> weights.reads(in.get(i)));
        return new Lowered(copies + direct.workspace(), direct.strips(), workspace -> {
            List<Operand> operands = new ArrayList<>(in);
            List<Lowered> kernels = new ArrayList<>();
            long offset = workspace.offset();
            for (int i : gaps) {
                Layout dense = Layout.contiguous(in.get(i).layout().shape(), offset);
                operands.set(i, new Operand(workspace.data(), dense));
                kernels.add(Lowered.of(new CopyKernel(CopyKernel.Conversion.NONE, in.get(i), operands.get(i))));
                offset += Workspace.lines(dense.shape().count());
            }
            kernels.add(lower.apply(operands));
            return Lowered.sequence(kernels).bind().apply(workspace.after(copies));
        });
    }
}
