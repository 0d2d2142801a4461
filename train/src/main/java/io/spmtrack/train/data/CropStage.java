package io.spmtrack.train.data;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.model.crop.Crop;
import io.spmtrack.model.crop.CropTransform;
import io.spmtrack.model.crop.Normalization;
import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Makes the crops of one size: cut, flip, colours, DeiT III choice, normalisation, in the order of
 * {@code docs/spec/data.md §8}. Holds scratch memory, so one instance serves one thread.
 */
final class CropStage {

    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
    private static final VectorShuffle<Float> MIRRORED = VectorShuffle.iota(LANES, LANES.length() - 1, -1, true);
    private static final float[] UNUSED_PADDING = new float[3];

    private final int size;
    private final Crop crop;
    private final BoxBlur blur = new BoxBlur();
    private final float[] grey = new float[ColourJitter.BLOCK];
    private final float[] worn;
    private final float[] picture;
    private final SampleTimes times;

    CropStage(int size, SampleTimes times) {
        this.times = times;
        this.size = size;
        this.worn = new float[size * size];
        this.picture = new float[3 * size * size];
        this.crop = new Crop(size, size, Normalization.UNIT);
    }

    /**
     * Makes one crop of every picture that the sample has room for; where a modality is missing, the first picture stands for it.
     * All are cut and flipped alike. Colours, wear and blur are those of visible light, and change the first alone.
     *
     * @param pixels receives [S, 3, size, size], normalised
     * @return the target's box in the crop, clipped to it; empty when nothing of it is left
     */
    Optional<Box> make(List<Image> images, CropPlan wanted, Optional<DeitChoice> choice, float[] pixels) {
        int length = 3 * size * size;
        if (pixels.length == length) {
            return make(images.getFirst(), wanted, choice, pixels);
        }
        Optional<Box> box = Optional.empty();
        for (int i = 0; i * length < pixels.length; i++) {
            Image image = images.get(i < images.size() ? i : 0);
            box = make(image, i == 0 ? wanted : wanted.plain(), i == 0 ? choice : Optional.empty(), picture);
            System.arraycopy(picture, 0, pixels, i * length, length);
        }
        return box;
    }

    private Optional<Box> make(Image image, CropPlan wanted, Optional<DeitChoice> choice, float[] pixels) {
        long begun = times.now();
        CropTransform adjusted =
                crop.into(image, wanted.ideal(), padding(image, wanted), MemorySegment.ofArray(pixels), 0);
        long cut = times.now();
        times.cropped(cut - begun);
        Box mapped = adjusted.toCrop(wanted.box());
        Box box = (wanted.flip() ? mapped.flipped(size) : mapped).clip(size, size);
        if (!box.valid()) {
            return Optional.empty();
        }
        if (wanted.flip()) {
            flip(pixels, size);
        }
        augment(pixels, wanted, choice);
        times.augmented(times.now() - cut);
        return Optional.of(box);
    }

    /** Colours, wear, choice, normalisation; changes of single pixels are made together, while the pixels are in the nearest cache. */
    private void augment(float[] pixels, CropPlan wanted, Optional<DeitChoice> choice) {
        ColourJitter.Rest colours = wanted.colours().begin(pixels, grey);
        Optional<DeitChoice.PixelWise> change = choice.flatMap(DeitChoice::pixelWise);
        boolean pixelWise = wanted.wear().equals(Wear.NONE) && change.isPresent() == choice.isPresent();
        if (!pixelWise) {
            colours.whole(pixels, grey);
            wanted.wear().apply(pixels, size, worn);
            choice.ifPresent(whole -> whole.apply(pixels, size, size, blur));
        }
        for (int block = 0; block < size * size; block += ColourJitter.BLOCK) {
            int from = block;
            int count = Math.min(ColourJitter.BLOCK, size * size - from);
            if (pixelWise) {
                colours.block(pixels, from, count, grey);
                change.ifPresent(each -> each.block(pixels, from, count));
            }
            normalise(pixels, from, count);
        }
    }

    /** The pixels of a frame that {@link #make} looks at. */
    PixelRect looked(FrameSize frame, CropPlan wanted) {
        return fills(frame.width(), frame.height(), wanted)
                ? crop.source(wanted.ideal(), frame.width(), frame.height())
                : new PixelRect(0, 0, frame.width(), frame.height());
    }

    /** The mean of the whole frame, which is computed only if the crop reaches beyond the frame. */
    private float[] padding(Image image, CropPlan wanted) {
        return fills(image.width(), image.height(), wanted) ? UNUSED_PADDING : image.mean();
    }

    private boolean fills(int width, int height, CropPlan wanted) {
        Box shown = wanted.ideal().toCrop(new Box(0, 0, width, height));
        return shown.x1() <= 0 && shown.y1() <= 0 && shown.x2() >= size && shown.y2() >= size;
    }

    /** Mirrors rows of {@code width} values in place. */
    static void flip(float[] image, int width) {
        for (int row = 0; row < image.length; row += width) {
            int left = row;
            int right = row + width;
            for (; left + 2 * LANES.length() <= right; left += LANES.length(), right -= LANES.length()) {
                FloatVector first = FloatVector.fromArray(LANES, image, left);
                FloatVector last = FloatVector.fromArray(LANES, image, right - LANES.length());
                last.rearrange(MIRRORED).intoArray(image, left);
                first.rearrange(MIRRORED).intoArray(image, right - LANES.length());
            }
            for (right--; left < right; left++, right--) {
                float swap = image[left];
                image[left] = image[right];
                image[right] = swap;
            }
        }
    }

    /** Subtracts the ImageNet mean and divides by the standard deviation. */
    private static void normalise(float[] image, int from, int count) {
        for (int channel = 0; channel < 3; channel++) {
            float mean = (float) Normalization.mean(channel);
            float deviation = (float) Normalization.deviation(channel);
            int start = from + channel * (image.length / 3);
            for (int i = start; i < start + count; i++) {
                image[i] = (image[i] - mean) / deviation;
            }
        }
    }
}
