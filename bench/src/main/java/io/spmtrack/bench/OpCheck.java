package io.spmtrack.bench;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.engine.reference.ReferenceSession;
import io.spmtrack.engine.validating.ValidatingBackend;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

/**
 * Compares an op at its full size with the reference, which is far too slow for all of it: the reference computes sixteen
 * rows, and for sums over rows the gradients of all others are zero meanwhile.
 */
final class OpCheck {
    private static final String PROGRAM = "check";
    private static final int ROWS = 16;
    private static final int MIXED_ROWS = 61;

    /** Of the largest magnitude: sums of some thousand terms in 32-bit floats stay well within. */
    private static final double TOLERANCE = 1e-4;

    private final OpRun run;
    private final int[] rows;

    private OpCheck(OpRun run) {
        this.run = run;
        int all = run.op().rows();
        int count = Math.min(ROWS, all);
        this.rows = IntStream.range(0, count)
                .map(i -> (int) ((long) i * (all - 1) / Math.max(1, count - 1)))
                .toArray();
    }

    /** @throws IllegalStateException naming op, result and both values where they differ */
    static void check(OpRun run, Backend backend) {
        if (run.op().rowwise()) {
            new OpCheck(run).rowwise();
        } else {
            mixed(run.op(), backend);
        }
    }

    /** Where all rows depend on all: every step of the same program on fewer rows. */
    private static void mixed(BenchOp op, Backend backend) {
        Recording recording = Recording.of(op.record(), Math.min(MIXED_ROWS, op.rows()));
        Backend validating = new ValidatingBackend(backend);
        Plan plan = Compiler.compile(recording.tape(), validating);
        try (Session session = validating.load(Map.of(PROGRAM, plan))) {
            recording.inputs().keySet().forEach(name -> OpRun.fill(name, session.input(PROGRAM, name)));
            session.run(PROGRAM);
        }
    }

    private void rowwise() {
        Map<String, double[]> operands = new HashMap<>();
        run.recording().inputs().forEach((name, place) -> operands.put(name, some(run.input(name), place)));
        Map<String, double[]> expected = reference(operands);
        run.recording().inputs().forEach((name, place) -> {
            if (place.gradient()) {
                clearOthers(run.input(name), place);
            }
        });
        run.run();
        run.recording()
                .outputs()
                .forEach((name, place) -> compare(name, expected.get(name), some(run.output(name), place)));
        run.fill();
    }

    private Map<String, double[]> reference(Map<String, double[]> operands) {
        Recording few = Recording.of(run.op().record(), rows.length);
        ReferenceBackend backend = new ReferenceBackend();
        Map<String, double[]> results = new HashMap<>();
        try (ReferenceSession session = backend.load(Map.of(PROGRAM, Compiler.compile(few.tape(), backend)))) {
            session.run(PROGRAM, operands);
            few.outputs().keySet().forEach(name -> results.put(name, session.values(PROGRAM, name)));
        }
        return results;
    }

    /** Elements that lie behind each other in one row. */
    private static int inner(Recording.Place place) {
        return Math.toIntExact(
                place.shape().axes(place.axis() + 1, place.shape().rank()).count());
    }

    /** The checked rows, dense; everything of what has no rows. */
    private double[] some(MemorySegment segment, Recording.Place place) {
        if (place.axis() == Recording.NO_ROWS) {
            return values(segment, Math.toIntExact(place.shape().count()), i -> i);
        }
        int inner = inner(place);
        int all = place.shape().size(place.axis());
        int outer = Math.toIntExact(place.shape().count() / inner / all);
        return values(
                segment,
                outer * rows.length * inner,
                i -> (i / inner / rows.length * all + rows[(int) (i / inner % rows.length)]) * inner + i % inner);
    }

    private static double[] values(MemorySegment segment, int count, LongUnaryOperator index) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = segment.getAtIndex(ValueLayout.JAVA_FLOAT, index.applyAsLong(i));
        }
        return values;
    }

    private void clearOthers(MemorySegment segment, Recording.Place place) {
        int inner = inner(place);
        int all = place.shape().size(place.axis());
        for (long i = 0; i < place.shape().count(); i++) {
            if (Arrays.binarySearch(rows, (int) (i / inner % all)) < 0) {
                segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, 0);
            }
        }
    }

    private void compare(String name, double[] expected, double[] actual) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - actual[i]) <= TOLERANCE * largest)) {
                throw new IllegalStateException(run.op().name() + ": element " + i + " of the checked rows of " + name
                        + " is " + actual[i] + ", on the reference " + expected[i]);
            }
        }
    }
}
