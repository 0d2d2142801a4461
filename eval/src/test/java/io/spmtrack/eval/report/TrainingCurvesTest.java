package io.spmtrack.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.eval.report.TrainingRun.Curve;
import io.spmtrack.eval.report.TrainingRun.Point;
import io.spmtrack.eval.report.TrainingRun.Quantity;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TrainingCurvesTest {
    private static TrainingRun run(String name, Quantity quantity, double... values) {
        return new TrainingRun(
                name,
                List.of(new Curve(
                        quantity,
                        LongStream.range(0, values.length)
                                .mapToObj(i -> new Point(10 * (i + 1), values[(int) i]))
                                .toList())));
    }

    @Test
    void curvesOfOneQuantityShareAPicture() {
        String html = HtmlReport.curves(List.of(
                run("<first>", Quantity.LOSS, 4, 2, 1),
                run("second", Quantity.LOSS, 3, 2),
                run("third", Quantity.LEARNING_RATE, 1e-4)));
        assertEquals(3, html.split("<figure", -1).length, "two pictures");
        String loss = html.substring(0, html.indexOf("Learning rate"));
        // 30 steps are 300 wide from 64 on; 0 to 4 are 180 high below 12.
        assertTrue(loss.contains("class=\"line s0\" d=\"M164 12L264 102L364 147\""), loss);
        assertTrue(loss.contains("class=\"line s1\" d=\"M164 57L264 102\""), loss);
        assertTrue(loss.contains("[1] &lt;first&gt;"), loss);
        assertTrue(html.contains("[1e-4] third"), html);
        assertFalse(html.contains("<first>"));
        assertEquals("", HtmlReport.curves(List.of()));
    }

    @Test
    void manyPointsBecomeMeansOfStretches() {
        Curve curve = Curve.of(
                Quantity.LOSS,
                LongStream.rangeClosed(1, 6)
                        .mapToObj(i -> new Point(i, (double) i))
                        .toList(),
                3);
        assertEquals(List.of(new Point(2, 1.5), new Point(4, 3.5), new Point(6, 5.5)), curve.points());
    }

    @Test
    void aPageWithoutSequencesHasCurves() {
        Report none = new Report("t", List.of(), List.of());
        assertTrue(HtmlReport.html(none).contains("No sequence was scored"));
        String html = HtmlReport.html(none, List.of(run("a", Quantity.BOX, 0.5)));
        assertFalse(html.contains("No sequence was scored"));
        assertTrue(html.contains("Validation box loss"));
    }
}
