package io.spmtrack.cli.serve;

import io.spmtrack.model.image.Box;
import java.util.List;
import java.util.Locale;

/** Boxes of all targets as text, in the order of the frames. */
final class Export {
    private Export() {}

    /** One line for each frame of a target, frames counted from 0 as everywhere here. */
    static String csv(List<Rows> targets) {
        StringBuilder text = new StringBuilder("frame,target,x,y,width,height,confidence,given\n");
        each(
                targets,
                (frame, target, found) -> text.append(String.format(
                        Locale.ROOT,
                        "%d,%d,%s,%.4f,%b\n",
                        frame,
                        target,
                        found.box().valid() ? box(found.box(), 0) : "nan,nan,nan,nan",
                        found.confidence(),
                        found.given())));
        return text.toString();
    }

    /** The text of the MOT challenge: frames, targets and pixels counted from 1, no line where a target is not found. */
    static String mot(List<Rows> targets) {
        StringBuilder text = new StringBuilder();
        each(targets, (frame, target, found) -> {
            if (found.box().valid()) {
                text.append(String.format(
                        Locale.ROOT,
                        "%d,%d,%s,%.4f,-1,-1,-1\n",
                        frame + 1,
                        target,
                        box(found.box(), 1),
                        found.confidence()));
            }
        });
        return text.toString();
    }

    private static String box(Box box, int origin) {
        return String.format(
                Locale.ROOT, "%.2f,%.2f,%.2f,%.2f", box.x1() + origin, box.y1() + origin, box.width(), box.height());
    }

    private interface Line {
        void of(int frame, int target, Found found);
    }

    private static void each(List<Rows> targets, Line line) {
        int from = targets.stream().mapToInt(Rows::first).min().orElse(0);
        int to = targets.stream().mapToInt(Rows::end).max().orElse(0);
        for (int frame = from; frame < to; frame++) {
            for (Rows rows : targets) {
                if (frame >= rows.first() && frame < rows.end()) {
                    line.of(frame, rows.target(), rows.found().get(frame - rows.first()));
                }
            }
        }
    }
}
