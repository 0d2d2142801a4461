package io.spmtrack.model.track;

import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Tape;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.References;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Memory for what the network makes of each reference crop alone, kept between frames (docs/adr/0007). */
record ReferenceCache(List<Slot> slots) implements Module {
    /** Of one crop: its tokens and their projections in block 0, each {@code [1, cells, D]}. */
    record Slot(Param tokens, Param q, Param k, Param v) implements Module {
        static Slot of(int cells, int width) {
            return new Slot(
                    Param.buffer(1, cells, width),
                    Param.buffer(1, cells, width),
                    Param.buffer(1, cells, width),
                    Param.buffer(1, cells, width));
        }

        /** Records that a crop's values are kept here. */
        void assign(References crop) {
            Tape tape = crop.tokens().tape();
            tape.param(tokens).assign(crop.tokens());
            References.Projected projected = crop.projected().orElseThrow();
            tape.param(q).assign(projected.q());
            tape.param(k).assign(projected.k());
            tape.param(v).assign(projected.v());
        }

        References read(Tape tape) {
            return new References(
                    tape.param(tokens),
                    Optional.of(new References.Projected(tape.param(q), tape.param(k), tape.param(v))));
        }
    }

    static ReferenceCache of(ModelSettings settings) {
        return new ReferenceCache(Stream.generate(() ->
                        Slot.of(settings.templateCells(), settings.backbone().embedDim()))
                .limit(settings.input().references())
                .toList());
    }

    /** What is kept of all crops. */
    References read(Tape tape) {
        return References.join(slots.stream().map(slot -> slot.read(tape)).toList());
    }
}
