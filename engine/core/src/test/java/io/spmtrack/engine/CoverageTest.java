package io.spmtrack.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.op.AdamWStep;
import io.spmtrack.engine.op.Assign;
import io.spmtrack.engine.op.Fused;
import io.spmtrack.engine.op.Leaf;
import io.spmtrack.engine.op.Op;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** No op without a case. */
class CoverageTest {
    /** Ops that change state; {@link EffectCase} has their cases. Parameters are leaves of those. */
    private static final Set<String> EFFECTS =
            Set.of(Assign.class.getSimpleName(), AdamWStep.class.getSimpleName(), Leaf.Parameter.class.getSimpleName());

    @Test
    void everyOpHasACase() {
        Set<String> recorded = new TreeSet<>(EFFECTS);
        for (OpCase opCase : OpCases.all()) {
            Tape tape = opCase.tape(false);
            for (int i = 0; i < tape.size(); i++) {
                recorded.add(tape.node(i).op().getClass().getSimpleName());
            }
        }
        assertEquals(records(Op.class), recorded);
    }

    @Test
    void everyFusedOpIsComparedWithItsExpansion() {
        Set<String> effects = new TreeSet<>(EFFECTS);
        effects.retainAll(records(Fused.class));
        assertEquals(Set.of("AdamWStep"), effects);
    }

    private static Set<String> records(Class<?> type) {
        Set<String> names = new TreeSet<>();
        if (type.isRecord()) {
            names.add(type.getSimpleName());
        } else {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                names.addAll(records(permitted));
            }
        }
        return names;
    }
}
