package io.spmtrack.model.crop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.Set;
import java.util.TreeSet;

/** Reading boxes, maps and pictures of golden cases, and comparing with the tolerances of golden/README.md. */
final class Golden {

    private static final String FORMULA = "pixel(c,y,x) = ((7+2k)*x + (13+2k)*y + 29*(c+1)*(k+1) + ((x*y) >> 4)"
            + " + 40*(((x>>3)+(y>>3)) & 1)) & 255, c = 0,1,2 (R,G,B), x = 0..width-1, y = 0..height-1;"
            + " float image in 0..255, planar CHW";

    private Golden() {}

    static Box box(JsonNode corners) {
        double[] values = numbers(corners);
        assertEquals(4, values.length);
        return new Box(values[0], values[1], values[2], values[3]);
    }

    static double[] numbers(JsonNode list) {
        double[] values = new double[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = GoldenValues.number(list.get(i));
        }
        return values;
    }

    static int[] integers(JsonNode list) {
        return GoldenValues.longs(list).stream().mapToInt(Math::toIntExact).toArray();
    }

    /** Parameters written as [[scale x, scale y], [translation x, translation y]]. */
    static CropTransform transform(JsonNode parameters) {
        return transform(parameters.get(0), parameters.get(1));
    }

    static CropTransform transform(JsonNode scale, JsonNode translation) {
        double[] s = numbers(scale);
        double[] t = numbers(translation);
        return new CropTransform(s[0], s[1], t[0], t[1]);
    }

    /** The synthetic picture of a crop case. */
    static Image picture(JsonNode spec) {
        assertEquals(FORMULA, spec.get("formula").asText(), "another picture formula: this test does not know it");
        int width = spec.get("width").asInt();
        int height = spec.get("height").asInt();
        int k = spec.get("k").asInt();
        byte[] rgb = new byte[3 * width * height];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int common = (7 + 2 * k) * x + (13 + 2 * k) * y + ((x * y) >> 4) + 40 * (((x >> 3) + (y >> 3)) & 1);
                for (int c = 0; c < 3; c++) {
                    rgb[at++] = (byte) (common + 29 * (c + 1) * (k + 1));
                }
            }
        }
        return Image.of(width, height, rgb);
    }

    static void near(Box expected, Box actual, double relative) {
        near(expected.x1(), actual.x1(), relative, "x1");
        near(expected.y1(), actual.y1(), relative, "y1");
        near(expected.x2(), actual.x2(), relative, "x2");
        near(expected.y2(), actual.y2(), relative, "y2");
    }

    static void near(CropTransform expected, CropTransform actual, double relative) {
        near(expected.scaleX(), actual.scaleX(), relative, "scale x");
        near(expected.scaleY(), actual.scaleY(), relative, "scale y");
        near(expected.shiftX(), actual.shiftX(), relative, "translation x");
        near(expected.shiftY(), actual.shiftY(), relative, "translation y");
    }

    /** Relative for magnitudes above 1, absolute below; NaN equals only NaN. */
    static void near(double expected, double actual, double relative, String what) {
        if (Double.isFinite(expected)) {
            assertEquals(expected, actual, relative * Math.max(1, Math.abs(expected)), what);
        } else {
            assertEquals(expected, actual, what);
        }
    }

    /** Fails if a case has a section that no test knows, so that nothing is left out silently. */
    static void knowsAll(Set<String> known, Iterable<String> present) {
        Set<String> unknown = new TreeSet<>();
        present.forEach(unknown::add);
        unknown.removeAll(known);
        assertEquals(Set.of(), unknown, "sections that no test reads");
    }
}
