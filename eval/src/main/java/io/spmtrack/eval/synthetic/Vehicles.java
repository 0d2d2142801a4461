package io.spmtrack.eval.synthetic;

import static io.spmtrack.eval.synthetic.Silhouette.ellipse;
import static io.spmtrack.eval.synthetic.Silhouette.slab;
import static io.spmtrack.eval.synthetic.Silhouette.union;

import io.spmtrack.eval.synthetic.Canvas.Paint;
import io.spmtrack.eval.synthetic.Figure.Limb;
import java.util.List;

/** Cars of the synthetic world, from the side and from behind. */
final class Vehicles {

    private static final double[] NIGHT = {0.6, 0.15, 0.08};
    private static final double[] GLASS = {0.58, 0.2, 0.7};

    private Vehicles() {}

    static Figure side(Draws style, Draws detail, double turn, int texels) {
        Canvas canvas = Things.canvas(texels);
        Field field = body(canvas, style, detail, turn);
        Palette glass = Palette.between(NIGHT, GLASS);
        double roof = style.uniform(-0.15, 0.2);
        for (int pane = -1; pane <= 1; pane += 2) {
            canvas.stamp(slab(roof + 0.27 * pane, -0.45, 0.22, 0.25, 0.08, 0), glass(glass, field, detail), 1);
        }
        canvas.stamp(slab(0, 0.6, 1.1, 0.12, 0, 0), Paint.flat(glass, field, 20), 0.8);
        canvas.stamp(ellipse(0.9, 0.1, 0.1, 0.12, 0), Paint.flat(glass, field, 255), 1);
        for (int wheel = -1; wheel <= 1; wheel += 2) {
            canvas.stamp(ellipse(0.58 * wheel, 0.66, 0.24, 0.3, 0), Paint.flat(glass, field, 10), 1);
            canvas.stamp(
                    ellipse(0.58 * wheel, 0.66, 0.11, 0.15, 0), Paint.flat(glass, field, detail.uniform(120, 255)), 1);
        }
        Things.volume(canvas, detail);
        Silhouette outline = union(
                0.12,
                slab(0, 0.22, 0.97, 0.42, 0.25, 0),
                slab(roof, -0.4, 0.55, 0.52, 0.3, 0),
                ellipse(-0.58, 0.66, 0.24, 0.3, 0),
                ellipse(0.58, 0.66, 0.24, 0.3, 0));
        return new Figure(List.of(Limb.body(new Sprite(canvas, outline), 1, style.uniform(0.4, 0.6))), true);
    }

    static Figure rear(Draws style, Draws detail, double turn, int texels) {
        Canvas canvas = Things.canvas(texels);
        Field field = body(canvas, style, detail, turn);
        Palette glass = Palette.between(NIGHT, GLASS);
        Palette lamp = Palette.between(new double[] {0, 0.9, 0.3}, new double[] {0.02, 0.8, 1});
        canvas.stamp(slab(0, -0.5, 0.68, 0.3, 0.15, 0), glass(glass, field, detail), 1);
        canvas.stamp(slab(0, 0.72, 1.1, 0.16, 0, 0), Paint.flat(glass, field, 20), 0.9);
        canvas.stamp(slab(0, 0.28, 0.26, 0.1, 0.02, 0), Paint.flat(glass, field, detail.chance(0.5) ? 255 : 60), 1);
        double height = style.uniform(-0.05, 0.25);
        for (int side = -1; side <= 1; side += 2) {
            canvas.stamp(
                    slab(0.78 * side, height, 0.15, 0.12, 0.05, 0),
                    Paint.flat(lamp, field, detail.uniform(100, 255)),
                    1);
        }
        Things.volume(canvas, detail);
        Silhouette outline = union(
                0.15,
                slab(0, 0.15, 0.96, 0.6, 0.2, 0),
                slab(0, -0.5, 0.75, 0.46, 0.25, 0),
                slab(-0.7, 0.8, 0.18, 0.18, 0.05, 0),
                slab(0.7, 0.8, 0.18, 0.18, 0.05, 0));
        return new Figure(List.of(Limb.body(new Sprite(canvas, outline), 1, style.uniform(0.7, 1))), true);
    }

    private static Field body(Canvas canvas, Draws style, Draws detail, double turn) {
        Palette paint = Palette.of(style.fork("paint"), turn);
        Field field = Field.noise(detail.fork("paint"), canvas.size, 4, 0.5);
        canvas.fill(new Paint(paint, field, style.uniform(80, 220), 40, detail.around(30), -60));
        int stickers = detail.between(0, 2);
        for (int i = 0; i < stickers; i++) {
            Silhouette sticker =
                    slab(detail.around(0.7), 0.2 + detail.around(0.2), 0.2, 0.12, 0.05, detail.around(0.4));
            canvas.stamp(sticker, Paint.flat(paint, field, detail.uniform(0, 255)), 1);
        }
        return field;
    }

    private static Paint glass(Palette glass, Field field, Draws detail) {
        return new Paint(glass, field, detail.uniform(40, 180), 50, detail.around(80), detail.around(200));
    }
}
