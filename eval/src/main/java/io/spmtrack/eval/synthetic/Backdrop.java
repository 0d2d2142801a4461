package io.spmtrack.eval.synthetic;

import io.spmtrack.eval.synthetic.Canvas.Paint;

/**
 * The world behind the objects, a repeating square texture: plain pattern, open scenery, buildings, or dead leaves
 * (overlapping shapes of power-law size, whose statistics are those of photographs: Lee, Mumford and Huang 2001).
 */
final class Backdrop {

    static final int SIZE = 512;

    private static final int MATERIALS = 4;

    private final Canvas canvas = new Canvas(SIZE, 1, true);
    private final Draws draws;
    private final Palette[] materials = new Palette[MATERIALS];
    private final Field[] grains;

    private Backdrop(Draws draws, Palette first) {
        this.draws = draws;
        materials[0] = first;
        for (int i = 1; i < MATERIALS; i++) {
            materials[i] = Palette.of(draws.fork("material", i), 0);
        }
        Field smooth = Field.noise(draws.fork("smooth"), SIZE, draws.chance(0.5) ? 8 : 16, draws.uniform(0.4, 0.65));
        // The rough one is smaller: it repeats four times across, which its fineness hides.
        Field rough = Field.noise(draws.fork("rough"), SIZE / 4, 8, draws.uniform(0.65, 1));
        grains = new Field[] {smooth, rough};
    }

    /**
     * Paints a world.
     *
     * @param first the ground's colours; those of the target for a target that is hard to see
     * @return packed colours [SIZE, SIZE]
     */
    static int[] paint(Draws draws, Palette first) {
        Backdrop backdrop = new Backdrop(draws, first);
        double kind = draws.uniform();
        if (kind < 0.15) {
            backdrop.pattern();
        } else if (kind < 0.5) {
            backdrop.scenery();
        } else if (kind < 0.7) {
            backdrop.buildings();
        } else {
            backdrop.ground();
            backdrop.leaves(draws.between(60, 250));
        }
        return backdrop.canvas.colours;
    }

    /** A ground without colour: smooth noise whose grey levels lie between two bounds; [SIZE, SIZE]. */
    static int[] grey(Draws draws, int least, int most) {
        float[] values = Field.noise(draws, SIZE, 8, 0.5).values();
        int[] texels = new int[values.length];
        for (int i = 0; i < texels.length; i++) {
            texels[i] = 0x10101 * Math.clamp((int) (least + (most - least) * values[i]), least, most);
        }
        return texels;
    }

    /** Some material, lit and stained at random; {@code reach} is the size of what it covers. */
    private Paint some(double least, double most, double reach) {
        double slope = draws.uniform(0, 70) / reach;
        return new Paint(
                draws.pick(materials),
                draws.pick(grains),
                draws.uniform(0, 255),
                draws.uniform(least, most),
                draws.around(slope),
                draws.around(slope));
    }

    private void ground() {
        canvas.fill(new Paint(materials[0], draws.pick(grains), draws.uniform(60, 190), draws.uniform(60, 260), 0, 0));
    }

    private void pattern() {
        Field.Pattern family = draws.pick(Field.Pattern.values());
        Field field = family == Field.Pattern.NOISE
                ? draws.pick(grains)
                : Field.pattern(draws.fork("pattern"), SIZE, family, draws.ratio(12, 90));
        canvas.fill(new Paint(materials[0], field, 128, draws.uniform(60, 280), 0, 0));
        leaves(draws.between(0, 40));
    }

    /** Sky over land with hills, a road and bushes. */
    private void scenery() {
        canvas.fill(new Paint(
                materials[1], grains[0], draws.uniform(120, 230), draws.uniform(10, 120), 0, draws.around(0.4)));
        double horizon = draws.uniform(-130, 20);
        int hills = draws.between(0, 8);
        for (int i = 0; i < hills; i++) {
            double radius = draws.ratio(30, 120);
            Silhouette hill =
                    Silhouette.ellipse(draws.around(256), horizon + 10, radius, radius * draws.uniform(0.3, 1.2), 0);
            canvas.stamp(hill, some(40, 220, radius), 1);
        }
        Silhouette land = Silhouette.slab(0, horizon + 150, 256, 150, 0, 0);
        Field cover = draws.pick(grains);
        canvas.stamp(
                land,
                new Paint(materials[0], cover, draws.uniform(60, 170), draws.uniform(60, 250), 0, draws.around(0.6)),
                1);
        if (draws.chance(0.6)) {
            Silhouette road = Silhouette.slab(0, horizon + draws.uniform(40, 200), 256, draws.uniform(20, 60), 0, 0);
            canvas.stamp(road, some(20, 90, 256), 1);
        }
        int bushes = draws.between(3, 25);
        for (int i = 0; i < bushes; i++) {
            double radius = draws.ratio(10, 60);
            double y = horizon + draws.uniform(-30, 40);
            Silhouette bush = Silhouette.ellipse(draws.around(256), y, radius, radius * draws.uniform(0.5, 1.2), 0);
            canvas.stamp(bush, some(80, 260, radius), 1);
        }
        leaves(draws.between(5, 90));
    }

    private void buildings() {
        ground();
        Field panes = Field.pattern(draws.fork("panes"), SIZE / 2, Field.Pattern.PANES, draws.ratio(12, 40));
        int count = draws.between(8, 18);
        for (int i = 0; i < count; i++) {
            double wide = draws.ratio(25, 90);
            double high = draws.ratio(30, 120);
            Silhouette wall = Silhouette.slab(draws.around(256), draws.around(256), wide, high, 0, 0);
            Paint paint = some(30, 200, wide);
            Field surface = draws.chance(0.6) ? panes : paint.field();
            canvas.stamp(
                    wall,
                    new Paint(paint.palette(), surface, paint.level(), paint.amount(), paint.slopeX(), paint.slopeY()),
                    1);
        }
        leaves(draws.between(10, 100));
    }

    private void leaves(int count) {
        for (int i = 0; i < count; i++) {
            // Radii with density r^-3 between 7 and 100, the scale-free choice.
            double radius = 7 / Math.sqrt(1 - draws.uniform() * (1 - 7.0 * 7 / (100 * 100)));
            double x = draws.around(256);
            double y = draws.around(256);
            double angle = draws.chance(0.5) ? 0 : draws.angle();
            Silhouette leaf = switch (draws.below(3)) {
                case 0 -> Silhouette.ellipse(x, y, radius, radius * draws.uniform(0.3, 1), angle);
                case 1 -> Silhouette.slab(x, y, radius, radius * draws.uniform(0.1, 1), radius * 0.2, angle);
                default -> Silhouette.facets(draws, x, y, radius);
            };
            canvas.stamp(leaf, some(20, 240, radius), draws.chance(0.8) ? 1 : 0.5);
        }
    }
}
