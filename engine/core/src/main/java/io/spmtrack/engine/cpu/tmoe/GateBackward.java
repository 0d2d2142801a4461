package io.spmtrack.engine.cpu.tmoe;

import io.spmtrack.engine.cpu.product.Matrix;
import io.spmtrack.engine.cpu.product.Pack;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The gradient of gated turned into that of mixed between the products of a TMoE layer's gradient.
 *
 * @param kept mixed of the forward pass {@code [mixed, tokens]}
 * @param gated receives gated {@code [gated, tokens]}, for the experts' gradients
 * @param change receives the gradient of mixed {@code [mixed, tokens]}, for those of compressions and router
 */
record GateBackward(Gates gates, Matrix kept, Optional<Matrix> gated, Optional<Matrix> change)
        implements AdapterGemm.Middle {
    @Override
    public long scratch() {
        return (2L * gates.experts() + gates.mixed() + gates.gated()) * Gates.ROW;
    }

    @Override
    public void apply(int row, int count, MemorySegment data, long narrow, long appended, long scratch) {
        long mixed = scratch + 2L * gates.experts() * Gates.ROW;
        long rows = kept.rowStride() << 2;
        Pack.panel(kept.data(), kept.at(0, 0, row), rows, 4, gates.mixed(), count, data, mixed, data, appended);
        gates.backward(data, mixed, narrow, appended, scratch);
        if (gated.isPresent()) {
            long panel = mixed + gates.mixed() * Gates.ROW;
            gates.gated(data, mixed, panel, scratch);
            Gates.save(data, panel, gates.gated(), gated.get(), row, count);
        }
        if (change.isPresent()) {
            Gates.save(data, appended, gates.mixed(), change.get(), row, count);
        }
    }
}
