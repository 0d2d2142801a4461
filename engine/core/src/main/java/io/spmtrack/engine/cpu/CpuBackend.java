package io.spmtrack.engine.cpu;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.TensorType;
import io.spmtrack.engine.cpu.vector.Lanes;
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
import java.util.Optional;

/** Runs plans on the processor's vector units with a fixed number of threads; results do not depend on that number. */
public final class CpuBackend implements Backend {
    private final int threads;
    private final Optional<CpuProfile> profile;

    /** A backend whose sessions use {@code threads} threads each. */
    public CpuBackend(int threads) {
        this(threads, Optional.empty());
    }

    /** A backend whose sessions count the time of every step. */
    public CpuBackend(int threads, CpuProfile profile) {
        this(threads, Optional.of(profile));
    }

    private CpuBackend(int threads, Optional<CpuProfile> profile) {
        if (threads < 1) {
            throw new IllegalArgumentException("cpu: at least 1 thread is needed, not " + threads);
        }
        this.threads = threads;
        this.profile = profile;
    }

    /** Floats in one vector of the kernels: what {@code -Dlanes} asks for in bits, or the machine's preferred width. */
    public static int lanes() {
        return Lanes.L;
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public boolean fuses(Fused op, List<TensorType> in) {
        return switch (op) {
            case Linear linear -> true;
            case LayerNorm norm -> true;
            case LayerNormBackward backward -> true;
            case Softmax softmax -> true;
            case AdamWStep step -> true;
            case Attention attention -> true;
            case AttentionBackward backward -> true;
            case Tmoe tmoe -> true;
            case TmoeBackward backward -> true;
            case Grouped.Route route -> true;
            case Grouped.Nearest nearest -> true;
            case Grouped.Layer linear -> true;
            case Grouped.Gradient gradient -> true;
        };
    }

    @Override
    public long reserves(Map<String, Plan> programs) {
        return CpuSession.reserves(programs, threads);
    }

    @Override
    public Session load(Map<String, Plan> programs) {
        return new CpuSession(programs, threads, profile);
    }
}
