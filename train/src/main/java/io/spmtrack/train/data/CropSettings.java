package io.spmtrack.train.data;

import io.spmtrack.model.crop.CellGrid;
import io.spmtrack.model.crop.Jitter;
import java.util.Objects;

/**
 * Sizes of the crops of a sample ({@code docs/spec/data.md §6}); they follow from the model.
 *
 * @param templateSize side of a reference crop in pixels, a multiple of {@code patch}
 * @param searchSize side of a search crop in pixels, a multiple of {@code patch}
 * @param patch side of a cell in pixels
 * @param templateFactor area of a reference crop in relation to the object
 * @param searchFactor area of a search crop in relation to the object
 * @param streams pictures of each frame that a sample shows: 1, or 2 with a second modality
 * @param jitter displacement and stretching of search crops
 */
public record CropSettings(
        int templateSize,
        int searchSize,
        int patch,
        double templateFactor,
        double searchFactor,
        int streams,
        Jitter jitter) {

    /** The published values. */
    public static final CropSettings PUBLISHED = new CropSettings(196, 378, 14, 2, 5, 1, Jitter.PUBLISHED);

    public CropSettings {
        Objects.requireNonNull(jitter);
        if (patch < 1 || templateSize < patch || searchSize < patch) {
            throw new IllegalArgumentException(
                    "crops of " + templateSize + " and " + searchSize + " pixels do not hold a patch of " + patch);
        }
        if (templateSize % patch != 0 || searchSize % patch != 0) {
            throw new IllegalArgumentException(
                    "crops of " + templateSize + " and " + searchSize + " pixels are not multiples of patch " + patch);
        }
        if (!(templateFactor >= 1) || !(searchFactor >= 1) || Double.isInfinite(templateFactor + searchFactor)) {
            throw new IllegalArgumentException(
                    "area factors are finite and at least 1, not " + templateFactor + " and " + searchFactor);
        }
    }

    /** Cells of a reference crop. */
    public CellGrid templateGrid() {
        return new CellGrid(templateSize / patch, templateSize / patch, patch);
    }

    /** Cells of a search crop. */
    public CellGrid searchGrid() {
        return new CellGrid(searchSize / patch, searchSize / patch, patch);
    }
}
