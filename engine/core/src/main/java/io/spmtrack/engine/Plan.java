package io.spmtrack.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A compiled program: steps on numbered slots whose memory is assigned.
 *
 * @param steps in order of execution
 * @param slots the memory the steps work on
 * @param inputs what to fill before a run
 * @param outputs what may be read after a run
 * @param workElements size of the slab that holds all {@link Slot.Work} slots
 */
public record Plan(
        List<Step> steps, List<Slot> slots, Map<String, Ref> inputs, Map<String, Ref> outputs, long workElements) {
    public Plan {
        steps = List.copyOf(steps);
        slots = List.copyOf(slots);
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /** The slot a reference points to. */
    public Slot slot(Ref ref) {
        return slots.get(ref.slot());
    }
}
