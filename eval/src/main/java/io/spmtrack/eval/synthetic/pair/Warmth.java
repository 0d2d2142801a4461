package io.spmtrack.eval.synthetic.pair;

import io.spmtrack.eval.synthetic.Draws;
import io.spmtrack.eval.synthetic.SceneFrames.Look;
import java.util.ArrayList;
import java.util.List;

/**
 * Temperatures of one scene as grey levels. They are drawn without a look at colours, so what looks alike in visible light may
 * differ here, and the other way round.
 *
 * @param least coldest place of the ground
 * @param most its warmest one
 * @param things one a thing
 */
record Warmth(int least, int most, List<Integer> things, double noise) {

    private static final int COLDEST = 12;
    private static final int WARMEST = 243;
    private static final double RIM = 0.12;
    /** Share of things that are as warm as the target. */
    private static final double ALIKE = 0.3;

    Warmth {
        things = List.copyOf(things);
    }

    /** @param target number of the target, which is never as warm as the ground */
    static Warmth of(Draws draws, int count, int target) {
        int least = draws.between(60, 140);
        int most = least + draws.between(15, 60);
        int middle = (least + most) / 2;
        int apart = (most - least) / 2 + draws.between(15, 45);
        int own = draws.chance(0.7) ? middle + apart : middle - apart;
        List<Integer> things = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int other = draws.between(COLDEST, WARMEST);
            boolean alike = draws.chance(ALIKE);
            things.add(i == target || alike ? Math.clamp(own, COLDEST, WARMEST) : other);
        }
        return new Warmth(least, most, things, draws.uniform(0.5, 4));
    }

    int middle() {
        return (least + most) / 2;
    }

    /** The same with another temperature of one thing; -1: it is not seen. */
    Warmth with(int thing, int level) {
        List<Integer> other = new ArrayList<>(things);
        other.set(thing, level);
        return new Warmth(least, most, other, noise);
    }

    Look look() {
        return new Look.Levels(least, most, things, RIM, noise);
    }
}
