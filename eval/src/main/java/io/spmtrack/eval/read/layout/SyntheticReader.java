package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.synthetic.Synthetic;
import java.util.List;
import java.util.stream.IntStream;

/** The first {@code limit} sequences of a synthetic world; 60 when there is no limit. */
public final class SyntheticReader {

    private static final int COUNT = 60;
    private static final int MOST = 100_000;

    private SyntheticReader() {}

    public static List<Entry> entries(Reading reading) {
        DataSpec spec = reading.spec();
        int count = spec.option("limit").isPresent() ? spec.limit() : COUNT;
        if (count > MOST) {
            throw new InputException("synthetic: limit=" + count + ": at most " + MOST + " sequences at once");
        }
        Synthetic world = Synthetic.of(spec.options(), reading.split());
        return IntStream.range(0, count)
                .mapToObj(index -> new Entry(world.name(index), () -> world.sequence(index)))
                .toList();
    }
}
