package io.spmtrack.engine.compile;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Node;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Slot;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.Storage;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import io.spmtrack.engine.op.Assembly;
import io.spmtrack.engine.op.Cast;
import io.spmtrack.engine.op.Compute;
import io.spmtrack.engine.op.Leaf;
import io.spmtrack.engine.op.View;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns the nodes of a tape into steps on slots: views become layouts, and the pieces of an assembly are written where they
 * belong when they lie there without gaps. Temporaries have no place yet.
 */
final class Lowering {
    private final Tape tape;
    private final List<Step> steps = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private final Map<Tensor, Ref> refs = new HashMap<>();
    private final IdentityHashMap<Storage, Integer> parameterSlots = new IdentityHashMap<>();
    private final Map<String, Ref> inputs = new LinkedHashMap<>();
    private final Map<String, Ref> outputs = new LinkedHashMap<>();

    /** Where a tensor is to be written: inside the slot of the assembly it is a piece of. */
    private final Map<Tensor, Ref> places = new HashMap<>();

    private final Map<Tensor, String> direct = new HashMap<>();
    private final BitSet used = new BitSet();
    private final Map<Integer, Integer> firstOutput = new HashMap<>();
    private int outputCount;

    Lowering(Tape tape) {
        this.tape = tape;
    }

    /** The plan with every temporary at offset 0 of the slab. */
    Plan run() {
        numberOutputs();
        tape.outputs().forEach((name, tensor) -> direct.putIfAbsent(tensor, name));
        for (int index = tape.size() - 1; index >= 0; index--) {
            if (tape.node(index).op() instanceof Assembly assembly) {
                place(new Tensor(tape, index, 0), assembly, tape.node(index));
            }
        }
        for (int index = 0; index < tape.size(); index++) {
            lower(index, tape.node(index));
        }
        tape.outputs().forEach(this::output);
        return new Plan(steps, slots, inputs, outputs, 0);
    }

    private void numberOutputs() {
        for (int index = 0; index < tape.size(); index++) {
            firstOutput.put(index, outputCount);
            outputCount += tape.node(index).out().size();
            tape.node(index).in().forEach(tensor -> used.set(number(tensor)));
        }
        tape.outputs().values().forEach(tensor -> used.set(number(tensor)));
    }

    private int number(Tensor tensor) {
        return firstOutput.get(tensor.node()) + tensor.output();
    }

    /** Decides for an assembly, and for those of its pieces that may be written in place, where they go. */
    private void place(Tensor whole, Assembly assembly, Node node) {
        Ref target = places.computeIfAbsent(whole, tensor -> fresh(tensor));
        int axis = switch (assembly) {
            case Assembly.Concat concat -> concat.axis();
            case Assembly.Pad pad -> pad.axis();
        };
        int start = switch (assembly) {
            case Assembly.Concat concat -> 0;
            case Assembly.Pad pad -> pad.before();
        };
        for (Tensor piece : node.in()) {
            Layout part = target.layout().slice(axis, start, piece.shape().size(axis));
            Tensor source = producer(piece);
            if (part.isContiguous() && mayMove(source)) {
                places.put(source, new Ref(target.slot(), Layout.contiguous(source.shape(), part.offset())));
            }
            start += piece.shape().size(axis);
        }
    }

    /** The tensor whose elements, in the same order, this one shows. */
    private Tensor producer(Tensor tensor) {
        Tensor current = tensor;
        while (tape.node(current.node()).op() instanceof View.Reshape) {
            current = tape.node(current.node()).in().getFirst();
        }
        return current;
    }

    private boolean mayMove(Tensor source) {
        if (places.containsKey(source) || direct.containsKey(source)) {
            return false;
        }
        return switch (tape.node(source.node()).op()) {
            case Assembly assembly -> true;
            case Compute compute -> compute.overwrites().isEmpty();
            case Leaf leaf -> false;
            case View view -> false;
        };
    }

    private Ref fresh(Tensor tensor) {
        TensorType type = tensor.type();
        long elements = type.shape().count();
        Slot slot = direct.containsKey(tensor)
                ? new Slot.Io(type.dtype(), elements)
                : new Slot.Work(type.dtype(), elements, 0);
        return new Ref(slot(slot), Layout.contiguous(type.shape(), 0));
    }

    private int slot(Slot slot) {
        slots.add(slot);
        return slots.size() - 1;
    }

    private void lower(int index, Node node) {
        Tensor first = new Tensor(tape, index, 0);
        switch (node.op()) {
            case Leaf leaf -> refs.put(first, leaf(leaf, node));
            case View view -> refs.put(first, view(view, node));
            case Assembly assembly -> {
                Ref target = places.get(first);
                refs.put(first, target);
                assemble(assembly, node, target);
            }
            case Compute compute -> compute(compute, index, node);
        }
    }

    private Ref leaf(Leaf leaf, Node node) {
        TensorType type = node.out().getFirst();
        return switch (leaf) {
            case Leaf.Input input -> {
                Ref ref = new Ref(
                        slot(new Slot.Io(type.dtype(), type.shape().count())), Layout.contiguous(type.shape(), 0));
                inputs.put(input.name(), ref);
                yield ref;
            }
            case Leaf.Parameter parameter -> {
                Storage storage = parameter.parameter().storage();
                int slot = parameterSlots.computeIfAbsent(storage, key -> slot(new Slot.Parameters(key)));
                yield new Ref(
                        slot,
                        Layout.contiguous(type.shape(), parameter.parameter().offset()));
            }
            case Leaf.Constant constant ->
                new Ref(slot(new Slot.Constants(constant.values())), Layout.contiguous(type.shape(), 0));
        };
    }

    private Ref view(View view, Node node) {
        Ref in = refs.get(node.in().getFirst());
        Layout layout = in.layout();
        return switch (view) {
            case View.Permute permute ->
                new Ref(
                        in.slot(),
                        layout.permute(permute.order().stream()
                                .mapToInt(Integer::intValue)
                                .toArray()));
            case View.Expand expand -> new Ref(in.slot(), layout.expand(expand.shape()));
            case View.Slice slice -> new Ref(in.slot(), layout.slice(slice.axis(), slice.start(), slice.length()));
            case View.Detach detach -> in;
            case View.Again again -> in;
            case View.Reshape reshape -> {
                Optional<Layout> same = layout.reshape(reshape.shape());
                if (same.isPresent()) {
                    yield new Ref(in.slot(), same.get());
                }
                DType dtype = node.out().getFirst().dtype();
                int slot = slot(new Slot.Work(dtype, layout.shape().count(), 0));
                copy(in, new Ref(slot, Layout.contiguous(layout.shape(), 0)), dtype, node);
                yield new Ref(slot, Layout.contiguous(reshape.shape(), 0));
            }
        };
    }

    private void assemble(Assembly assembly, Node node, Ref target) {
        DType dtype = node.out().getFirst().dtype();
        switch (assembly) {
            case Assembly.Concat concat -> {
                int start = 0;
                for (Tensor piece : node.in()) {
                    int length = piece.shape().size(concat.axis());
                    put(refs.get(piece), target, concat.axis(), start, length, dtype, node);
                    start += length;
                }
            }
            case Assembly.Pad pad -> {
                int length = node.in().getFirst().shape().size(pad.axis());
                Ref zero = new Ref(slot(new Slot.Constants(List.of(0.0))), Layout.contiguous(Shape.of(), 0));
                fill(zero, target, pad.axis(), 0, pad.before(), dtype, node);
                put(refs.get(node.in().getFirst()), target, pad.axis(), pad.before(), length, dtype, node);
                fill(zero, target, pad.axis(), pad.before() + length, pad.after(), dtype, node);
            }
        }
    }

    private void put(Ref piece, Ref target, int axis, int start, int length, DType dtype, Node node) {
        Layout part = target.layout().slice(axis, start, length);
        boolean there = piece.slot() == target.slot()
                && piece.layout().isContiguous()
                && part.isContiguous()
                && piece.layout().offset() == part.offset();
        if (!there && part.shape().count() > 0) {
            copy(piece, new Ref(target.slot(), part), dtype, node);
        }
    }

    private void fill(Ref zero, Ref target, int axis, int start, int length, DType dtype, Node node) {
        if (length > 0) {
            Layout part = target.layout().slice(axis, start, length);
            copy(new Ref(zero.slot(), zero.layout().expand(part.shape())), new Ref(target.slot(), part), dtype, node);
        }
    }

    private void copy(Ref from, Ref to, DType dtype, Node node) {
        steps.add(new Step(new Cast(dtype), List.of(from), List.of(to), node.site()));
    }

    private void compute(Compute op, int index, Node node) {
        List<Ref> in = node.in().stream().map(refs::get).toList();
        List<Ref> out = new ArrayList<>();
        for (int i = 0; i < node.out().size(); i++) {
            Tensor tensor = new Tensor(tape, index, i);
            Ref ref;
            if (i < op.overwrites().size()) {
                ref = in.get(op.overwrites().get(i));
            } else if (!used.get(number(tensor))) {
                ref = Ref.unused();
            } else {
                ref = places.containsKey(tensor) ? places.get(tensor) : fresh(tensor);
            }
            refs.put(tensor, ref);
            out.add(ref);
        }
        steps.add(new Step(op, in, out, node.site()));
    }

    /** Lets an output be read from a slot of its own; copies what is a view or lies in another tensor's slot. */
    private void output(String name, Tensor tensor) {
        Ref ref = refs.get(tensor);
        boolean own = slots.get(ref.slot()) instanceof Slot.Io io
                && ref.layout().isContiguous()
                && io.elements() == ref.shape().count();
        if (!own) {
            Ref source = ref;
            int slot = slot(new Slot.Io(tensor.dtype(), tensor.shape().count()));
            ref = new Ref(slot, Layout.contiguous(tensor.shape(), 0));
            copy(source, ref, tensor.dtype(), tape.node(tensor.node()));
        }
        outputs.put(name, ref);
    }
}
