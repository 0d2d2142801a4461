package io.spmtrack.engine;

import io.spmtrack.engine.op.Compute;
import java.util.List;

/**
 * One kernel call.
 *
 * @param op what to compute
 * @param in operands
 * @param out results; {@link Ref#isUnused() unused} where nobody reads them, then they need not be computed
 * @param site the model line that recorded it
 */
public record Step(Compute op, List<Ref> in, List<Ref> out, StackTraceElement site) {
    public Step {
        in = List.copyOf(in);
        out = List.copyOf(out);
    }

    /** {@code matMul [8, 197, 768] · [8, 768, 64]  (Attention.java:31)}. */
    public String describe() {
        String shapes = String.join(
                " · ", in.stream().map(ref -> ref.layout().shape().toString()).toList());
        return op.label() + " " + shapes + "  " + Tape.describe(site);
    }

    /** The model line: {@code Attention.java:31}. */
    public String line() {
        return site.getFileName() + ":" + site.getLineNumber();
    }
}
