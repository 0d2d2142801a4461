package io.spmtrack.eval.synthetic;

import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.List;

/** Ground truth of a scene, from its geometry alone: no pixel is rendered. */
final class Visibility {

    private static final double LEAST_BOX = 2;
    private static final int HALF_COVERED = 128;

    private Visibility() {}

    /**
     * The target's box, clipped to the frame; {@link Box#NONE} where less than {@link Difficulty#SEEN} of the target
     * is seen because it is hidden or out of the frame.
     */
    static Box box(Scene scene, int t) {
        Box box = scene.target().box(t).clip(scene.width(), scene.height());
        boolean tiny = box.width() < LEAST_BOX || box.height() < LEAST_BOX;
        return tiny || seen(scene, t, scene.front()) < Difficulty.SEEN ? Box.NONE : box;
    }

    /** Share of the target's area in frame {@code t} that lies in the frame and behind none of {@code covers}. */
    static double seen(Scene scene, int t, List<Actor> covers) {
        List<Viewpoint> hiding = new ArrayList<>();
        for (Actor cover : covers) {
            hiding.addAll(cover.views(t));
        }
        int all = 0;
        int seen = 0;
        for (Viewpoint view : scene.target().views(t)) {
            double[] inside = view.sprite.inside;
            for (int i = 0; i < inside.length; i += 2) {
                double[] point = view.place(inside[i], inside[i + 1]);
                all++;
                boolean framed =
                        point[0] >= 0 && point[1] >= 0 && point[0] < scene.width() && point[1] < scene.height();
                seen += framed && !hidden(hiding, point) ? 1 : 0;
            }
        }
        return (double) seen / Math.max(1, all);
    }

    private static boolean hidden(List<Viewpoint> hiding, double[] point) {
        for (Viewpoint view : hiding) {
            if (view.cover(point[0], point[1]) >= HALF_COVERED) {
                return true;
            }
        }
        return false;
    }
}
