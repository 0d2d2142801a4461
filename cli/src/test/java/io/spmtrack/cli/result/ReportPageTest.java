package io.spmtrack.cli.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.cli.Call;
import io.spmtrack.cli.serve.Chromium;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of {@code report} in a real browser, of three trackers without weights on generated sequences.
 * {@code -Dreport.picture=docs/images/report.jpg} keeps the screenshot.
 */
@Timeout(300)
final class ReportPageTest {
    private static final String DATA = "synthetic:?split=test&limit=6&length=30&size=160x120";

    @TempDir
    private Path folder;

    @Test
    void curvesAreSeenAndSaved() throws Exception {
        Optional<String> executable = Chromium.installed();
        if (executable.isEmpty()) {
            System.out.println("skipped: the report in a browser, because chromium is not installed");
        }
        Assumptions.assumeTrue(executable.isPresent(), "chromium is not installed");
        Path page = page();
        try (Chromium browser = Chromium.start(executable.get())) {
            Path saved = Files.createDirectory(folder.resolve("saved"));
            browser.call("Page.setDownloadBehavior", "{\"behavior\":\"allow\",\"downloadPath\":\"" + saved + "\"}");
            size(browser, 1280);
            browser.call("Page.navigate", "{\"url\":\"" + page.toUri() + "\"}");
            browser.await("document.querySelectorAll('.save button').length > 0");
            assertEquals(3, shapes(browser, "Success", "path"), "a curve for each tracker");
            assertEquals(3, shapes(browser, "AUC by attribute", "polygon.radar"));
            assertTrue(shapes(browser, "AUC and parameters", "circle") > 0);
            keep(browser);
            String svg = save(browser, saved, "Save as SVG: Success", "success.svg");
            assertTrue(svg.contains("<path") && svg.contains("stroke=\"rgb("), "styles are inside");
            String csv = save(browser, saved, "Save as CSV: synthetic-test scores", "synthetic-test-scores.csv");
            assertEquals(4, csv.lines().count(), csv);
            String latex =
                    save(browser, saved, "Save as LaTeX: synthetic-test attributes", "synthetic-test-attributes.tex");
            assertTrue(latex.contains("\\toprule") && latex.contains("P\\_norm"), latex);
            size(browser, 360);
            assertTrue(
                    browser.value("document.documentElement.scrollWidth <= 360").asBoolean(), "fits a phone");
            assertEquals(List.of(), browser.errors());
        }
    }

    /** Three evaluations and attributes that follow from the true boxes. */
    private Path page() throws IOException {
        Path attributes = Files.createDirectory(folder.resolve("att"));
        for (Sequence sequence : Datasets.open(DataSpec.parse(DATA), "test").sequences()) {
            Files.writeString(attributes.resolve(sequence.name() + ".txt"), flags(sequence));
        }
        for (String baseline : List.of("filter", "matching", "still")) {
            String out = folder.resolve(baseline).toString();
            Call call = Call.of("eval", "-q", "--data", DATA, "--baseline", baseline, "--out", out);
            assertEquals(0, call.code(), call.err());
        }
        Path page = folder.resolve("report.html");
        Call call = Call.of(
                "report",
                folder.resolve("filter").toString(),
                folder.resolve("matching").toString(),
                folder.resolve("still").toString(),
                "--attributes",
                attributes.toString(),
                "--parameters",
                "template-matching=0.01",
                "--out",
                page.toString());
        assertEquals(0, call.code(), call.err());
        return page;
    }

    /** All; larger than a twentieth of the frame; moves by more than its width. */
    private static String flags(Sequence sequence) {
        Box first = sequence.truth().box(0);
        double farthest = sequence.truth().boxes().stream()
                .filter(Box::valid)
                .mapToDouble(box -> Math.abs(box.x1() - first.x1()))
                .max()
                .orElse(0);
        boolean large = first.width() * first.height() > 160 * 120 / 20.0;
        return "1," + (large ? 1 : 0) + "," + (farthest > first.width() ? 1 : 0);
    }

    private static void size(Chromium browser, int width) throws IOException {
        browser.call(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":" + width + ",\"height\":1000,\"deviceScaleFactor\":1,\"mobile\":false}");
    }

    /** Shapes of a figure that are painted: with a size and a colour. */
    private static int shapes(Chromium browser, String title, String kind) throws IOException {
        JsonNode count = browser.value("[...document.querySelectorAll('figure.chart')].filter(f => f.querySelector("
                + "'figcaption').textContent === '" + title + "').flatMap(f => [...f.querySelectorAll('" + kind
                + "')]).filter(e => e.getBoundingClientRect().width > 1"
                + " && (getComputedStyle(e).stroke !== 'none' || getComputedStyle(e).fill !== 'none')).length");
        return count.intValue();
    }

    private static String save(Chromium browser, Path saved, String label, String file)
            throws IOException, InterruptedException {
        String button = "document.querySelector('[aria-label=\"" + label + "\"]')";
        browser.value(button + ".scrollIntoView({block: 'center'})");
        browser.click(button);
        for (int wait = 0; wait < 200 && !Files.exists(saved.resolve(file)); wait++) {
            Thread.sleep(50);
        }
        try (Stream<Path> files = Files.list(saved)) {
            assertTrue(Files.exists(saved.resolve(file)), file + " among " + files.toList());
        }
        return Files.readString(saved.resolve(file));
    }

    private static void keep(Chromium browser) throws IOException {
        byte[] picture = browser.screenshot(80);
        assertTrue(picture.length > 10_000, "a screenshot of " + picture.length + " bytes");
        Optional<Path> kept =
                Optional.ofNullable(System.getProperty("report.picture")).map(SharedFolder.root()::resolve);
        if (kept.isPresent()) {
            Files.write(kept.get(), picture);
        }
    }
}
