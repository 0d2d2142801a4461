package io.spmtrack.engine.reference;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.TensorType;
import io.spmtrack.engine.op.AdamWStep;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.AttentionBackward;
import io.spmtrack.engine.op.Fused;
import io.spmtrack.engine.op.Grouped;
import io.spmtrack.engine.op.LayerNorm;
import io.spmtrack.engine.op.LayerNormBackward;
import io.spmtrack.engine.op.Linear;
import io.spmtrack.engine.op.Softmax;
import io.spmtrack.engine.op.Tmoe;
import io.spmtrack.engine.op.TmoeBackward;
import java.util.List;
import java.util.Map;

/** The definition of every op: plain loops over 64-bit floats. All other backends are tested against it. */
public final class ReferenceBackend implements Backend {
    private final boolean fusing;

    /** Runs forward fused ops by their own definition. */
    public ReferenceBackend() {
        this(true);
    }

    /** With {@code fusing} false every fused op runs by its expansion: both must agree. */
    public ReferenceBackend(boolean fusing) {
        this.fusing = fusing;
    }

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public boolean fuses(Fused op, List<TensorType> in) {
        return fusing
                && switch (op) {
                    case Linear linear -> true;
                    case LayerNorm norm -> true;
                    case Softmax softmax -> true;
                    case Attention attention -> true;
                    case Tmoe tmoe -> true;
                    case LayerNormBackward backward -> false;
                    case AttentionBackward backward -> false;
                    case TmoeBackward backward -> false;
                    case Grouped.Route route -> true;
                    case Grouped.Nearest nearest -> true;
                    case Grouped.Layer linear -> true;
                    case Grouped.Gradient gradient -> false;
                    case AdamWStep step -> true;
                };
    }

    @Override
    public ReferenceSession load(Map<String, Plan> programs) {
        return new ReferenceSession(programs);
    }
}
