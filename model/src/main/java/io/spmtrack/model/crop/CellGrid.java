package io.spmtrack.model.crop;

import io.spmtrack.model.image.Box;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The grid of patches of a crop: which of its cells a box touches, as foreground mask of a reference
 * ({@code docs/spec/data.md §7}) or as positive cells of a search crop (§9). Cell (row, column) has index
 * {@code row · columns + column}.
 *
 * @param patch side of a cell in pixels
 */
public record CellGrid(int columns, int rows, int patch) {

    public CellGrid {
        if (columns <= 0 || rows <= 0 || patch <= 0) {
            throw new IllegalArgumentException("grid sizes must be positive: " + columns + "x" + rows + ", " + patch);
        }
    }

    public int cells() {
        return columns * rows;
    }

    /** The cells a box in crop coordinates touches; reaches beyond the grid if the box does. */
    public PixelRect touched(Box inCrop) {
        double p = patch;
        return PixelRect.raster(new Box(inCrop.x1() / p, inCrop.y1() / p, inCrop.x2() / p, inCrop.y2() / p));
    }

    /**
     * The cells of the grid that a box touches, at least one: for a box that touches none, the cell nearest to its
     * centre (the middle one if the box is not finite).
     */
    public PixelRect inside(Box inCrop) {
        PixelRect cells = touched(inCrop).clip(columns, rows);
        if (inCrop.finite() && !cells.isEmpty()) {
            return cells;
        }
        int column = nearest(inCrop.centerX(), columns);
        int row = nearest(inCrop.centerY(), rows);
        return new PixelRect(column, row, column + 1, row + 1);
    }

    private int nearest(double center, int count) {
        return Double.isNaN(center) ? count / 2 : (int) Math.clamp(Math.floor(center / patch), 0, count - 1);
    }

    /**
     * Writes the foreground mask of a reference, 1 where the box touches, 0 elsewhere, as [rows, columns] floats.
     *
     * @param inCrop the box in crop coordinates
     * @param offset index of the first float written
     * @return how many cells are 1
     */
    public int mask(Box inCrop, Compat compat, MemorySegment destination, long offset) {
        PixelRect set = foreground(inCrop, compat);
        for (int row = 0; row < rows; row++) {
            boolean inRows = row >= set.y1() && row < set.y2();
            for (int column = 0; column < columns; column++) {
                boolean inside = inRows && column >= set.x1() && column < set.x2();
                long cell = offset + (long) row * columns + column;
                destination.setAtIndex(ValueLayout.JAVA_FLOAT, cell, inside ? 1 : 0);
            }
        }
        return set.isEmpty() ? 0 : set.width() * set.height();
    }

    /** The cells that the mask of {@link #mask} sets. */
    public PixelRect foreground(Box inCrop, Compat compat) {
        return switch (compat) {
            case FIXED -> inside(inCrop);
            case OFFICIAL -> sliced(touched(inCrop));
        };
    }

    /** Bounds as Python slices read them: a negative one counts from the end, then it is clipped. */
    private PixelRect sliced(PixelRect cells) {
        return new PixelRect(
                slice(cells.x1(), columns),
                slice(cells.y1(), rows),
                slice(cells.x2(), columns),
                slice(cells.y2(), rows));
    }

    private static int slice(int bound, int count) {
        return bound < 0 ? Math.max(0, bound + count) : Math.min(bound, count);
    }

    /** Indices, ascending, of the positive cells of a search crop whose object, clipped to the crop, is {@code inCrop}. */
    public int[] positives(Box inCrop) {
        PixelRect set = inside(inCrop);
        int[] indices = new int[set.width() * set.height()];
        int next = 0;
        for (int row = set.y1(); row < set.y2(); row++) {
            for (int column = set.x1(); column < set.x2(); column++) {
                indices[next++] = row * columns + column;
            }
        }
        return indices;
    }

    /** Corners of a box in units of the whole crop, {@code [x1, y1, x2, y2]}, as the network predicts them. */
    public float[] normalized(Box inCrop) {
        double width = (double) columns * patch;
        double height = (double) rows * patch;
        return new float[] {
            (float) (inCrop.x1() / width),
            (float) (inCrop.y1() / height),
            (float) (inCrop.x2() / width),
            (float) (inCrop.y2() / height)
        };
    }

    /** Centre of every cell in units of the whole crop, [rows, columns, 2], x before y. */
    public float[] centers() {
        float[] centers = new float[2 * cells()];
        int next = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                centers[next++] = (column + 0.5f) / columns;
                centers[next++] = (row + 0.5f) / rows;
            }
        }
        return centers;
    }
}
