package io.spmtrack.train.data;

import io.spmtrack.model.crop.CellGrid;
import io.spmtrack.model.crop.Normalization;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** A sample as people look at it: references above, search frames below, with masks, boxes and cells drawn. */
public final class SamplePicture {
    private static final int MARGIN = 8;
    private static final byte GROUND = 32;
    private static final int BOX = 0xff2a2a;
    private static final int CELL = 0x21c354;

    private final int width;
    private final int height;
    private final byte[] rgb;

    private SamplePicture(int width, int height) {
        this.width = width;
        this.height = height;
        this.rgb = new byte[3 * width * height];
        Arrays.fill(rgb, GROUND);
    }

    /** Draws a sample whose crops have these sizes. */
    public static Image of(Sample sample, CropSettings crops) {
        int template = crops.templateSize();
        int search = crops.searchSize();
        int references = sample.references().length;
        int columns = Math.max(references * (template + MARGIN), sample.searches().length * (search + MARGIN));
        SamplePicture picture = new SamplePicture(MARGIN + columns, 3 * MARGIN + template + search);
        Image drawn = picture.crops(sample, crops);
        for (int i = 0; i < sample.searches().length; i++) {
            float[] box = sample.boxes()[i];
            double left = MARGIN + i * (double) (search + MARGIN);
            double top = 2.0 * MARGIN + template;
            drawn = drawn.withBox(
                    new Box(
                            left + box[0] * search,
                            top + box[1] * search,
                            left + box[2] * search,
                            top + box[3] * search),
                    BOX,
                    2);
        }
        return drawn;
    }

    private Image crops(Sample sample, CropSettings crops) {
        int template = crops.templateSize();
        for (int i = 0; i < sample.references().length; i++) {
            int left = MARGIN + i * (template + MARGIN);
            int[] mask = sample.masks()[i];
            crop(sample.references()[i], template, left, MARGIN);
            cells(crops.templateGrid(), left, MARGIN, cell -> mask[cell] != 0);
        }
        for (int i = 0; i < sample.searches().length; i++) {
            int left = MARGIN + i * (crops.searchSize() + MARGIN);
            float[] positives = sample.positives()[i];
            crop(sample.searches()[i], crops.searchSize(), left, 2 * MARGIN + template);
            cells(crops.searchGrid(), left, 2 * MARGIN + template, cell -> positives[cell] != 0);
        }
        return Image.of(width, height, rgb);
    }

    /** Undoes the normalisation. */
    private void crop(float[] pixels, int size, int left, int top) {
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    double value = pixels[(channel * size + y) * size + x] * Normalization.deviation(channel)
                            + Normalization.mean(channel);
                    rgb[at(left + x, top + y) + channel] = (byte) Math.clamp(Math.round(255 * value), 0, 255);
                }
            }
        }
    }

    /** Tints the borders of cells, so that what is below stays visible. */
    private void cells(CellGrid grid, int left, int top, IntPredicate wanted) {
        for (int cell = 0; cell < grid.cells(); cell++) {
            if (wanted.test(cell)) {
                int x = left + cell % grid.columns() * grid.patch();
                int y = top + cell / grid.columns() * grid.patch();
                for (int i = 0; i < grid.patch(); i++) {
                    dot(x + i, y);
                    dot(x, y + i);
                }
            }
        }
    }

    private void dot(int x, int y) {
        int at = at(x, y);
        rgb[at] = (byte) (CELL >> 16);
        rgb[at + 1] = (byte) (CELL >> 8);
        rgb[at + 2] = (byte) CELL;
    }

    private int at(int x, int y) {
        return 3 * (y * width + x);
    }
}
