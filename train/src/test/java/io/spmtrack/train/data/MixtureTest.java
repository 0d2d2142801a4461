package io.spmtrack.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.SharedFolder;
import io.spmtrack.train.RunSettings;
import io.spmtrack.train.TrainingData;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Samples of all layouts together: each again alone, byte for byte, by any number of threads. */
final class MixtureTest {
    private static RunSettings settings;

    @BeforeAll
    static void open() {
        Path data = SharedFolder.data();
        settings = RunSettings.tiny()
                .with("data.train=" + String.join(",", specs(data)), "sampling.samples_per_epoch=36", "train.seed=5");
    }

    private static List<String> specs(Path data) {
        return List.of(
                "otb:" + data.resolve("otb") + "?sequences=Crossing",
                "lasot:" + data.resolve("layouts/lasot") + "?split=train",
                "got10k:" + data.resolve("layouts/got10k") + "?split=val",
                "trackingnet:" + data.resolve("layouts/trackingnet") + "?split=train",
                "coco:" + data.resolve("coco/voc40") + "?motion=none&split=train",
                "coco:" + data.resolve("coco/coco4") + "?motion=none&split=train");
    }

    @Test
    void everySampleCanBeMadeAgainAlone() {
        SampleMaker maker = TrainingData.train(settings);
        Set<String> sets = new TreeSet<>();
        for (int threads : new int[] {1, 2, 4}) {
            try (SampleLoader loader =
                    new SampleLoader(TrainingData.train(settings), new LoaderSettings(threads, 6), 36, 0)) {
                for (int i = 0; i < 36; i++) {
                    Sample sample = loader.next();
                    sets.add(sample.sequence().substring(0, sample.sequence().indexOf('/')));
                    if (threads != 2 || i % 4 == 0) {
                        SampleMakerTest.assertSame(maker.make(0, i), sample);
                    }
                }
            }
        }
        assertEquals(Set.of("otb", "lasot-train", "got10k-val", "trackingnet-train", "coco-train"), sets);
    }

    /** An image is five frames, and any of its objects may be the target. */
    @Test
    void aStillIsFiveFrames() {
        SampleMaker maker = TrainingData.train(
                settings.with("data.train=" + specs(SharedFolder.data()).getLast()));
        Set<String> targets = new TreeSet<>();
        for (int i = 0; i < 24; i++) {
            Sample sample = maker.make(0, i);
            assertEquals(FrameChoice.still(3, 2), sample.frames());
            targets.add(sample.sequence());
        }
        assertTrue(targets.size() > 6, targets.toString());
    }
}
