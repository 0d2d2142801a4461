package io.spmtrack.engine.cpu.tmoe;

import io.spmtrack.engine.cpu.product.Matrix;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** {@code mixed → gated} between the products of a TMoE layer; {@code kept} {@code [mixed, tokens]} receives what the gradient needs. */
record GateForward(Gates gates, Optional<Matrix> kept) implements AdapterGemm.Middle {
    @Override
    public long scratch() {
        return gates.experts() * Gates.ROW;
    }

    @Override
    public void apply(int row, int count, MemorySegment data, long narrow, long appended, long scratch) {
        gates.forward(data, narrow, appended, scratch);
        if (kept.isPresent()) {
            Gates.save(data, narrow, gates.mixed(), kept.get(), row, count);
        }
    }
}
