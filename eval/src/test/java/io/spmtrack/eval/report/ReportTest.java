package io.spmtrack.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.metric.Measures;
import io.spmtrack.eval.pair.PairFrames;
import io.spmtrack.eval.result.SequenceResult;
import io.spmtrack.eval.result.TrackedFrame;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class ReportTest {

    private static final String HOSTILE = "<img src=x onerror=\"alert('1')\"> & \u0007 追跡";
    private static final int FRAMES = 40;

    @TempDir
    Path folder;

    @Test
    void pageNeedsNothingElse() {
        String html = HtmlReport.html(report("a", "b"));
        String attributes = html.replaceAll("data:image/jpeg;base64,[A-Za-z0-9+/=]+", "data:");
        assertFalse(Pattern.compile("(?i)https?:|//|\\burl\\(|@import|<link|<iframe")
                .matcher(attributes.replace("// ", ""))
                .find());
        Matcher references = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(attributes);
        Set<String> schemes = new TreeSet<>();
        while (references.find()) {
            schemes.add(references.group(1).replaceFirst("^(#|data:).*", "$1"));
        }
        assertEquals(Set.of("#", "data:"), schemes);
        assertTrue(html.contains("default-src 'none'"));
    }

    @Test
    void namesNeverBecomeMarkup() {
        String html = HtmlReport.html(report(HOSTILE, "b"));
        assertFalse(html.contains("<img"));
        assertTrue(html.contains("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; \uFFFD 追跡"));
    }

    @Test
    void drawingsAreWellFormed() throws ParserConfigurationException, IOException, SAXException {
        String html = HtmlReport.html(report(HOSTILE, "b"));
        Matcher drawings = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(html);
        int count = 0;
        while (drawings.find()) {
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(drawings.group())));
            count++;
        }
        assertTrue(html.contains("is worst</h3>"));
        int pictures = html.split("class=\"frame\"", -1).length - 1;
        assertEquals(3 + 2 + pictures, count, "curves, overlap over time, frames");
    }

    @Test
    void storedValuesMakeTheSamePage() throws IOException {
        Report report = report("a", "b");
        report.write(folder.resolve("report.json"));
        Report read = Report.read(folder.resolve("report.json"));
        assertEquals(HtmlReport.html(report), HtmlReport.html(read));
        HtmlReport.write(read, folder.resolve("report.html"));
        assertEquals(HtmlReport.html(read), Files.readString(folder.resolve("report.html")));
        Files.writeString(folder.resolve("report.json"), "{\"title\": 3");
        assertThrows(InputException.class, () -> Report.read(folder.resolve("report.json")));
    }

    @Test
    void attributesAreMeansOverTheirSequences() {
        Report made = Reports.of(
                "t",
                List.of(),
                "plain",
                List.of(sequence("s"), sequence("far")),
                List.of(new Reports.Run(
                        "a",
                        sequence -> result(sequence.name().equals("s") ? 1 : 3),
                        sequence -> Optional.empty(),
                        5_000_000)));
        Report.Dataset dataset = made.datasets()
                .getFirst()
                .with(Map.of("A1", List.of("s"), "A2", List.of("s", "far"), "A3", List.of("far")));
        Report.Entry entry = dataset.trackers().getFirst();
        double far = AttributeSection.mean(entry, List.of("far"), Measures::auc);
        assertEquals(1, AttributeSection.mean(entry, List.of("s"), Measures::ao), 1e-9, "always right");
        assertTrue(far < 0.5, "often wrong: " + far);
        assertEquals(entry.measures().auc(), AttributeSection.mean(entry, List.of("s", "far"), Measures::auc), 1e-6);
        String html = HtmlReport.html(new Report("t", List.of(), List.of(dataset)));
        assertTrue(html.contains("AUC by attribute") && html.contains("A2 (2)"));
        assertTrue(html.contains("AUC and parameters"));
    }

    /** What was recorded beside results: stages of every frame, gates of two layers. */
    @Test
    void stagesAndLoadsStandInThePage() throws IOException {
        Files.writeString(
                folder.resolve("s.stages"), "read,crop,network,decode,write\n9,nan,nan,nan,0.5\n7,1,20.5,3,0.5\n");
        Files.writeString(folder.resolve("s.experts"), "0.mlp.fc1,0.50000,0.50000\n0.mlp.fc2,1.00000,0.00000\n");
        Files.writeString(folder.resolve("t.experts"), "0.mlp.fc1,0.50000,0.50000\n0.mlp.fc2,0.50000,0.50000\n");
        Report.Dataset made = Reports.of(
                        "t",
                        List.of(),
                        "plain",
                        List.of(sequence("s"), sequence("t")),
                        List.of(new Reports.Run("a", any -> result(1), any -> Optional.of(folder), 0)))
                .datasets()
                .getFirst();
        List<Report.Stage> stages = made.trackers().getFirst().stages();
        assertEquals(
                List.of("first frame", "each further frame", "read", "crop", "network", "decode", "write"),
                stages.stream().map(Report.Stage::name).toList());
        assertEquals(new Report.Stage("read", 7, 9), stages.get(2));
        assertEquals(new Report.Stage("network", 20.5, 20.5), stages.get(4));
        String html = HtmlReport.html(new Report(
                "t", List.of(), List.of(made.with(Map.of("A1", List.of("s"), "A2", List.of("t", "s"))))));
        assertTrue(html.contains("0.mlp.fc2, expert 0: 100.0 (75.0)"), "on s more than on both");
        assertEquals(0.5, ExpertLoadSection.evenness(Map.of("x", List.of(0.5, 0.5), "y", List.of(1.0, 0.0))), 1e-12);
    }

    @Test
    void publishedRowsStandBesideTheirBenchmark() {
        assertEquals(
                List.of(749L, 768L, 774L, 729L),
                Published.of("lasot-test").stream()
                        .map(row -> Math.round(1000 * row.measures().auc()))
                        .toList());
        List<Published> pairs = Published.of("rgbt234");
        assertEquals("SUTrack-L", pairs.getFirst().tracker());
        assertEquals(0.654, pairs.get(2).measures().auc(), 1e-12);
        assertEquals(0.878, pairs.get(2).measures().precision(), 1e-12);
        assertTrue(Double.isNaN(pairs.get(2).parameters()), "unknown sizes get no bubble");
        assertEquals(10, Published.of("lasher").size());
        assertEquals(9, Published.of("visevent").size());
        assertEquals(List.of(), Published.of("lasot-train"));
        assertEquals(List.of(), Published.of("lasot-ext"));
        assertEquals(List.of(), Published.of("made"));
    }

    @Test
    void picturesKeepToTheirAllowance() {
        Map<String, List<Box>> boxes = Map.of("a", boxes(3));
        double[] overlaps =
                IntStream.range(0, FRAMES).mapToDouble(i -> 1 - i / 40.0).toArray();
        List<Report.Picture> all = Pictures.of(sequence("s"), boxes, List.of(overlaps), Long.MAX_VALUE);
        long allowance = Pictures.size(all) / 2;
        List<Report.Picture> fewer = Pictures.of(sequence("s"), boxes, List.of(overlaps), allowance);
        assertTrue(Pictures.size(fewer) <= allowance && !fewer.isEmpty());
        int worst = Pictures.chosen(List.of(overlaps)).getLast();
        assertTrue(fewer.stream().anyMatch(picture -> picture.frame() == worst), "the worst stays");
    }

    @Test
    void bothModalitiesStandSideBySide() {
        double[] overlaps = new double[FRAMES];
        Map<String, List<Box>> boxes = Map.of("a", boxes(3));
        Frames blank = new Blank(false);
        Sequence pair = new Sequence("made", "s", new PairFrames(blank, blank, List.of()), Truth.of(boxes(1)));
        Report.Picture one = Pictures.of(sequence("s"), boxes, List.of(overlaps), Long.MAX_VALUE)
                .getFirst();
        Report.Picture two =
                Pictures.of(pair, boxes, List.of(overlaps), Long.MAX_VALUE).getFirst();
        assertEquals(2 * one.width(), two.width());
        assertEquals(one.height(), two.height());
        assertEquals(one.boxes(), two.boxes().subList(0, one.boxes().size()));
        assertEquals(
                one.boxes().stream().map(box -> box.x() + one.width()).toList(),
                two.boxes().stream()
                        .skip(one.boxes().size())
                        .map(Report.Drawn::x)
                        .toList());
    }

    private static Sequence sequence(String name) {
        return new Sequence("made", name, new Blank(false), Truth.of(boxes(1)));
    }

    @Test
    void severalRunsShareTheirDataSets() {
        Report merged = Reports.merged("both", List.of(report("a", "b"), report("c", "b")));
        assertEquals(1, merged.datasets().size());
        Report.Dataset dataset = merged.datasets().getFirst();
        assertEquals(
                List.of("a", "b", "c"),
                dataset.trackers().stream().map(Report.Entry::tracker).toList());
        assertEquals(3, dataset.clips().getFirst().traces().size());
        String html = HtmlReport.html(merged);
        assertTrue(html.contains("a against c: AUC") && html.contains("; p 1.00, corrected 1.00;"), "two comparisons");
        assertFalse(HtmlReport.html(report("a", "b")).contains("corrected"), "one");
    }

    @Test
    void trackersOfOneNameAreToldApartByTheirRuns() {
        Report first = report("spmtrack", "b", 2);
        Report second = report("spmtrack", "b", 1);
        Report.Dataset dataset =
                Reports.merged("both", List.of(first, second, first)).datasets().getFirst();
        List<String> names = List.of("spmtrack, spmtrack", "b", "spmtrack, spmtrack (2)", "spmtrack, spmtrack (3)");
        assertEquals(
                names, dataset.trackers().stream().map(Report.Entry::tracker).toList());
        assertEquals(
                first.datasets().getFirst().trackers().getFirst().measures(),
                dataset.trackers().getFirst().measures());
        assertEquals(
                second.datasets().getFirst().trackers().getFirst().measures(),
                dataset.trackers().get(2).measures());
        Report.Clip clip = dataset.clips().getFirst();
        assertEquals(names, clip.traces().stream().map(Report.Trace::tracker).toList());
        assertTrue(clip.pictures().stream()
                .flatMap(picture -> picture.boxes().stream())
                .anyMatch(box -> box.tracker().equals("spmtrack, spmtrack (2)")));
    }

    @Test
    void picturesAreEvenlySpacedAndTheWorst() {
        double[] overlaps = IntStream.range(0, 100)
                .mapToDouble(i -> i == 40 || i == 41 ? 0.1 : 0.9)
                .toArray();
        overlaps[10] = Double.NaN;
        Set<Integer> chosen = new TreeSet<>(Pictures.chosen(List.of(overlaps)));
        assertTrue(chosen.containsAll(Set.of(0, 24, 49, 74, 99)));
        assertTrue(chosen.contains(40) != chosen.contains(41), "not two of the same moment: " + chosen);
        assertEquals(8, chosen.size());
        assertEquals(List.of(0), Pictures.chosen(List.of(new double[] {0.5})));
    }

    @Test
    void withoutPicturesThePageSaysWhy() {
        Sequence sequence = new Sequence("made", "s", new Blank(true), Truth.of(boxes(1)));
        Report report =
                Reports.of("t", List.of(), "plain", List.of(sequence), List.of(new Reports.Run("a", any -> result(2))));
        assertTrue(HtmlReport.html(report).contains("No pictures: boxes without images"));
    }

    private static Report report(String first, String second) {
        return report(first, second, 2);
    }

    private static Report report(String first, String second, int speed) {
        Sequence sequence =
                new Sequence("made", first.equals(HOSTILE) ? HOSTILE : "s", new Blank(false), Truth.of(boxes(1)));
        return Reports.of(
                first,
                List.of(new Report.Fact(first, first)),
                "plain",
                List.of(sequence),
                List.of(new Reports.Run(first, any -> result(speed)), new Reports.Run(second, any -> result(0))));
    }

    private static SequenceResult result(int speed) {
        return new SequenceResult(
                "s",
                boxes(speed).stream().map(box -> new TrackedFrame(box, 1, 0.01)).toList());
    }

    private static List<Box> boxes(int speed) {
        return IntStream.range(0, FRAMES)
                .mapToObj(frame -> Box.xywh(5 + speed * frame, 5, 20, 20))
                .toList();
    }

    /** Grey pictures, or none. */
    private record Blank(boolean absent) implements Frames {

        @Override
        public int size() {
            return FRAMES;
        }

        @Override
        public Image image(int index) {
            if (absent) {
                throw new InputException("boxes without images");
            }
            return Image.of(320, 240, new byte[320 * 240 * 3]);
        }
    }
}
