package io.spmtrack.eval.result;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.baseline.StillTracker;
import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.TrackResult;
import io.spmtrack.model.track.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {

    private static final int FRAMES = 5;

    @TempDir
    Path folder;

    @Test
    void tracksWritesAndScores() throws IOException {
        List<Sequence> sequences = List.of(moving("slow", 1, -1), moving("fast", 8, -1));
        List<Evaluation.Step> steps = new ArrayList<>();
        List<Outcome> outcomes = evaluation(false, steps).run(new StillTracker(), sequences);
        assertEquals(2 * FRAMES, steps.size());
        assertEquals(new Evaluation.Step("fast", 1, 2, 4, FRAMES), steps.getLast());
        assertTrue(Files.exists(folder.resolve("made/slow.txt")));
        evaluation(false, steps).summarize("still", "plain", sequences, outcomes);
        JsonNode written =
                new ObjectMapper().readTree(folder.resolve("summary.json").toFile());
        JsonNode dataset = written.get("datasets").get(0);
        assertEquals("made", dataset.get("name").asText());
        assertEquals(2, dataset.get("per_sequence").size());
        assertEquals(2, dataset.get("auc_ci95").size());
        assertTrue(dataset.get("auc").asDouble() > 0 && dataset.has("norm_precision"));
        assertTrue(!written.has("failures") && written.get("tracker").asText().equals("still"));
    }

    /** The same files and outcomes, in the order of the sequences. */
    @Test
    void severalAtOnceAreAsOneAfterTheOther() throws IOException {
        List<Sequence> sequences =
                IntStream.range(0, 7).mapToObj(i -> moving("s" + i, i, -1)).toList();
        List<Outcome> expected = evaluation(false, new ArrayList<>()).run(new StillTracker(), sequences);
        byte[] boxes = Files.readAllBytes(folder.resolve("made/s3.txt"));
        List<Evaluation.Step> steps = new ArrayList<>();
        List<Outcome> outcomes = evaluation(false, steps)
                .run(List.of(new StillTracker(), new StillTracker(), new StillTracker()), sequences);
        assertEquals(7 * FRAMES, steps.size());
        for (int i = 0; i < sequences.size(); i++) {
            assertEquals("s" + i, outcomes.get(i).sequence());
            assertEquals(boxes(expected.get(i)), boxes(outcomes.get(i)));
        }
        assertArrayEquals(boxes, Files.readAllBytes(folder.resolve("made/s3.txt")));
    }

    private static List<Box> boxes(Outcome outcome) {
        return ((Outcome.Finished) outcome).result().boxes();
    }

    @Test
    void oneThatStopsStopsAll() {
        List<Sequence> sequences =
                IntStream.range(0, 9).mapToObj(i -> moving("s" + i, i, -1)).toList();
        Evaluation evaluation = new Evaluation(folder, ResultFormat.OTB, 1, false, step -> {
            if (step.number() == 1 && step.frame() == 2) {
                throw new CancellationException("stopped");
            }
        });
        List<Tracker> trackers = List.of(new StillTracker(), new StillTracker());
        assertThrows(CancellationException.class, () -> evaluation.run(trackers, sequences));
        assertTrue(Files.notExists(folder.resolve("made/s1.txt")));
        assertTrue(Files.notExists(folder.resolve("made/s8.txt")));
    }

    @Test
    void leavesOutWhatTheRuleDoesNotDefine() throws IOException {
        Sequence sequence = moving("slow", 1, -1);
        SequenceResult result = Evaluation.track(new StillTracker(), sequence, frame -> {});
        JsonNode dataset = new ObjectMapper()
                .readTree(ScoreFile.of(Scoring.score("otb-matlab", List.of(sequence), any -> result))
                        .json())
                .get("datasets")
                .get(0);
        assertTrue(!dataset.has("norm_precision") && !dataset.has("auc_ci95") && dataset.has("precision"));
        assertTrue(!dataset.get("per_sequence").get(0).has("norm_precision"));
    }

    @Test
    void leavesOutSequencesOfWhichTheRuleCountsNoFrame() {
        Sequence seen = moving("seen", 1, -1);
        Sequence hidden = moving("hidden", 1, -1).withVisible(frame -> false);
        Sequence other = new Sequence("other", "hidden", hidden.frames(), hidden.truth());
        List<Sequence> sequences = List.of(seen, hidden, other);
        List<Outcome> outcomes = evaluation(false, new ArrayList<>()).run(new StillTracker(), sequences);
        List<DatasetScore> scores =
                evaluation(false, new ArrayList<>()).summarize("still", "got10k", sequences, outcomes);
        assertEquals(1, scores.size());
        assertEquals(1, scores.getFirst().perSequence().size());
        assertTrue(scores.getFirst().measures().ao() > 0);
        assertEquals(
                List.of(
                        "made: rule got10k counts no frame of 1 sequence, hidden; not scored",
                        "other: rule got10k counts no frame of 1 sequence, hidden; not scored"),
                Scoring.undefined("got10k", sequences));
        assertEquals(List.of(), Scoring.undefined("plain", sequences));
    }

    @Test
    void aBrokenSequenceDoesNotStopTheOthers() {
        List<Sequence> sequences = List.of(moving("broken", 1, 3), moving("good", 1, -1));
        List<Outcome> outcomes = evaluation(false, new ArrayList<>()).run(new StillTracker(), sequences);
        Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, outcomes.getFirst());
        assertEquals("frame 3 is damaged", failed.message());
        assertInstanceOf(Outcome.Finished.class, outcomes.getLast());
        assertTrue(Files.notExists(folder.resolve("made/broken.txt")), "no half results");
        List<DatasetScore> scores =
                evaluation(false, new ArrayList<>()).summarize("still", "plain", sequences, outcomes);
        assertEquals(1, scores.getFirst().perSequence().size());
        assertTrue(ScoreFile.of("still", scores, outcomes).json().contains("frame 3 is damaged"));
    }

    @Test
    void everythingElseStopsIt() {
        Tracker defective = new Tracker() {
            @Override
            public void init(Frame frame, Box box) {}

            @Override
            public TrackResult update(Frame frame) {
                throw new IllegalStateException("defect");
            }

            @Override
            public void close() {}
        };
        List<Sequence> sequences = List.of(moving("good", 1, -1));
        Evaluation evaluation = evaluation(false, new ArrayList<>());
        assertThrows(IllegalStateException.class, () -> evaluation.run(defective, sequences));
    }

    @Test
    void aFolderThatCannotBeWrittenStopsIt() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        Evaluation evaluation = new Evaluation(file, ResultFormat.OTB, 1, false, step -> {});
        List<Sequence> sequences = List.of(moving("good", 1, -1));
        assertThrows(InputException.class, () -> evaluation.run(new StillTracker(), sequences));
    }

    @Test
    void resumesAtTheFirstUnfinishedSequence() throws IOException {
        List<Sequence> sequences = List.of(moving("done", 1, 0), moving("cut", 1, -1));
        Files.createDirectories(folder.resolve("made"));
        Files.writeString(folder.resolve("made/done.txt"), "1,2,3,4\n".repeat(FRAMES));
        Files.writeString(folder.resolve("made/cut.txt"), "1,2,3,4\n".repeat(FRAMES - 1));
        List<Outcome> outcomes = evaluation(true, new ArrayList<>()).run(new StillTracker(), sequences);
        assertTrue(assertInstanceOf(Outcome.Finished.class, outcomes.getFirst()).reused());
        assertTrue(!assertInstanceOf(Outcome.Finished.class, outcomes.getLast()).reused());
    }

    @Test
    void furtherRunsAreWrittenOfWhatIsFinished() throws IOException {
        List<Sequence> sequences = List.of(moving("done", 1, -1));
        new Evaluation(folder, ResultFormat.GOT10K, 1, false, step -> {}).run(new StillTracker(), sequences);
        Path done = folder.resolve("made/done");
        assertTrue(Files.notExists(done.resolve("done_002.txt")));
        FileTime before = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(done.resolve("done_001.txt"), before);
        List<Outcome> outcomes =
                new Evaluation(folder, ResultFormat.GOT10K, 3, true, step -> {}).run(new StillTracker(), sequences);
        assertTrue(assertInstanceOf(Outcome.Finished.class, outcomes.getFirst()).reused());
        assertEquals(before, Files.getLastModifiedTime(done.resolve("done_001.txt")));
        for (String run : List.of("done_002.txt", "done_003.txt")) {
            assertEquals(-1, Files.mismatch(done.resolve("done_001.txt"), done.resolve(run)), run);
        }
    }

    @Test
    void missingResultsAreNamed() {
        List<Sequence> sequences = List.of(moving("a", 1, -1), moving("b", 1, -1));
        ResultWriter.write(
                Evaluation.track(new StillTracker(), sequences.getFirst(), frame -> {}), ResultFormat.OTB, folder);
        InputException refusal =
                assertThrows(InputException.class, () -> PairedResults.of(ResultSet.open(folder), sequences));
        assertTrue(refusal.getMessage().contains("1 of 2 sequences, the first is b"), refusal.getMessage());
    }

    private Evaluation evaluation(boolean resume, List<Evaluation.Step> steps) {
        return new Evaluation(folder, ResultFormat.OTB, 1, resume, steps::add);
    }

    /** @param damaged number of a frame that cannot be read, -1 for none */
    private static Sequence moving(String name, int speed, int damaged) {
        List<Box> boxes = IntStream.range(0, FRAMES)
                .mapToObj(frame -> Box.xywh(5 + speed * frame, 5, 20, 20))
                .toList();
        Frames frames = new Frames() {
            @Override
            public int size() {
                return FRAMES;
            }

            @Override
            public Image image(int index) {
                if (index == damaged) {
                    throw new InputException("frame " + index + " is damaged");
                }
                return Image.of(64, 48, new byte[64 * 48 * 3]);
            }
        };
        return new Sequence("made", name, frames, Truth.of(boxes));
    }
}
