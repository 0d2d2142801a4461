package io.spmtrack.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.model.crop.Jitter;
import io.spmtrack.model.crop.Normalization;
import io.spmtrack.model.image.ImageWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples: what they show, that labels fit to it, and that they are always the same. */
class SampleMakerTest {

    private static final CropSettings CROPS = new CropSettings(56, 112, 14, 2, 5, 1, new Jitter(0.25, 3, 4, 12));
    private static final SamplingSettings SAMPLING = SamplingSettings.PUBLISHED.withSamplesPerEpoch(60);
    private static final List<Sequence> SEQUENCES = IntStream.range(0, 9)
            .mapToObj(i -> Scenes.moving("s" + i, 30, 10 + 2 * i))
            .toList();

    private static SampleMaker maker(AugmentSettings augment, long seed) {
        return SampleMaker.of(List.of(SequenceGroup.of(1, SEQUENCES)), SAMPLING, CROPS, augment, seed);
    }

    @Test
    void positiveCellsAreThoseTheBoxTouches() {
        SampleMaker maker = maker(AugmentSettings.PUBLISHED, 1);
        for (int i = 0; i < 60; i++) {
            Sample sample = maker.make(2, i);
            for (int s = 0; s < 2; s++) {
                checkPositives(sample, s);
            }
        }
    }

    private static void checkPositives(Sample sample, int s) {
        float[] box = sample.boxes()[s];
        assertTrue(box[0] >= 0 && box[0] < box[2] && box[2] <= 1, Arrays.toString(box));
        assertTrue(box[1] >= 0 && box[1] < box[3] && box[3] <= 1, Arrays.toString(box));
        int count = 0;
        for (int row = 0; row < 8; row++) {
            for (int column = 0; column < 8; column++) {
                // A cell that is touched by less than a ten-thousandth may go either way.
                double across = Math.min(8 * box[2], column + 1) - Math.max(8 * box[0], column);
                double down = Math.min(8 * box[3], row + 1) - Math.max(8 * box[1], row);
                float positive = sample.positives()[s][8 * row + column];
                count += (int) positive;
                if (across > 2e-4 && down > 2e-4) {
                    assertEquals(1, positive);
                } else if (across < -1e-6 || down < -1e-6) {
                    assertEquals(0, positive);
                }
            }
        }
        assertEquals(count, sample.positiveCounts()[s]);
        assertTrue(count > 0);
    }

    /** Where the label says the red rectangle is, the crop is red, and nowhere else; flips included. */
    @Test
    void picturesShowTheObjectWhereTheLabelsSay() {
        SampleMaker maker = maker(new AugmentSettings(0.5, 0, 0, 0, false, 0, 0, 0, 0, 0, 0, 0, 0), 2);
        float red = normalised(0, 1f);
        for (int i = 0; i < 60; i++) {
            Sample sample = maker.make(0, i);
            for (int s = 0; s < 2; s++) {
                checkPixels(sample.searches()[s], sample.boxes()[s], red);
            }
            for (int r = 0; r < 3; r++) {
                checkMask(sample.references()[r], sample.masks()[r], red);
            }
        }
    }

    private static void checkPixels(float[] pixels, float[] box, float red) {
        // Bilinear mixing blurs the border by as many crop pixels as one image pixel has.
        double margin = 112.0 / 14;
        for (int y = 0; y < 112; y++) {
            for (int x = 0; x < 112; x++) {
                double inside = Math.min(
                        Math.min(x + 0.5 - 112 * box[0], 112 * box[2] - x - 0.5),
                        Math.min(y + 0.5 - 112 * box[1], 112 * box[3] - y - 0.5));
                if (inside > margin) {
                    assertEquals(red, pixels[112 * y + x], 1e-5, "inside");
                } else if (inside < -margin) {
                    assertTrue(pixels[112 * y + x] < red - 1e-3, "outside");
                }
            }
        }
    }

    private static void checkMask(float[] pixels, int[] mask, float red) {
        assertTrue(IntStream.of(mask).allMatch(value -> value == 0 || value == 1));
        assertTrue(IntStream.of(mask).sum() > 0);
        for (int i = 0; i < 56 * 56; i++) {
            if (pixels[i] > red - 1e-5) {
                assertEquals(1, mask[i / 56 / 14 * 4 + i % 56 / 14], "a red pixel lies in the foreground");
            }
        }
    }

    private static float normalised(int channel, float value) {
        return (value - (float) Normalization.mean(channel)) / (float) Normalization.deviation(channel);
    }

    @Test
    void aSampleDependsOnSeedEpochAndIndexAlone() {
        SampleMaker one = maker(AugmentSettings.PUBLISHED, 5);
        SampleMaker other = maker(AugmentSettings.PUBLISHED, 5);
        Sample last = one.make(3, 59);
        one.make(0, 0);
        for (int i = 0; i < 59; i += 7) {
            assertSame(one.make(3, i), other.make(3, i));
        }
        assertSame(last, other.make(3, 59));
        assertFalse(Arrays.equals(
                last.searches()[0],
                maker(AugmentSettings.PUBLISHED, 6).make(3, 59).searches()[0]));
        assertFalse(Arrays.equals(last.searches()[0], other.make(4, 59).searches()[0]));
    }

    static void assertSame(Sample expected, Sample found) {
        assertEquals(expected.sequence(), found.sequence());
        assertEquals(expected.frames(), found.frames());
        assertArrayEquals(expected.references(), found.references());
        assertArrayEquals(expected.masks(), found.masks());
        assertArrayEquals(expected.searches(), found.searches());
        assertArrayEquals(expected.boxes(), found.boxes());
        assertArrayEquals(expected.positives(), found.positives());
        assertArrayEquals(expected.positiveCounts(), found.positiveCounts());
    }

    @Test
    void unusableSequencesAreReplaced() {
        Sequence good = Scenes.moving("good", 30, 20);
        Sequence bad = new Sequence("scenes", "bad", good.frames(), Truth.unknown(30));
        SampleMaker maker = SampleMaker.of(
                List.of(SequenceGroup.of(1, List.of(good, bad))), SAMPLING, CROPS, AugmentSettings.NONE, 1);
        for (int i = 0; i < 20; i++) {
            assertEquals("scenes/good", maker.make(0, i).sequence());
        }
    }

    @Test
    void withoutAnyUsableSequenceTheErrorNamesOne() {
        Sequence bad = new Sequence("scenes", "bad", Scenes.named("bad").frames(), Truth.unknown(12));
        SampleMaker maker =
                SampleMaker.of(List.of(SequenceGroup.of(1, List.of(bad))), SAMPLING, CROPS, AugmentSettings.NONE, 1);
        InputException thrown = assertThrows(InputException.class, () -> maker.make(0, 0));
        assertTrue(thrown.getMessage().startsWith("scenes/bad: "), thrown.getMessage());
    }

    @Test
    void unreadableFramesStopTrainingOrAreSkipped() {
        List<Sequence> both = List.of(Scenes.unreadable("broken"), Scenes.moving("good", 30, 20));
        List<SequenceGroup> groups = List.of(SequenceGroup.of(1, both));
        SampleMaker stopping =
                SampleMaker.of(groups, SAMPLING.withSkipUnreadable(false), CROPS, AugmentSettings.NONE, 1);
        InputException thrown = assertThrows(InputException.class, () -> {
            for (int i = 0; i < 60; i++) {
                stopping.make(0, i);
            }
        });
        assertEquals("scenes/broken: 0007.jpg: truncated; fetch it again", thrown.getMessage());
        SampleMaker skipping = SampleMaker.of(groups, SAMPLING, CROPS, AugmentSettings.NONE, 1);
        for (int i = 0; i < 60; i++) {
            assertEquals("scenes/good", skipping.make(0, i).sequence());
        }
        assertTrue(skipping.skipped() >= 30, "skipped " + skipping.skipped());
        InputException many = assertThrows(InputException.class, () -> {
            for (int i = 0; i < 600; i++) {
                skipping.make(i / 60, i % 60);
            }
        });
        assertTrue(many.getMessage().startsWith("scenes/broken: "), many.getMessage());
    }

    /** What is trained on would quietly change if the pictures of a whole sequence were left out. */
    @Test
    void aFolderThatIsGoneStopsTraining(@TempDir Path folder) throws IOException {
        Path clip = Files.createDirectories(folder.resolve("Ball/img"));
        for (int i = 1; i <= 12; i++) {
            ImageWriter.write(
                    Scenes.moving("ball", 12, 20).frames().image(i - 1),
                    clip.resolve(String.format(Locale.ROOT, "%04d.jpg", i)));
        }
        Files.writeString(folder.resolve("Ball/groundtruth_rect.txt"), "40,30,30,40\n".repeat(12));
        List<Sequence> sequences =
                Datasets.open(DataSpec.parse("otb:" + folder)).sequences();
        Sequence other = Scenes.moving("other", 30, 20);
        SampleMaker maker = SampleMaker.of(
                List.of(SequenceGroup.of(1, List.of(sequences.getFirst(), other))),
                SAMPLING,
                CROPS,
                AugmentSettings.NONE,
                1);
        Files.write(clip.resolve("0003.jpg"), new byte[] {1, 2, 3});
        for (int i = 0; i < 60; i++) {
            maker.make(0, i);
        }
        assertTrue(maker.skipped() > 0, "nothing met the damaged frame");
        Files.move(clip, folder.resolve("gone"));
        assertThrows(InputException.class, () -> {
            for (int i = 0; i < 60; i++) {
                maker.make(1, i);
            }
        });
    }

    @Test
    void aPictureMakesASample() {
        Sequence picture = Scenes.moving("picture", 1, 24);
        SampleMaker maker = SampleMaker.of(
                List.of(SequenceGroup.of(1, List.of(picture))), SAMPLING, CROPS, AugmentSettings.NONE, 1);
        assertEquals(Collections.nCopies(3, 0), maker.make(0, 0).frames().references());
    }

    @Test
    void realSequencesMakeSamples() {
        String otb = SharedFolder.data("otb").toString();
        List<Sequence> sequences =
                Datasets.open(DataSpec.parse("otb:" + otb + "?limit=3")).sequences();
        SampleMaker maker = SampleMaker.of(
                List.of(SequenceGroup.of(1, sequences)),
                SAMPLING,
                CropSettings.PUBLISHED,
                AugmentSettings.PUBLISHED,
                1);
        for (int i = 0; i < 6; i++) {
            Sample sample = maker.make(0, i);
            assertTrue(sample.positiveCounts()[0] > 0 && sample.positiveCounts()[1] > 0);
            for (float value : sample.searches()[0]) {
                assertTrue(value > -2.2f && value < 2.7f, "normalised " + value);
            }
        }
    }
}
