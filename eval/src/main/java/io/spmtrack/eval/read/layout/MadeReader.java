package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.World;
import java.util.List;
import java.util.stream.IntStream;

/** The first {@code limit} sequences of data made on the fly; 60 when there is no limit. */
public final class MadeReader {

    private static final int COUNT = 60;
    private static final int MOST = 100_000;

    private MadeReader() {}

    public static List<Entry> entries(Reading reading) {
        DataSpec spec = reading.spec();
        int count = spec.option("limit").isPresent() ? spec.limit() : COUNT;
        if (count > MOST) {
            throw new InputException(
                    spec.kind().id() + ": limit=" + count + ": at most " + MOST + " sequences at once");
        }
        World world = World.of(spec, reading.split());
        return IntStream.range(0, count)
                .mapToObj(index -> new Entry(world.name(index), () -> world.sequence(index)))
                .toList();
    }
}
