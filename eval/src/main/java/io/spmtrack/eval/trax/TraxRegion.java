package io.spmtrack.eval.trax;

import io.spmtrack.model.image.Box;
import java.util.Arrays;
import java.util.Locale;

/** Regions as text: rectangles, and polygons, of which the upright box around them is taken. */
final class TraxRegion {
    private static final int RECTANGLE = 4;
    private static final int MOST = 10_000;

    private TraxRegion() {}

    /** @throws io.spmtrack.engine.InputException if it is neither, or a mask, which was not offered */
    static Box parse(String text) {
        if (text.startsWith("m")) {
            throw TraxMessage.wrong("a mask was sent, but rectangles were offered");
        }
        String[] parts = text.split(",", MOST);
        double[] numbers;
        try {
            numbers = Arrays.stream(parts).mapToDouble(Double::parseDouble).toArray();
        } catch (NumberFormatException e) {
            throw TraxMessage.wrong("'" + TraxMessage.shown(text) + "' is no region (" + e.getMessage() + ")");
        }
        Box box = numbers.length == RECTANGLE
                ? Box.xywh(numbers[0], numbers[1], numbers[2], numbers[3])
                : numbers.length > RECTANGLE && numbers.length % 2 == 0 ? around(numbers) : Box.NONE;
        if (!box.valid()) {
            throw TraxMessage.wrong("'" + TraxMessage.shown(text) + "' is no region of positive size");
        }
        return box;
    }

    private static Box around(double[] corners) {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < corners.length; i += 2) {
            left = Math.min(left, corners[i]);
            right = Math.max(right, corners[i]);
            top = Math.min(top, corners[i + 1]);
            bottom = Math.max(bottom, corners[i + 1]);
        }
        return new Box(left, top, right, bottom);
    }

    static String text(Box box) {
        return String.format(Locale.ROOT, "%.4f,%.4f,%.4f,%.4f", box.x1(), box.y1(), box.width(), box.height());
    }
}
