package io.spmtrack.engine.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.Philox;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.RandomTape;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Slot;
import io.spmtrack.engine.SmallTraining;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.op.Binary;
import io.spmtrack.engine.op.Select;
import io.spmtrack.engine.op.Unary;
import io.spmtrack.engine.reference.ReferenceBackend;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sharing memory changes no value and puts no two living tensors in one place: on random tapes. */
class PlanMemoryTest {
    private static final int TAPES = 400;
    private static final int CPU_TAPES = 60;
    private static final long GRAIN = 16;

    @Test
    void sharedMemoryGivesTheValuesOfSeparateMemory() {
        ReferenceBackend backend = new ReferenceBackend();
        long shared = 0;
        long separate = 0;
        for (int seed = 0; seed < TAPES; seed++) {
            RandomTape tape = new RandomTape(seed);
            Plan plan = Compiler.compile(tape.tape(), backend);
            Plan apart = apart(plan);
            same("tape " + seed, run(apart, backend), run(plan, backend));
            shared += plan.workElements();
            separate += apart.workElements();
        }
        assertTrue(shared < 0.8 * separate, shared + " of " + separate + " elements: memory is shared at all");
    }

    @Test
    void valuesAreThoseOfAProgramThatKeepsEveryTensor() {
        ReferenceBackend backend = new ReferenceBackend();
        for (int seed = 0; seed < TAPES; seed++) {
            Plan plan = Compiler.compile(new RandomTape(seed).tape(), backend);
            RandomTape kept = new RandomTape(seed);
            kept.keepAll();
            Map<String, double[]> all = run(Compiler.compile(kept.tape(), backend), backend);
            Map<String, double[]> expected = new LinkedHashMap<>();
            plan.outputs().keySet().forEach(name -> expected.put(name, all.get(name)));
            same("tape " + seed, expected, run(plan, backend));
        }
    }

    @Test
    void vectorKernelsWorkInPlaceAsApart() {
        CpuBackend backend = new CpuBackend(1);
        for (int seed = 0; seed < CPU_TAPES; seed++) {
            Plan plan = Compiler.compile(new RandomTape(seed).tape(), backend);
            same("tape " + seed, run(apart(plan), backend), run(plan, backend));
        }
    }

    @Test
    void placesOfLivingTensorsDoNotOverlap() {
        int inPlace = 0;
        for (int seed = 0; seed < TAPES; seed++) {
            inPlace +=
                    checkPlaces("tape " + seed, Compiler.compile(new RandomTape(seed).tape(), new ReferenceBackend()));
        }
        try (SmallTraining training = SmallTraining.create()) {
            inPlace += checkPlaces("training", Compiler.compile(training.tape(), new CpuBackend(1)));
        }
        assertTrue(inPlace > TAPES / 4, "elementwise results take the place of an operand " + inPlace + " times");
    }

    /** The same steps with a place of its own for every temporary. */
    private static Plan apart(Plan plan) {
        List<Slot> slots = new ArrayList<>();
        long total = 0;
        for (Slot slot : plan.slots()) {
            if (slot instanceof Slot.Work work) {
                slots.add(new Slot.Work(work.dtype(), work.elements(), total));
                total += (work.elements() + GRAIN - 1) / GRAIN * GRAIN;
            } else {
                slots.add(slot);
            }
        }
        return new Plan(plan.steps(), slots, plan.inputs(), plan.outputs(), total);
    }

    private static Map<String, double[]> run(Plan plan, Backend backend) {
        Map<String, double[]> values = new LinkedHashMap<>();
        try (Session session = backend.load(Map.of("p", plan))) {
            for (int run = 0; run < 2; run++) { // The second run finds the memory as the first left it.
                plan.inputs().keySet().forEach(name -> {
                    MemorySegment segment = session.input("p", name);
                    Philox.Stream random = new Philox.Stream(5, name.hashCode());
                    for (long i = 0; i < segment.byteSize() / DType.BYTES; i++) {
                        segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.uniform(-2, 2));
                    }
                });
                session.run("p");
            }
            plan.outputs().keySet().forEach(name -> values.put(name, Floats.of(session.output("p", name))));
        }
        return values;
    }

    private static void same(String what, Map<String, double[]> expected, Map<String, double[]> actual) {
        assertEquals(expected.keySet(), actual.keySet(), what);
        expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), what + ", " + name));
    }

    /** Fails where two temporaries that live at the same step share an element; gives the number of results in place. */
    private static int checkPlaces(String what, Plan plan) {
        int count = plan.slots().size();
        int[] first = new int[count];
        int[] last = new int[count];
        lifetimes(plan, first, last);
        int inPlace = 0;
        for (int a = 0; a < count; a++) {
            if (!(plan.slots().get(a) instanceof Slot.Work one) || last[a] < 0) {
                continue;
            }
            assertEquals(0, one.offset() % GRAIN, what);
            assertTrue(one.offset() + one.elements() <= plan.workElements(), what);
            for (int b = 0; b < count; b++) {
                boolean together = plan.slots().get(b) instanceof Slot.Work other
                        && last[b] >= 0
                        && a != b
                        && first[a] <= first[b]
                        && first[b] <= last[a]
                        && one.offset() < other.offset() + other.elements()
                        && other.offset() < one.offset() + one.elements();
                if (together) {
                    assertTrue(
                            last[a] == first[b] && first[a] < first[b] && mayBeInPlace(plan, first[b], a, b),
                            what + ": slots " + a + " and " + b + " overlap at step " + first[b]);
                    inPlace++;
                }
            }
        }
        return inPlace;
    }

    private static void lifetimes(Plan plan, int[] first, int[] last) {
        Arrays.fill(last, -1);
        for (int step = 0; step < plan.steps().size(); step++) {
            List<Ref> refs = new ArrayList<>(plan.steps().get(step).in());
            refs.addAll(plan.steps().get(step).out());
            for (Ref ref : refs) {
                if (!ref.isUnused()) {
                    if (last[ref.slot()] < 0) {
                        first[ref.slot()] = step;
                    }
                    last[ref.slot()] = step;
                }
            }
        }
    }

    /** Whether each element of the result is written where only the same element of the operand was. */
    private static boolean mayBeInPlace(Plan plan, int number, int operand, int result) {
        Step step = plan.steps().get(number);
        boolean elementwise = step.op() instanceof Unary || step.op() instanceof Binary || step.op() instanceof Select;
        Ref out = step.out().getFirst();
        return elementwise
                && out.slot() == result
                && plan.slots().get(operand) instanceof Slot.Work from
                && plan.slots().get(result) instanceof Slot.Work to
                && from.offset() == to.offset()
                && step.in().stream()
                        .filter(ref -> ref.slot() == operand)
                        .allMatch(ref -> ref.layout().equals(out.layout())
                                || ref.layout().isContiguous()
                                        && out.layout().isContiguous()
                                        && ref.layout().offset() == out.layout().offset());
    }
}
