package io.spmtrack.eval.synthetic.pair;

import io.spmtrack.eval.Frames;
import io.spmtrack.eval.pair.ColourOrder;
import io.spmtrack.eval.pair.PairFrames;
import io.spmtrack.eval.synthetic.Draws;
import io.spmtrack.eval.synthetic.SceneFrames;
import io.spmtrack.eval.synthetic.SceneFrames.Look;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The two cameras before one scene, and what hides their pictures.
 *
 * @param scene as the visible camera draws it where nothing is hidden
 * @param modality not mixed
 */
record Cameras(SceneFrames scene, Modality modality, ColourOrder order, Course course, Draws draws) {

    private static final int NIGHT = 5;
    private static final int SMOKE = 150;
    private static final int GRAIN = 7;
    private static final int CLOUDS = 25;

    /** Nearest and farthest grey level of a thing in a picture of depth; the ground lies beyond. */
    private static final int NEAREST = 40;

    private static final int FARTHEST = 190;
    private static final int GROUND = 205;
    private static final int HORIZON = 250;
    /** Share of a layer's depth that its thing may lie off its place, below 1 so that layers keep their order. */
    private static final double LOOSE = 0.7;

    PairFrames pair() {
        return new PairFrames(visible(), second(), List.of());
    }

    private Frames visible() {
        return switch (course.trouble()) {
            case CLEAR, CROSSOVER -> scene;
            case NIGHT -> new Faded(scene, veil(NIGHT, GRAIN, 0), course::visible);
            case SMOKE -> new Faded(scene, veil(SMOKE, GRAIN, CLOUDS), course::visible);
            case SWITCH -> new Faded(scene, scene.seen(new Look.Colours(true, false)), course::visible);
        };
    }

    private Frames second() {
        return switch (modality) {
            case THERMAL -> thermal();
            case DEPTH -> depth();
            case EVENT -> events();
            case MIXED -> throw new IllegalArgumentException("one sequence has one second modality");
        };
    }

    private Frames thermal() {
        Warmth warmth = Warmth.of(draws.fork("warmth"), scene.things(), scene.behind());
        Frames whole = scene.seen(warmth.look());
        return hidden(
                whole,
                () -> scene.seen(warmth.with(scene.behind(), warmth.middle()).look()),
                () -> scene.seen(warmth.with(scene.behind(), -1).look()),
                veil(SMOKE, GRAIN, CLOUDS));
    }

    private Frames depth() {
        List<Integer> levels = levels(draws.fork("depth"), scene.things());
        List<Integer> rest = new ArrayList<>(levels);
        rest.set(scene.behind(), -1);
        Frames whole = scene.seen(distances(levels));
        Frames shown = hidden(whole, () -> whole, () -> scene.seen(distances(rest)), veil(NEAREST, 0, 0));
        return new Distances(shown, order);
    }

    /** The farther back a thing is drawn, the farther it lies. */
    static List<Integer> levels(Draws places, int count) {
        List<Integer> levels = new ArrayList<>();
        double layer = (double) (FARTHEST - NEAREST) / count;
        for (int i = 0; i < count; i++) {
            levels.add((int) (FARTHEST - layer * (i + places.uniform(0, LOOSE))));
        }
        return levels;
    }

    private static Look distances(List<Integer> levels) {
        return new Look.Levels(GROUND, HORIZON, levels, 0, 0);
    }

    private Frames events() {
        Frames whole = new Events(scene.seen(new Look.Colours(false, true)));
        return hidden(whole, () -> whole, () -> new Events(scene.seen(new Look.Colours(false, false))), veil(0, 0, 0));
    }

    /** The second camera's frames with what the course says is hidden in them. */
    private Frames hidden(Frames whole, Supplier<Frames> crossed, Supplier<Frames> without, Frames smoke) {
        return switch (course.trouble()) {
            case CLEAR, NIGHT -> whole;
            case SMOKE -> new Faded(whole, smoke, course::second);
            case SWITCH -> new Faded(whole, without.get(), course::second);
            case CROSSOVER -> new Faded(whole, crossed.get(), course::second);
        };
    }

    private Frames veil(int grey, int grain, int clouds) {
        return new Veil(scene.frameSize(), scene.size(), grey, grain, clouds, draws.fork("veil"));
    }
}
