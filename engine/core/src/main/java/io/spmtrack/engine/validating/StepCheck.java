package io.spmtrack.engine.validating;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Philox;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Slot;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import io.spmtrack.engine.compile.Compiler;
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

    /** Elements that a slot's range is rounded down to, so that alignment to 64 bytes is kept. */
    private static final long GRAIN = 16;

    /** How far a result may move, in units of what rounding the operands once more moves it: sums of terms that cancel. */
    private static final double ROUNDINGS = 16;

    /** The range of a slot that a step sees: elements {@code from … to−1}. */
    private record Range(long from, long to) {
        static Range of(Ref ref) {
            long last = ref.layout().offset();
            for (int axis = 0; axis < ref.shape().rank(); axis++) {
                last += (ref.shape().size(axis) - 1L) * ref.layout().stride(axis);
            }
            long first = ref.layout().offset() / GRAIN * GRAIN;
            return new Range(first, ref.shape().count() == 0 ? first : last + 1);
        }

        Range with(Range other) {
            return new Range(Math.min(from, other.from), Math.max(to, other.to));
        }

        long elements() {
            return to - from;
        }
    }

    private final Step step;
    private final HostSlots host;
    private final String backend;
    private final double tolerance;
    private final Map<Integer, Range> ranges = new LinkedHashMap<>();

    StepCheck(Step step, HostSlots host, String backend, double tolerance) {
        this.step = step;
        this.host = host;
        this.backend = backend;
        this.tolerance = tolerance;
        step.in().forEach(ref -> ranges.merge(ref.slot(), Range.of(ref), Range::with));
        step.out().stream()
                .filter(ref -> !ref.isUnused())
                .forEach(ref -> ranges.merge(ref.slot(), Range.of(ref), Range::with));
    }

    /** Elements of all slots' ranges. */
    long elements() {
        return ranges.values().stream().mapToLong(Range::elements).sum();
    }

    /** Runs {@link #plan}, loaded under a name, and leaves its results in host memory. */
    void run(Session session, String program) {
        List<double[]> operands = step.in().stream().map(host::values).toList();
        List<double[]> expected = reference(operands);
        runWrapped(session, program);
        for (int i = 0; i < expected.size(); i++) {
            if (!step.out().get(i).isUnused()) {
                compare(i, expected.get(i), host.values(step.out().get(i)), operands);
            }
        }
    }

    /** Runs {@link #plan} like {@link #run}, without the reference, and looks for results that are not finite. */
    void watch(Session session, String program) {
        int operand = 0; // looked for before: a step may write over what it reads
        while (operand < step.in().size() && host.firstNotFinite(step.in().get(operand)) < 0) {
            operand++;
        }
        runWrapped(session, program);
        for (int output = 0; output < step.out().size(); output++) {
            Ref ref = step.out().get(output);
            int place = ref.isUnused() ? -1 : host.firstNotFinite(ref);
            if (place >= 0) {
                throw new NotFiniteException(step.describe() + ": output " + output + " " + ref.shape() + ", element "
                        + Arrays.toString(HostSlots.index(ref.shape(), place)) + " is " + host.values(ref)[place]
                        + (operand < step.in().size()
                                ? "; operand " + operand + " was not finite before: it is an input or a weight"
                                : "; all operands are finite"));
            }
        }
    }

    /** By how much an output moves when every operand is rounded once more, up or down in turn. */
    private double rounding(int output, List<double[]> operands, double... expected) {
        List<double[]> rounded = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            boolean integer = host.type(step.in().get(i)).dtype() == DType.I32;
            Philox.Stream random = new Philox.Stream(i, 0);
            rounded.add(
                    integer
                            ? operands.get(i)
                            : Arrays.stream(operands.get(i))
                                    .map(value -> value + (random.uniform() < 0.5 ? -1 : 1) * Math.ulp((float) value))
                                    .toArray());
        }
        double[] moved = reference(rounded).get(output);
        double most = 0;
        for (int i = 0; i < moved.length; i++) {
            double by = Math.abs(moved[i] - expected[i]);
            most = by <= Float.MAX_VALUE ? Math.max(most, by) : most;
        }
        return most;
    }

    /** The results by definition, row-major; empty where nobody reads them. */
    private List<double[]> reference(List<double[]> operands) {
        Tape tape = new Tape();
        Map<String, double[]> values = new HashMap<>();
        Tensor[] in = new Tensor[step.in().size()];
        for (int i = 0; i < in.length; i++) {
            TensorType type = host.type(step.in().get(i));
            in[i] = tape.input("x" + i, type.dtype(), type.shape().sizes());
            values.put("x" + i, operands.get(i));
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
        ranges.forEach((slot, range) -> session.input(program, name(slot)).copyFrom(memory(slot, range)));
        session.run(program);
        ranges.forEach((slot, range) -> {
            if (written(slot)) {
                memory(slot, range).copyFrom(session.output(program, name(slot)));
            }
        });
    }

    private boolean written(int slot) {
        return step.out().stream().anyMatch(ref -> !ref.isUnused() && ref.slot() == slot);
    }

    private MemorySegment memory(int slot, Range range) {
        return host.part(slot, range.from(), range.elements());
    }

    private static String name(int slot) {
        return "s" + slot;
    }

    /** This step alone; every slot it sees is an input, those it writes are outputs too. */
    Plan plan() {
        List<Slot> slots = new ArrayList<>();
        Map<Integer, Ref> wholes = new HashMap<>();
        Map<String, Ref> inputs = new LinkedHashMap<>();
        ranges.forEach((slot, range) -> {
            Shape shape = Shape.of(Math.toIntExact(range.elements()));
            Ref whole = new Ref(slots.size(), Layout.contiguous(shape, 0));
            slots.add(new Slot.Io(host.type(anyRef(slot)).dtype(), range.elements()));
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
        long offset = layout.offset() - ranges.get(ref.slot()).from();
        return new Ref(wholes.get(ref.slot()).slot(), Layout.of(layout.shape(), layout.strides(), offset));
    }

    private void compare(int output, double[] expected, double[] actual, List<double[]> operands) {
        double largest = Arrays.stream(expected)
                .map(Math::abs)
                .filter(value -> value <= Float.MAX_VALUE)
                .max()
                .orElse(0);
        double allowed = tolerance * largest;
        int wrong = firstWrong(allowed, expected, actual);
        if (wrong >= 0) {
            allowed += ROUNDINGS * rounding(output, operands, expected);
            wrong = firstWrong(allowed, expected, actual);
        }
        if (wrong >= 0) {
            Shape shape = step.out().get(output).shape();
            throw new IllegalStateException(step.describe() + ": output " + output + " " + shape + ", element "
                    + Arrays.toString(HostSlots.index(shape, wrong)) + " is " + actual[wrong] + " on " + backend
                    + " and " + expected[wrong] + " on the reference (allowed: " + tolerance
                    + " of the largest magnitude " + largest + ")");
        }
    }

    /** The first element that differs by more than is allowed, or −1. */
    private static int firstWrong(double allowed, double[] expected, double... actual) {
        for (int i = 0; i < expected.length; i++) {
            float wanted = (float) expected[i];
            boolean same = Float.isFinite(wanted)
                    ? Math.abs(wanted - actual[i]) <= allowed
                    : Float.compare(wanted, (float) actual[i]) == 0;
            if (!same) {
                return i;
            }
        }
        return -1;
    }
}
