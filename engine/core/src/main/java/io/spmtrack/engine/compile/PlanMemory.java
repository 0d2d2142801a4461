package io.spmtrack.engine.compile;

import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Slot;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.op.Binary;
import io.spmtrack.engine.op.Compute;
import io.spmtrack.engine.op.Select;
import io.spmtrack.engine.op.Unary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gives every temporary a place in one slab: slots whose lifetimes do not overlap share memory, and an elementwise result
 * takes the slot of an operand whose lifetime ends there.
 */
final class PlanMemory {
    /** Elements a slot's place is rounded to: 64 bytes. */
    private static final long GRAIN = 16;

    private final Plan plan;
    private final int[] first;
    private final int[] last;
    private final int[] home;

    private PlanMemory(Plan plan) {
        this.plan = plan;
        int count = plan.slots().size();
        first = new int[count];
        last = new int[count];
        Arrays.fill(first, -1);
        Arrays.fill(last, -1);
        home = IntStream.range(0, count).toArray();
    }

    static Plan assign(Plan plan) {
        PlanMemory memory = new PlanMemory(plan);
        memory.lifetimes();
        memory.share();
        return memory.lay();
    }

    private void lifetimes() {
        for (int step = 0; step < plan.steps().size(); step++) {
            for (Ref ref : refs(plan.steps().get(step))) {
                if (first[ref.slot()] < 0) {
                    first[ref.slot()] = step;
                }
                last[ref.slot()] = step;
            }
        }
    }

    private static List<Ref> refs(Step step) {
        List<Ref> refs = new ArrayList<>(step.in());
        step.out().stream().filter(ref -> !ref.isUnused()).forEach(refs::add);
        return refs;
    }

    /** Lets elementwise results live where an operand ends. */
    private void share() {
        for (int number = 0; number < plan.steps().size(); number++) {
            Step step = plan.steps().get(number);
            if (isElementwise(step.op()) && !step.out().getFirst().isUnused()) {
                Ref out = step.out().getFirst();
                for (Ref in : step.in()) {
                    if (mayTake(step, number, in, out)) {
                        take(in.slot(), out.slot());
                        break;
                    }
                }
            }
        }
    }

    private static boolean isElementwise(Compute op) {
        return op instanceof Unary || op instanceof Binary || op instanceof Select;
    }

    private boolean mayTake(Step step, int number, Ref in, Ref out) {
        int from = home[in.slot()];
        return plan.slots().get(in.slot()) instanceof Slot.Work source
                && plan.slots().get(out.slot()) instanceof Slot.Work target
                && from != home[out.slot()]
                && first[out.slot()] == number
                && last[from] == number
                && whole(in, source)
                && whole(out, target)
                && source.elements() == target.elements()
                && plan.slots().get(from).elements() == target.elements()
                && step.in().stream()
                        .filter(other -> !other.isUnused() && home[other.slot()] == from)
                        .allMatch(other -> other.layout().equals(in.layout()));
    }

    private static boolean whole(Ref ref, Slot.Work slot) {
        return ref.layout().isContiguous()
                && ref.layout().offset() == 0
                && ref.shape().count() == slot.elements();
    }

    private void take(int from, int to) {
        int keeper = home[from];
        home[to] = keeper;
        last[keeper] = Math.max(last[keeper], last[to]);
    }

    private Plan lay() {
        List<Integer> order = IntStream.range(0, plan.slots().size())
                .filter(slot ->
                        home[slot] == slot && first[slot] >= 0 && plan.slots().get(slot) instanceof Slot.Work)
                .boxed()
                .sorted(Comparator.comparingLong(
                                (Integer slot) -> -plan.slots().get(slot).elements())
                        .thenComparingInt(slot -> first[slot]))
                .toList();
        long[] offsets = new long[plan.slots().size()];
        List<Integer> laid = new ArrayList<>();
        long total = 0;
        for (int slot : order) {
            offsets[slot] = lowestFree(slot, laid, offsets);
            int position = 0;
            while (position < laid.size() && offsets[laid.get(position)] < offsets[slot]) {
                position++;
            }
            laid.add(position, slot);
            total = Math.max(total, offsets[slot] + size(slot));
        }
        List<Slot> slots = new ArrayList<>();
        for (int slot = 0; slot < plan.slots().size(); slot++) {
            slots.add(
                    plan.slots().get(slot) instanceof Slot.Work work
                            ? new Slot.Work(work.dtype(), work.elements(), offsets[home[slot]])
                            : plan.slots().get(slot));
        }
        return new Plan(plan.steps(), slots, plan.inputs(), plan.outputs(), total);
    }

    private long size(int slot) {
        return (plan.slots().get(slot).elements() + GRAIN - 1) / GRAIN * GRAIN;
    }

    /** The lowest place where nothing lives at the same time; {@code laid} is in order of offsets. */
    private long lowestFree(int slot, List<Integer> laid, long[] offsets) {
        long place = 0;
        for (int other : laid) {
            boolean together = first[other] <= last[slot] && first[slot] <= last[other];
            if (together) {
                if (offsets[other] >= place + size(slot)) {
                    return place;
                }
                place = Math.max(place, offsets[other] + size(other));
            }
        }
        return place;
    }
}
