package io.spmtrack.eval.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.result.SequenceResult;
import io.spmtrack.eval.result.TrackedFrame;
import io.spmtrack.eval.submission.Server;
import io.spmtrack.eval.submission.SubmissionCheck;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an evaluation of a whole test set leaves for its server. */
final class DeliveryTest {
    private static final Box GIVEN = Box.xywh(10, 20, 30, 40);

    @TempDir
    private Path folder;

    /** Frames that nobody looks at. */
    private record Unseen(int size) implements Frames {
        @Override
        public Image image(int index) {
            throw new AssertionError("results are not tracked anew");
        }

        @Override
        public FrameSize frameSize() {
            return new FrameSize(320, 240);
        }
    }

    private static List<Sequence> testSet() {
        return Server.GOT10K.sequences().stream()
                .map(each -> new Sequence(
                        "got10k-test",
                        each.sequence(),
                        new Unseen(each.frames()),
                        Truth.of(Collections.nCopies(each.frames(), GIVEN))))
                .toList();
    }

    private static SequenceResult result(Sequence sequence, Box box) {
        return new SequenceResult(
                sequence.name(), Collections.nCopies(sequence.size(), new TrackedFrame(box, 1, 0.01)));
    }

    @Test
    void aZipInOrder() {
        List<String> said = new Delivery(folder, Optional.empty(), 3)
                .of("own", testSet(), sequence -> Optional.of(result(sequence, GIVEN)));
        Path zip = folder.resolve("GOT10k-test.zip");
        assertEquals(List.of("for the server: " + zip), said);
        assertEquals(List.of(), SubmissionCheck.violations(zip, Server.GOT10K, Server.GOT10K.sequences(testSet())));
        assertTrue(Files.exists(folder.resolve("GOT10k-test003.zip")));
    }

    @Test
    void noZipOfResultsThatAServerWouldRefuse() {
        List<String> said = new Delivery(folder, Optional.empty(), 1)
                .of("own", testSet(), sequence -> Optional.of(result(sequence, Box.xywh(1, 2, 30, 40))));
        assertTrue(said.getFirst().contains("is not written, 180 rules are violated"), said.toString());
        assertTrue(Files.notExists(folder.resolve("GOT10k-test.zip")));
    }

    @Test
    void otherDataLeaveNothing() {
        Sequence other = new Sequence("otb", "One", new Unseen(2), Truth.of(List.of(GIVEN, GIVEN)));
        assertEquals(
                List.of(),
                new Delivery(folder, Optional.empty(), 1)
                        .of("own", List.of(other), sequence -> Optional.of(result(sequence, GIVEN))));
    }
}
