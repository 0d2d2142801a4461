package io.spmtrack.eval.synthetic.pair;

import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.pair.ColourOrder;
import io.spmtrack.eval.synthetic.Draws;
import io.spmtrack.eval.synthetic.Synthetic;
import java.util.Objects;

/**
 * The sequences of a synthetic world, each before two aligned cameras. In half of them one camera is blind for a while
 * or loses the target ({@link Trouble}); the first frame is always good in both. A sequence depends on its world, the
 * modality and its index alone; boxes and visible pictures are the world's own where nothing hides them. Immutable and
 * safe for any number of threads.
 *
 * @param modality of the second camera
 * @param order of the channels of coloured depth
 */
public record Pairs(Synthetic world, Modality modality, ColourOrder order) {

    public Pairs {
        Objects.requireNonNull(world);
        Objects.requireNonNull(modality);
        Objects.requireNonNull(order);
    }

    /** Name of a sequence with its modality and what happens in it, such as {@code 7-0012-thermal-night}. */
    public String name(long index) {
        return world.name(index) + "-" + modality.of(index).word() + "-"
                + course(index).trouble().word();
    }

    /** One sequence of any index; its frames are drawn when they are asked for. */
    public Sequence sequence(long index) {
        Sequence drawn = world.sequence(
                index, visible -> new Cameras(visible, modality.of(index), order, course(index), draws(index)).pair());
        return new Sequence(drawn.dataset(), name(index), drawn.frames(), drawn.truth());
    }

    Course course(long index) {
        return Course.of(draws(index).fork("course"), modality.of(index), world.length());
    }

    private Draws draws(long index) {
        return Draws.of(world.seed(), index).fork(world.split()).fork("pair");
    }
}
