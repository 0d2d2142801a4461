package io.spmtrack.eval.synthetic;

import io.spmtrack.eval.synthetic.Canvas.Paint;

/**
 * The material of an object: two palettes and a family of pattern. Coats made from the same style but dressed with
 * other details are what look-alikes share.
 */
record Coat(Palette palette, Palette accent, Field.Pattern pattern, double pitch, double level, double amount) {

    /** @param turn rotation of all hues, in turns */
    static Coat of(Draws style, double turn) {
        Field.Pattern pattern = style.chance(0.4) ? Field.Pattern.NOISE : style.pick(Field.Pattern.values());
        return new Coat(
                Palette.of(style.fork("main"), turn),
                Palette.of(style.fork("accent"), turn),
                pattern,
                style.ratio(10, 50),
                style.uniform(90, 170),
                style.uniform(60, 260));
    }

    /** Covers the canvas with the pattern, then marks; the field is returned for more of the same grain. */
    Field dress(Canvas canvas, Draws detail, int marks) {
        Field field = Field.pattern(detail.fork("field"), canvas.size, pattern, pitch * canvas.size / 128);
        canvas.fill(new Paint(palette, field, level, amount, detail.around(50), detail.around(50)));
        for (int i = 0; i < marks; i++) {
            canvas.stamp(mark(detail), markPaint(detail, field), detail.chance(0.7) ? 1 : 0.6);
        }
        return field;
    }

    private Paint markPaint(Draws detail, Field field) {
        Palette colours = detail.chance(0.6) ? accent : palette;
        return new Paint(
                colours, field, detail.uniform(0, 255), detail.uniform(0, 120), detail.around(80), detail.around(80));
    }

    private static Silhouette mark(Draws detail) {
        double x = detail.around(0.85);
        double y = detail.around(0.85);
        double radius = detail.ratio(0.1, 0.55);
        double angle = detail.angle();
        return switch (detail.below(4)) {
            case 0 -> Silhouette.ellipse(x, y, radius, radius * detail.uniform(0.4, 1), angle);
            case 1 -> Silhouette.slab(x, y, radius, radius * detail.uniform(0.1, 0.9), 0.05, angle);
            case 2 -> Silhouette.slab(x, y, 1.5 * radius, 0.06, 0.03, detail.chance(0.5) ? 0 : angle);
            default -> Silhouette.facets(detail, x, y, radius);
        };
    }
}
