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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of {@code report} in a real browser, of three trackers without weights on generated sequences.
 * {@code -Dreport.picture=docs/images/report.jpg} keeps the screenshot; {@code -Dreport=full} adds three trackers on LaSOT.
 */
@Timeout(300)
final class ReportPageTest {
    private static final String DATA = "synthetic:?split=test&limit=6&length=30&size=160x120";

    private static final String GROUND = "getComputedStyle(document.body).backgroundColor";

    @TempDir
    private Path folder;

    @Test
    void curvesAreSeenAndSaved() throws Exception {
        Optional<String> executable = Chromium.installed();
        if (executable.isEmpty()) {
            System.out.println("skipped: the report in a browser, because chromium is not installed");
        }
        Assumptions.assumeTrue(executable.isPresent(), "chromium is not installed");
        evaluations();
        Path page = page("report.html", "--parameters", "template-matching=0.01");
        try (Chromium browser = Chromium.start(executable.get())) {
            Path saved = Files.createDirectory(folder.resolve("saved"));
            browser.call("Page.setDownloadBehavior", "{\"behavior\":\"allow\",\"downloadPath\":\"" + saved + "\"}");
            size(browser, 1280);
            browser.call("Page.navigate", "{\"url\":\"" + page.toUri() + "\"}");
            browser.await("document.querySelectorAll('.save button').length > 0");
            assertEquals(3, shapes(browser, "Success", "path"), "a curve for each tracker");
            assertEquals(3, shapes(browser, "AUC by attribute", "polygon.radar"));
            assertTrue(shapes(browser, "AUC and parameters", "circle") > 0);
            everyTextIsReadable(browser);
            String light = browser.value(GROUND).textValue();
            scheme(browser, "dark");
            browser.await(GROUND + " !== '" + light + "'");
            everyTextIsReadable(browser);
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
            keep(browser);
            assertEquals(List.of(), browser.errors());
        }
    }

    /** The published results that are at hand, under three names. */
    @Test
    void threeTrackersOnLasotAreOneSmallPage() throws Exception {
        Assumptions.assumeTrue("full".equals(System.getProperty("report")), "only with -Dreport=full");
        Path lasot = SharedFolder.data("lasot");
        List<String> arguments = new ArrayList<>(List.of("report"));
        for (String name : List.of("one", "two", "three")) {
            Path copy = folder.resolve(name + ".zip");
            Files.copy(lasot.resolve("results/SiamRPN++.zip"), copy);
            arguments.add(copy.toString());
        }
        Path page = folder.resolve("lasot.html");
        arguments.addAll(List.of("--data", "lasot:" + lasot, "--attributes", lasot + "/att_nlp.zip"));
        arguments.addAll(List.of("--out", page.toString()));
        Call call = Call.of(arguments.toArray(String[]::new));
        assertEquals(0, call.code(), call.err());
        assertTrue(Files.size(page) < 5_000_000, Files.size(page) + " bytes");
        try (Chromium browser = Chromium.start(Chromium.installed().orElseThrow())) {
            size(browser, 360);
            browser.call("Page.navigate", "{\"url\":\"" + page.toUri() + "\"}");
            browser.await("document.querySelectorAll('.save button').length > 0");
            assertEquals(3, shapes(browser, "Success", "path"));
            assertEquals(3, shapes(browser, "AUC by attribute", "polygon.radar"));
            assertTrue(
                    browser.value("document.documentElement.scrollWidth <= 360").asBoolean(), "fits a phone");
            everyTextIsReadable(browser);
            scheme(browser, "dark");
            everyTextIsReadable(browser);
            assertEquals(List.of(), browser.errors());
        }
    }

    private static void scheme(Chromium browser, String name) throws IOException {
        browser.call(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + name + "\"}]}");
    }

    /** Contrast with the page of at least 4.5, as WCAG 2 asks of text (SC 1.4.3). */
    private static void everyTextIsReadable(Chromium browser) throws IOException {
        JsonNode faint = browser.value("""
                (() => {
                  const light = color => {
                    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map(c => c / 255)
                      .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                  };
                  const page = light(getComputedStyle(document.body).backgroundColor);
                  const contrast = ink => (Math.max(ink, page) + 0.05) / (Math.min(ink, page) + 0.05);
                  return [...document.querySelectorAll('h1, h2, h3, p, td, th, a, summary, figcaption, button')]
                    .filter(e => contrast(light(getComputedStyle(e).color)) < 4.5).map(e => e.outerHTML)
                    .concat([...document.querySelectorAll('svg.chart text, figure.chart text')]
                    .filter(e => contrast(light(getComputedStyle(e).fill)) < 4.5).map(e => e.outerHTML));
                })()""");
        assertEquals(0, faint.size(), faint::toString);
    }

    /** Three evaluations and attributes that follow from the true boxes. */
    private void evaluations() throws IOException {
        Path attributes = Files.createDirectory(folder.resolve("att"));
        for (Sequence sequence : Datasets.open(DataSpec.parse(DATA), "test").sequences()) {
            Files.writeString(attributes.resolve(sequence.name() + ".txt"), flags(sequence));
        }
        for (String baseline : List.of("filter", "matching", "still")) {
            String out = folder.resolve(baseline).toString();
            Call call = Call.of("eval", "-q", "--data", DATA, "--baseline", baseline, "--out", out);
            assertEquals(0, call.code(), call.err());
        }
    }

    private Path page(String name, String... more) {
        Path page = folder.resolve(name);
        List<String> arguments = new ArrayList<>(List.of(
                "report",
                folder.resolve("filter").toString(),
                folder.resolve("matching").toString(),
                folder.resolve("still").toString(),
                "--attributes",
                folder.resolve("att").toString(),
                "--out",
                page.toString()));
        arguments.addAll(List.of(more));
        Call call = Call.of(arguments.toArray(String[]::new));
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
        size(browser, width, 1000);
    }

    private static void size(Chromium browser, int width, int height) throws IOException {
        browser.call(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":" + width + ",\"height\":" + height + ",\"deviceScaleFactor\":1,\"mobile\":false}");
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

    /** The scores and curves of a page in light colours, without the size of a network that a test makes up. */
    private void keep(Chromium browser) throws IOException, InterruptedException {
        Optional<Path> kept =
                Optional.ofNullable(System.getProperty("report.picture")).map(SharedFolder.root()::resolve);
        if (kept.isPresent()) {
            scheme(browser, "light");
            size(browser, 1200, 765);
            browser.call("Page.navigate", "{\"url\":\"" + page("picture.html").toUri() + "\"}");
            browser.await("document.title && document.querySelectorAll('.save button').length > 0");
            browser.value("document.querySelector('h2').scrollIntoView()");
            Files.write(kept.get(), browser.screenshot(85));
        }
    }
}
