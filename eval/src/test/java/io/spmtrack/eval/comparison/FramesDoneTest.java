package io.spmtrack.eval.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.eval.result.Evaluation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bar of several sequences at once counts every frame once. */
final class FramesDoneTest {
    @Test
    void framesOfSequencesAtWorkAndFoundDone() {
        List<Sequence> sequences = Datasets.open(
                        DataSpec.parse("synthetic:?split=test&limit=4&length=10&size=64x64"), "test")
                .sequences();
        FramesDone done = new FramesDone(100, sequences);
        assertEquals(140, done.all());
        assertEquals(101, done.after(step(0, 0)));
        assertEquals(102, done.after(step(1, 0)));
        assertEquals(110, done.after(step(1, 8)));
        assertEquals(111, done.after(step(1, 9)));
        assertEquals(122, done.after(step(3, 0)), "the third was found done");
        assertEquals(131, done.after(step(0, 9)));
        assertEquals(140, done.after(step(3, 9)));
    }

    private static Evaluation.Step step(int number, int frame) {
        return new Evaluation.Step("s" + number, number, 4, frame, 10);
    }
}
