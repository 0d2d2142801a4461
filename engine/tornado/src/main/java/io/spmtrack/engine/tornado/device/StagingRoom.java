package io.spmtrack.engine.tornado.device;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.tornado.library.LargeProducts;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Elements of the arrays that {@link LargeProducts large products} and attention share. Names no class of TornadoVM, as all that lowers
 * a program.
 *
 * @param half whether operands are 16-bit floats
 */
public record StagingRoom(Map<Slab, Long> elements, boolean half) {
    public StagingRoom {
        if (elements.values().stream().anyMatch(count -> count > Integer.MAX_VALUE)) {
            throw new InputException(
                    "backend tornado: a product or attention is too large for an array of its own; make the batch smaller");
        }
        elements = Collections.unmodifiableMap(new EnumMap<>(withAll(elements)));
    }

    private static Map<Slab, Long> withAll(Map<Slab, Long> some) {
        Map<Slab, Long> all = new EnumMap<>(Slab.class);
        Slab.STAGING.forEach(slab -> all.put(slab, some.getOrDefault(slab, 0L)));
        return all;
    }

    /** With room for an operand, if it lies in one of these arrays. */
    public StagingRoom with(Operand operand) {
        if (!Slab.STAGING.contains(operand.slab())) {
            return this;
        }
        Map<Slab, Long> more = new EnumMap<>(elements);
        more.merge(operand.slab(), operand.end(), Math::max);
        return new StagingRoom(more, half);
    }

    /** Elements of an array. */
    int of(Slab slab) {
        return elements.get(slab).intValue();
    }

    boolean isHalf(Slab slab) {
        return half && slab != Slab.PRODUCT;
    }

    /** Arrays in use. */
    public int arrays() {
        return (int) elements.values().stream().filter(count -> count > 0).count();
    }

    /** Memory on the device. */
    long bytes() {
        return Slab.STAGING.stream()
                .mapToLong(slab -> (isHalf(slab) ? Short.BYTES : Float.BYTES) * elements.get(slab))
                .sum();
    }
}
