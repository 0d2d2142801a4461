package io.spmtrack.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.synthetic.Synthetic;
import io.spmtrack.model.crop.Jitter;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The loader hands out the maker's samples in order, whatever the threads and wherever it starts. */
class SampleLoaderTest {

    private static final CropSettings CROPS = new CropSettings(28, 56, 14, 2, 5, 1, new Jitter(0.25, 3, 2, 12));
    private static final int EPOCH = 10;

    private static SampleMaker maker(Sequence... sequences) {
        return SampleMaker.of(
                List.of(SequenceGroup.of(1, List.of(sequences))),
                SamplingSettings.PUBLISHED.withSamplesPerEpoch(EPOCH).withSkipUnreadable(false),
                CROPS,
                AugmentSettings.PUBLISHED,
                9);
    }

    private static SampleMaker good() {
        return maker(IntStream.range(0, 4)
                .mapToObj(i -> Scenes.moving("s" + i, 20, 20))
                .toArray(Sequence[]::new));
    }

    @Test
    void threadsChangeNothing() {
        SampleMaker maker = good();
        for (int threads : new int[] {1, 2, 4}) {
            try (SampleLoader loader = new SampleLoader(maker, new LoaderSettings(threads, threads + 3), 8, 0)) {
                for (int i = 0; i < 24; i++) {
                    assertEquals(i, loader.position());
                    SampleMakerTest.assertSame(maker.make(i / 8, i % 8), loader.next());
                }
            }
        }
    }

    /** Arrays that were given back hold the same as new ones. */
    @Test
    void givenBackArraysChangeNothing() {
        SampleMaker maker = good();
        try (SampleLoader loader = new SampleLoader(maker, new LoaderSettings(2, 5), 8, 0)) {
            for (int step = 0; step < 8; step++) {
                List<Sample> batch = loader.next(3);
                for (int i = 0; i < 3; i++) {
                    int number = 3 * step + i;
                    SampleMakerTest.assertSame(maker.make(number / 8, number % 8), batch.get(i));
                }
                loader.giveBack(batch);
            }
        }
    }

    /** Samples made when they are asked for are those that are made ahead. */
    @Test
    void nothingAheadChangesNothing() {
        SampleMaker maker = good();
        try (SampleLoader loader = new SampleLoader(maker, new LoaderSettings(2, 0), 8, 3)) {
            for (int step = 0; step < 3; step++) {
                assertEquals(3 + 4 * step, loader.position());
                List<Sample> batch = loader.next(4);
                for (int i = 0; i < 4; i++) {
                    int number = 3 + 4 * step + i;
                    SampleMakerTest.assertSame(maker.make(number / 8, number % 8), batch.get(i));
                }
            }
        }
    }

    /** Sequences that several samples share are the same ones wherever the loader starts. */
    @Test
    void generatedSequencesChangeNothing() {
        Synthetic world = new Synthetic(3, "train", 10, new FrameSize(96, 64));
        List<SequenceGroup> groups = List.of(new SequenceGroup.Endless(1, 3, world::sequence));
        SamplingSettings sampling = SamplingSettings.PUBLISHED.withSamplesPerEpoch(60);
        SampleMaker maker = SampleMaker.of(groups, sampling, CROPS, AugmentSettings.PUBLISHED, 9);
        SampleMaker fresh = SampleMaker.of(groups, sampling, CROPS, AugmentSettings.PUBLISHED, 9);
        try (SampleLoader loader = new SampleLoader(maker, new LoaderSettings(2, 4), 60, 0);
                SampleLoader resumed = new SampleLoader(fresh, LoaderSettings.DEFAULT, 60, 52)) {
            List<Sample> samples = Stream.generate(loader::next).limit(64).toList();
            for (int i = 52; i < 64; i++) {
                SampleMakerTest.assertSame(samples.get(i), resumed.next());
            }
        }
    }

    @Test
    void startsAnywhere() {
        SampleMaker maker = good();
        try (SampleLoader loader = new SampleLoader(maker, LoaderSettings.DEFAULT, EPOCH, 27)) {
            SampleMakerTest.assertSame(maker.make(2, 7), loader.next());
            SampleMakerTest.assertSame(maker.make(2, 8), loader.next());
            SampleMakerTest.assertSame(maker.make(2, 9), loader.next());
            SampleMakerTest.assertSame(maker.make(3, 0), loader.next());
        }
    }

    @Test
    void errorsComeInOrderAndNameTheSequence() {
        SampleMaker maker = maker(Scenes.moving("good", 20, 20), Scenes.unreadable("broken"));
        try (SampleLoader loader = new SampleLoader(maker, new LoaderSettings(2, 6), EPOCH, 0)) {
            InputException thrown = assertThrows(InputException.class, () -> {
                while (true) {
                    assertEquals("scenes/good", loader.next().sequence());
                }
            });
            assertTrue(thrown.getMessage().startsWith("scenes/broken: "), thrown.getMessage());
            long failed = loader.position();
            assertThrows(InputException.class, loader::next);
            assertEquals(failed, loader.position());
        }
    }

    @Test
    void nothingIsLeftAfterClosing() throws InterruptedException {
        SampleLoader loader = new SampleLoader(good(), new LoaderSettings(2, 8), EPOCH, 0);
        loader.next();
        loader.close();
        loader.close();
        assertThrows(IllegalStateException.class, loader::next);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("samples-")) {
                // The pool says it is done from within its last thread, which then still has a few instructions to go.
                assertTrue(thread.join(Duration.ofSeconds(10)), thread.getName());
            }
        }
    }

    @Test
    void refusesPositionsThatDoNotExist() {
        SampleMaker maker = good();
        assertThrows(
                IllegalArgumentException.class, () -> new SampleLoader(maker, LoaderSettings.DEFAULT, EPOCH + 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new SampleLoader(maker, LoaderSettings.DEFAULT, EPOCH, -1));
        assertThrows(IllegalArgumentException.class, () -> new LoaderSettings(2, -1));
    }
}
