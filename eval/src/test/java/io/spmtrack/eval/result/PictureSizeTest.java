package io.spmtrack.eval.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.eval.metric.Rule;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rule of GOT-10k clips to the picture: its size is found where only annotations are read. */
class PictureSizeTest {

    private static final String CLIP = "GOT-10k_Val_900001";

    @TempDir
    Path folder;

    @Test
    void fromTheImages() {
        List<Sequence> sequences = annotations("got10k:" + SharedFolder.data("layouts/got10k") + "?split=val");
        DatasetScore score = Scoring.score(
                        "auto",
                        sequences,
                        each -> SequenceResult.ofBoxes(each.name(), each.truth().boxes()))
                .getFirst();
        assertEquals(Rule.GOT10K, score.rule());
        assertEquals(1, score.measures().ao(), 1e-6);
        assertEquals(new FrameSize(360, 240), sequences.getFirst().frames().frameSize());
    }

    @Test
    void fromTheMetaFileWhereThereAreNoImages() throws IOException {
        Path clip = labels();
        Files.copy(SharedFolder.data("layouts/got10k/val/" + CLIP + "/meta_info.ini"), clip.resolve("meta_info.ini"));
        Sequence sequence = annotations("got10k:" + folder + "?split=val").getFirst();
        assertEquals(new FrameSize(360, 240), sequence.frames().frameSize());
    }

    @Test
    void whatIsMissingIsSaid() throws IOException {
        Path clip = labels();
        Sequence sequence = annotations("got10k:" + folder + "?split=val").getFirst();
        assertRefused(sequence, "the size of the pictures is not known");
        Files.writeString(clip.resolve("meta_info.ini"), "[METAINFO]\nresolution: (0, 240)\n");
        assertRefused(sequence, "meta_info.ini: has no line 'resolution: (width, height)'");
        Sequence copy = annotations("uav123:" + SharedFolder.data("uav123")).getFirst();
        assertRefused(copy, "the size of the pictures is not known");
        Sequence json =
                annotations("otb:" + SharedFolder.data("otb100/OTB2015.json")).getFirst();
        assertRefused(json, "the size of the pictures is not known");
    }

    private static void assertRefused(Sequence sequence, String part) {
        InputException refusal = assertThrows(
                InputException.class,
                () -> Scoring.score(
                        "got10k",
                        List.of(sequence),
                        each -> SequenceResult.ofBoxes(each.name(), each.truth().boxes())));
        assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
    }

    /** A clip without images and meta file. */
    private Path labels() throws IOException {
        Path clip = Files.createDirectories(folder.resolve("val").resolve(CLIP));
        Files.writeString(folder.resolve("val/list.txt"), CLIP + "\n");
        for (String file : List.of("groundtruth.txt", "absence.label", "cover.label")) {
            Files.copy(SharedFolder.data("layouts/got10k/val/" + CLIP + "/" + file), clip.resolve(file));
        }
        return clip;
    }

    private static List<Sequence> annotations(String spec) {
        return Datasets.annotations(DataSpec.parse(spec), "").sequences();
    }
}
