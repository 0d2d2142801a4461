package io.spmtrack.eval.synthetic;

import static io.spmtrack.eval.synthetic.Silhouette.ellipse;
import static io.spmtrack.eval.synthetic.Silhouette.slab;
import static io.spmtrack.eval.synthetic.Silhouette.union;

import io.spmtrack.eval.synthetic.Figure.Limb;
import java.util.ArrayList;
import java.util.List;

/**
 * The objects of the synthetic world. Style decides what an object is (kind, material, proportions), detail how this
 * one looks (noise, marks): the same style with other detail is a look-alike.
 */
final class Things {

    private enum Kind {
        PEBBLE,
        LUMP,
        CRATE,
        BALL,
        FACE,
        CAR,
        REAR,
        WALKER,
        CREATURE
    }

    private final Draws style;
    private final Draws detail;
    private final double turn;
    private final int texels;

    private Things(Draws style, Draws detail, double turn, int texels) {
        this.style = style;
        this.detail = detail;
        this.turn = turn;
        this.texels = texels;
    }

    /** @param texels side of the main sprite, a power of two from 32 */
    static Figure of(Draws style, Draws detail, double turn, int texels) {
        Kind kind = style.fork("kind").pick(Kind.values());
        Things things = new Things(style.fork("thing"), detail, turn, texels);
        return switch (kind) {
            case PEBBLE -> things.pebble();
            case LUMP -> things.lump();
            case CRATE -> things.crate();
            case BALL -> things.ball();
            case FACE -> things.face();
            case CAR -> Vehicles.side(style, detail, turn, texels);
            case REAR -> Vehicles.rear(style, detail, turn, texels);
            case WALKER -> things.walker();
            case CREATURE -> things.creature();
        };
    }

    private Sprite dressed(Silhouette outline, int marks, int size) {
        Canvas canvas = canvas(size);
        Coat.of(style, turn).dress(canvas, detail, marks);
        volume(canvas, detail);
        return new Sprite(canvas, outline);
    }

    static Canvas canvas(int size) {
        return new Canvas(size, Sprite.unit(size), false);
    }

    static void volume(Canvas canvas, Draws detail) {
        canvas.shade(detail.around(0.25), detail.uniform(-0.35, 0.15), detail.uniform(0, 0.35));
    }

    private Figure single(Sprite sprite, double shape) {
        return new Figure(List.of(Limb.body(sprite, Math.min(1, shape), Math.min(1, 1 / shape))), false);
    }

    private Figure pebble() {
        double shape = style.ratio(0.6, 1.7);
        Silhouette outline = Silhouette.facets(style.fork("outline"), 0, 0, 1.1);
        return single(dressed(outline, detail.between(0, 6), texels), shape);
    }

    /** Three to five discs grown together. */
    private Figure lump() {
        double shape = style.ratio(0.6, 1.7);
        Draws form = style.fork("outline");
        List<Silhouette> discs = new ArrayList<>();
        int count = form.between(3, 5);
        for (int i = 0; i < count; i++) {
            double angle = 2 * StrictMath.PI * (i + form.around(0.4)) / count;
            double away = form.uniform(0.25, 0.55);
            double radius = form.uniform(0.3, 0.95 - away);
            discs.add(ellipse(away * StrictMath.cos(angle), away * StrictMath.sin(angle), radius, radius, 0));
        }
        return single(dressed(new Silhouette.Union(discs, 0.2), detail.between(0, 6), texels), shape);
    }

    /** A box, board or book: a frame, a field and something like lettering. */
    private Figure crate() {
        double shape = style.ratio(0.45, 2.2);
        Canvas canvas = canvas(texels);
        Coat coat = Coat.of(style, turn);
        Field field = coat.dress(canvas, detail, detail.between(0, 4));
        if (style.chance(0.5)) {
            double level = style.uniform(0, 255);
            for (int side = -1; side <= 1; side += 2) {
                canvas.stamp(slab(0.9 * side, 0, 0.12, 1, 0, 0), Canvas.Paint.flat(coat.accent(), field, level), 1);
                canvas.stamp(slab(0, 0.9 * side, 1, 0.12, 0, 0), Canvas.Paint.flat(coat.accent(), field, level), 1);
            }
        }
        int words = style.chance(0.5) ? detail.between(3, 12) : 0;
        double line = detail.around(0.5);
        double ink = detail.chance(0.5) ? 10 : 245;
        for (int i = 0; i < words; i++) {
            Silhouette stroke = slab(
                    -0.7 + 1.4 * i / words,
                    line,
                    detail.uniform(0.03, 0.09),
                    detail.uniform(0.05, 0.25),
                    0.02,
                    detail.around(0.6));
            canvas.stamp(stroke, Canvas.Paint.flat(coat.accent(), field, ink), 1);
        }
        volume(canvas, detail);
        Silhouette outline = slab(0, 0, 0.98, 0.98, style.uniform(0, 0.35), 0);
        return single(new Sprite(canvas, outline), shape);
    }

    private Figure ball() {
        Canvas canvas = canvas(texels);
        Coat coat = Coat.of(style, turn);
        Field field = coat.dress(canvas, detail, detail.between(1, 5));
        canvas.shade(-0.2, -0.3, detail.uniform(0.2, 0.45));
        canvas.stamp(ellipse(-0.35, -0.4, 0.2, 0.14, -0.7), Canvas.Paint.flat(coat.palette(), field, 255), 0.5);
        return single(new Sprite(canvas, ellipse(0, 0, 0.98, 0.98, 0)), style.ratio(0.85, 1.18));
    }

    /** A head: skin, hair, eyes, brows, nose and mouth, sometimes on shoulders. */
    private Figure face() {
        Canvas canvas = canvas(texels);
        double tone = style.uniform(0.02, 0.1) + turn;
        double light = style.uniform(0.35, 0.98);
        Palette skin = Palette.between(
                new double[] {tone, style.uniform(0.35, 0.65), light * 0.45},
                new double[] {tone, style.uniform(0.15, 0.4), light});
        Palette hair = Palette.of(style.fork("hair"), turn);
        Field grain = Field.noise(detail.fork("skin"), canvas.size, 4, 0.5);
        canvas.fill(new Canvas.Paint(skin, grain, 190, 70, detail.around(60), -20));
        double fringe = detail.uniform(-0.95, -0.55);
        canvas.stamp(ellipse(0, fringe, 1.2, detail.uniform(0.3, 0.55), detail.around(0.2)), hairPaint(hair, grain), 1);
        if (style.chance(0.4)) {
            canvas.stamp(ellipse(0, 0.95, 0.8, 0.5, 0), hairPaint(hair, grain), style.uniform(0.4, 1));
        }
        double eyes = detail.uniform(-0.25, -0.05);
        for (int side = -1; side <= 1; side += 2) {
            canvas.stamp(ellipse(0.4 * side, eyes, 0.2, 0.1, 0), Canvas.Paint.flat(skin, grain, 255), 0.9);
            canvas.stamp(ellipse(0.4 * side, eyes, 0.09, 0.1, 0), Canvas.Paint.flat(hair, grain, 0), 1);
            canvas.stamp(slab(0.4 * side, eyes - 0.2, 0.25, 0.05, 0.04, 0.2 * side), hairPaint(hair, grain), 0.9);
        }
        canvas.stamp(slab(0.04, eyes + 0.35, 0.08, 0.25, 0.05, 0.1), Canvas.Paint.flat(skin, grain, 90), 0.5);
        canvas.stamp(ellipse(0, 0.58, detail.uniform(0.2, 0.38), 0.08, 0), Canvas.Paint.flat(skin, grain, 20), 0.8);
        volume(canvas, detail);
        Silhouette head = union(
                0.05, ellipse(0, 0, 0.9, 0.98, 0), ellipse(-0.9, 0.05, 0.09, 0.2, 0), ellipse(0.9, 0.05, 0.09, 0.2, 0));
        Sprite sprite = new Sprite(canvas, head);
        if (style.chance(0.65)) {
            return new Figure(List.of(Limb.body(sprite, style.uniform(0.68, 0.85), 1)), style.chance(0.6));
        }
        Sprite shoulders = dressed(slab(0, 0.1, 0.95, 0.9, 0.6, 0), 2, texels);
        return new Figure(
                List.of(
                        new Limb(shoulders, 0, 0.6, 0, 0, 0.75, 0.42, 0, 0),
                        new Limb(sprite, 0, 0.2, 0, 0.9, 0.42, 0.58, 0, style.uniform(0.1, 0.35))),
                true);
    }

    private static Canvas.Paint hairPaint(Palette hair, Field grain) {
        return new Canvas.Paint(hair, grain, 70, 120, 0, 0);
    }

    /** Two legs that swing against each other under a clothed trunk with a head. */
    private Figure walker() {
        Canvas canvas = canvas(texels);
        Coat coat = Coat.of(style, turn);
        Field field = coat.dress(canvas, detail, detail.between(0, 3));
        Palette skin = Palette.between(
                new double[] {0.06, 0.5, style.uniform(0.1, 0.4)}, new double[] {0.07, 0.35, style.uniform(0.5, 0.95)});
        canvas.stamp(slab(0, -0.85, 1.2, 0.36, 0, 0), new Canvas.Paint(skin, field, 170, 80, 0, 0), 1);
        canvas.stamp(ellipse(0, -1.0, 0.5, 0.22, 0), Canvas.Paint.flat(coat.accent(), field, 30), 1);
        if (style.chance(0.6)) {
            canvas.stamp(slab(0, 0.75, 1.2, 0.5, 0, 0), Canvas.Paint.flat(coat.accent(), field, 120), 1);
        }
        volume(canvas, detail);
        Silhouette trunk = union(0.08, ellipse(0, -0.74, 0.42, 0.24, 0), slab(0, 0.22, 0.9, 0.76, 0.5, 0));
        double wide = style.uniform(0.24, 0.36);
        Limb body = new Limb(new Sprite(canvas, trunk), 0, -0.35, 0, 0, wide, 0.64, 0, 0.04);
        Sprite leg = dressed(slab(0, 0, 0.85, 0.98, 0.5, 0), 1, texels / 2);
        double gait = style.uniform(0.2, 0.55);
        Limb left = new Limb(leg, -0.35 * wide, 0.2, 0, -0.95, 0.45 * wide, 0.4, 0, gait);
        Limb right = new Limb(leg, 0.35 * wide, 0.2, 0, -0.95, 0.45 * wide, 0.4, 0, -gait);
        return new Figure(List.of(left, right, body), true);
    }

    /** A body with a head and a tail or arm on joints. */
    private Figure creature() {
        double tall = style.uniform(0.4, 0.7);
        Sprite body = dressed(ellipse(0, 0, 0.98, 0.98, 0), detail.between(1, 5), texels);
        Sprite head =
                dressed(union(0.1, ellipse(0, 0.1, 0.85, 0.8, 0), ellipse(-0.4, -0.6, 0.25, 0.35, 0)), 3, texels / 2);
        Sprite tail = dressed(slab(0, 0, 0.95, 0.9, 0.7, 0), 1, texels / 2);
        double big = style.uniform(0.28, 0.42);
        return new Figure(
                List.of(
                        new Limb(tail, -0.5, 0, 0.8, 0, 0.35, 0.13, style.around(0.6), style.uniform(0.2, 0.6)),
                        new Limb(body, -0.05, 0, 0, 0, 0.62, tall, 0, 0),
                        new Limb(head, 0.45, -0.1, -0.5, 0.2, big, big, style.around(0.4), style.uniform(0.1, 0.5))),
                style.chance(0.5));
    }
}
