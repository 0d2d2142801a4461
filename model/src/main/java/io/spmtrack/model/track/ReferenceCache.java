package io.spmtrack.model.track;

import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.References;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Memory for what the network makes of each reference crop alone, kept between frames (docs/adr/0007). */
sealed interface ReferenceCache extends Module {
    /** Of each crop its tokens and their projections in block 0. */
    record Projected(List<Slot> slots) implements ReferenceCache {
        /** Of one crop, each {@code [S, cells, D]} for the S pictures of its frame. */
        record Slot(Param tokens, Param q, Param k, Param v) implements Module {
            References.Embedded read(Tape tape) {
                return new References.Embedded(
                        tape.param(tokens),
                        Optional.of(new References.Projected(tape.param(q), tape.param(k), tape.param(v))));
            }
        }

        @Override
        public References read(Tape tape) {
            return References.join(slots.stream().map(slot -> slot.read(tape)).toList());
        }
    }

    /** Of each crop its keys and values in every block. */
    record Encoded(List<Crop> crops) implements ReferenceCache {
        /** Of one crop. */
        record Crop(List<Layer> blocks) implements Module {
            References.Encoded read(Tape tape) {
                return new References.Encoded(
                        blocks.stream().map(layer -> layer.read(tape)).toList());
            }
        }

        /** In one block, each {@code [S, cells, D]}. */
        record Layer(Param k, Param v) implements Module {
            References.KeysValues read(Tape tape) {
                return new References.KeysValues(tape.param(k), tape.param(v));
            }
        }

        @Override
        public References read(Tape tape) {
            return References.joinEncoded(
                    crops.stream().map(crop -> crop.read(tape)).toList());
        }
    }

    static ReferenceCache of(ModelSettings settings) {
        Supplier<Param> buffer = () -> Param.buffer(
                settings.streams(),
                settings.templateCells(),
                settings.backbone().embedDim());
        int crops = settings.input().references();
        if (settings.causal()) {
            int depth = settings.backbone().depth();
            return new Encoded(list(
                    crops, () -> new Encoded.Crop(list(depth, () -> new Encoded.Layer(buffer.get(), buffer.get())))));
        }
        return new Projected(
                list(crops, () -> new Projected.Slot(buffer.get(), buffer.get(), buffer.get(), buffer.get())));
    }

    private static <T> List<T> list(int count, Supplier<T> make) {
        return Stream.generate(make).limit(count).toList();
    }

    /** What is kept of all crops. */
    References read(Tape tape);

    /** Records that a crop's values are kept in place of crop {@code number}. */
    default void assign(int number, References crop) {
        switch (this) {
            case Projected cache -> {
                Projected.Slot slot = cache.slots().get(number);
                References.Embedded embedded = (References.Embedded) crop;
                References.Projected projected = embedded.projected().orElseThrow();
                assign(
                        List.of(slot.tokens(), slot.q(), slot.k(), slot.v()),
                        List.of(embedded.tokens(), projected.q(), projected.k(), projected.v()));
            }
            case Encoded cache ->
                assign(
                        cache.crops().get(number).blocks().stream()
                                .flatMap(layer -> Stream.of(layer.k(), layer.v()))
                                .toList(),
                        ((References.Encoded) crop).all());
        }
    }

    private static void assign(List<Param> places, List<Tensor> values) {
        IntStream.range(0, places.size())
                .forEach(i -> values.get(i).tape().param(places.get(i)).assign(values.get(i)));
    }
}
