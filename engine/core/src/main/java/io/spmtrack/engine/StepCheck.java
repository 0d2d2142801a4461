package io.spmtrack.engine;

import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.engine.reference.ReferenceSession;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One step on the wrapped backend and on the reference. The wrapped backend gets the step as a plan of its own, with the same
 * layouts and the same sharing of slots between operands and results; the reference gets the op with dense operands.
 */
final class StepCheck {
    private static final String REFERENCE = "step";

    /** Elements that a slot's part is rounded down to, so that alignment to 64 bytes is kept. */
    private static final long GRAIN = 16;

    /** The part of a slot that a step sees: elements {@code from … to−1}. */
    private record Part(long from, long to) {
        static Part of(Ref ref) {
            long last = ref.layout().offset();
            for (int axis = 0; axis < ref.shape().rank(); axis++) {
                last += (ref.shape().size(axis) - 1L) * ref.layout().stride(axis);
            }
            long first = ref.layout().offset() / GRAIN * GRAIN;
            return new Part(first, ref.shape().count() == 0 ? first : last + 1);
        }

        Part with(Part other) {
            return new Part(Math.min(from, other.from), Math.max(to, other.to));
        }

        long elements() {
            return to - from;
        }
    }

    private final Step step;
    private final HostSlots host;
    private final String backend;
    private final double tolerance;
    private final Map<Integer, Part> parts = new LinkedHashMap<>();

    StepCheck(Step step, HostSlots host, String backend, double tolerance) {
        this.step = step;
        this.host = host;
        this.backend = backend;
        this.tolerance = tolerance;
        step.in().forEach(ref -> parts.merge(ref.slot(), Part.of(ref), Part::with));
        step.out().stream()
                .filter(ref -> !ref.isUnused())
                .forEach(ref -> parts.merge(ref.slot(), Part.of(ref), Part::with));
    }

    /** Elements of all slots' parts. */
    long elements() {
        return parts.values().stream().mapToLong(Part::elements).sum();
    }

    /** Runs {@link #plan}, loaded under a name, and leaves its results in host memory. */
    void run(Session session, String program) {
        List<double[]> expected = reference();
        runWrapped(session, program);
        for (int i = 0; i < expected.size(); i++) {
            if (!step.out().get(i).isUnused()) {
                compare(i, expected.get(i), host.values(step.out().get(i)));
            }
        }
    }

    /** The results by definition, row-major; empty where nobody reads them. */
    private List<double[]> reference() {
        Tape tape = new Tape();
        Map<String, double[]> values = new HashMap<>();
        Tensor[] in = new Tensor[step.in().size()];
        for (int i = 0; i < in.length; i++) {
            TensorType type = host.type(step.in().get(i));
            in[i] = tape.input("x" + i, type.dtype(), type.shape().sizes());
            values.put("x" + i, host.values(step.in().get(i)));
        }
        Tensor[] out = tape.at(step.site(), () -> tape.add(step.op(), in));
        for (int i = 0; i < out.length; i++) {
            if (!step.out().get(i).isUnused()) {
                tape.output("y" + i, out[i]);
            }
        }
        ReferenceBackend backend = new ReferenceBackend();
        List<double[]> results = new ArrayList<>();
        try (ReferenceSession session = backend.load(Map.of(REFERENCE, Compiler.compile(tape, backend)))) {
            session.run(REFERENCE, values);
            for (int i = 0; i < out.length; i++) {
                results.add(step.out().get(i).isUnused() ? new double[0] : session.values(REFERENCE, "y" + i));
            }
        }
        return results;
    }

    private void runWrapped(Session session, String program) {
        parts.forEach((slot, part) -> session.input(program, name(slot)).copyFrom(memory(slot, part)));
        session.run(program);
        parts.forEach((slot, part) -> {
            if (written(slot)) {
                memory(slot, part).copyFrom(session.output(program, name(slot)));
            }
        });
    }

    private boolean written(int slot) {
        return step.out().stream().anyMatch(ref -> !ref.isUnused() && ref.slot() == slot);
    }

    private MemorySegment memory(int slot, Part part) {
        return host.part(slot, part.from(), part.elements());
    }

    private static String name(int slot) {
        return "s" + slot;
    }

    /** This step alone; every slot it sees is an input, those it writes are outputs too. */
    Plan plan() {
        List<Slot> slots = new ArrayList<>();
        Map<Integer, Ref> wholes = new HashMap<>();
        Map<String, Ref> inputs = new LinkedHashMap<>();
        parts.forEach((slot, part) -> {
            Shape shape = Shape.of(Math.toIntExact(part.elements()));
            Ref whole = new Ref(slots.size(), Layout.contiguous(shape, 0));
            slots.add(new Slot.Io(host.type(anyRef(slot)).dtype(), part.elements()));
            wholes.put(slot, whole);
            inputs.put(name(slot), whole);
        });
        Map<String, Ref> outputs = new LinkedHashMap<>();
        step.out().stream()
                .filter(ref -> !ref.isUnused())
                .forEach(ref -> outputs.put(name(ref.slot()), wholes.get(ref.slot())));
        Step alone = new Step(step.op(), moved(step.in(), wholes), moved(step.out(), wholes), step.site());
        return new Plan(List.of(alone), slots, inputs, outputs, 0);
    }

    private Ref anyRef(int slot) {
        List<Ref> all = new ArrayList<>(step.in());
        all.addAll(step.out());
        return all.stream().filter(ref -> ref.slot() == slot).findFirst().orElseThrow();
    }

    private List<Ref> moved(List<Ref> refs, Map<Integer, Ref> wholes) {
        return refs.stream()
                .map(ref -> ref.isUnused() ? ref : moved(ref, wholes))
                .toList();
    }

    private Ref moved(Ref ref, Map<Integer, Ref> wholes) {
        Layout layout = ref.layout();
        long offset = layout.offset() - parts.get(ref.slot()).from();
        return new Ref(wholes.get(ref.slot()).slot(), Layout.of(layout.shape(), layout.strides(), offset));
    }

    private void compare(int output, double[] expected, double[] actual) {
        double largest = Arrays.stream(expected)
                .map(Math::abs)
                .filter(value -> value <= Float.MAX_VALUE)
                .max()
                .orElse(0);
        for (int i = 0; i < expected.length; i++) {
            float wanted = (float) expected[i];
            boolean same = Float.isFinite(wanted)
                    ? Math.abs(wanted - actual[i]) <= tolerance * largest
                    : Float.compare(wanted, (float) actual[i]) == 0;
            if (!same) {
                Shape shape = step.out().get(output).shape();
                throw new IllegalStateException(step.describe() + ": output " + output + " " + shape + ", element "
                        + Arrays.toString(HostSlots.index(shape, i)) + " is " + actual[i] + " on " + backend
                        + " and " + expected[i] + " on the reference (allowed: " + tolerance
                        + " of the largest magnitude " + largest + ")");
            }
        }
    }
}
