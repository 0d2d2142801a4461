package io.spmtrack.eval.synthetic;

import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A figure and its poses over the sequence.
 *
 * @param poses one per frame; not to be written
 */
record Actor(Figure figure, Pose[] poses) {

    /** The pieces as frame {@code t} sees them, in drawing order. */
    List<Viewpoint> views(int t) {
        List<Viewpoint> views = new ArrayList<>();
        for (Figure.Limb limb : figure.limbs()) {
            views.add(new Viewpoint(limb, poses[t]));
        }
        return views;
    }

    /** The tight box around the outline in frame {@code t}, whatever hides it. */
    Box box(int t) {
        return box(views(t));
    }

    static Box box(List<Viewpoint> views) {
        Box all = views.getFirst().box();
        for (Viewpoint view : views) {
            Box box = view.box();
            all = new Box(
                    Math.min(all.x1(), box.x1()),
                    Math.min(all.y1(), box.y1()),
                    Math.max(all.x2(), box.x2()),
                    Math.max(all.y2(), box.y2()));
        }
        return all;
    }

    /** Pixels per figure unit that give a figure at rest a box whose sides have the geometric mean {@code side}. */
    static double radius(Figure figure, double side) {
        Pose unit = new Pose(0, 0, 0, 1, 1, new double[8], 0, 0);
        return side / Math.sqrt(new Actor(figure, new Pose[] {unit}).box(0).area());
    }

    /** The same outlines and movements in other colours. */
    Actor painted(UnaryOperator<Sprite> paint) {
        List<Figure.Limb> limbs = new ArrayList<>();
        for (Figure.Limb limb : figure.limbs()) {
            limbs.add(limb.with(paint.apply(limb.sprite())));
        }
        return new Actor(new Figure(limbs, figure.steady()), poses);
    }
}
