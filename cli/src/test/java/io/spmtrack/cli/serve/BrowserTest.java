package io.spmtrack.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.eval.Sequence;
import io.spmtrack.model.Model;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.track.FrameSession;
import io.spmtrack.model.track.SpmTracker;
import io.spmtrack.model.weights.BuiltIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser: a video is chosen with the mouse, a box dragged, tracked, and corrected with the keyboard.
 * {@code -Dserve.picture=docs/images/serve.jpg} keeps the screenshot.
 */
@Timeout(300)
final class BrowserTest {
    private static final String PICTURE = "serve.picture";
    private static final int FRAMES = 24;
    private static final int CORRECTED = 12;
    /** The same scene, larger for a picture to keep. */
    private static final int SCALE = System.getProperty(PICTURE) == null ? 1 : 2;

    /** Another object of the scene. */
    private static final Box SECOND = Box.xywh(19 * SCALE, 105 * SCALE, 94 * SCALE, 49 * SCALE);

    private static final Sequence SEQUENCE = Clip.sequence(5, 9, 60, 320 * SCALE, 240 * SCALE);

    @TempDir
    private Path temporary;

    @Test
    void aVideoIsTrackedWithMouseAndKeyboard() throws Exception {
        Optional<String> executable = Chromium.installed();
        if (executable.isEmpty()) {
            System.out.println("skipped: the page in a browser, because chromium is not installed");
        }
        Assumptions.assumeTrue(executable.isPresent(), "chromium is not installed");
        Path folder = Files.createDirectory(temporary.resolve("videos"));
        Clip.images(SEQUENCE, FRAMES, folder.resolve("clip"));
        try (Model model = BuiltIn.load();
                FrameSession session = new FrameSession(model, new CpuBackend(2));
                Server server = Server.start(
                        folder,
                        0,
                        () -> new SpmTracker(session, model.tracker()),
                        "built in (" + BuiltIn.PRESET + ")");
                Page page = new Page(server.address());
                Chromium browser = Chromium.start(executable.get())) {
            browser.call(
                    "Emulation.setDeviceMetricsOverride",
                    "{\"width\":1280,\"height\":830,\"deviceScaleFactor\":1,\"mobile\":false}");
            browser.call("Page.navigate", "{\"url\":\"" + server.address() + "\"}");
            choose(browser);
            drag(browser, SEQUENCE.truth().box(0), 1);
            browser.click("document.querySelector('#list > label:last-child')");
            drag(browser, SECOND, 2);
            track(browser, page);
            byte[] picture = browser.screenshot(80);
            correct(browser, page);
            everythingHasAName(browser);
            darkness(browser);
            reload(browser);
            assertEquals(List.of(), browser.errors());
            assertTrue(picture.length > 10_000, "a screenshot of " + picture.length + " bytes");
            Optional<Path> kept =
                    Optional.ofNullable(System.getProperty(PICTURE)).map(SharedFolder.root()::resolve);
            if (kept.isPresent()) {
                Files.write(kept.get(), picture);
            }
        }
    }

    private static void choose(Chromium browser) throws IOException, InterruptedException {
        browser.await("document.querySelector('#entries button')?.textContent.includes('clip')");
        browser.click("document.querySelector('#entries button')");
        browser.await("document.title.startsWith('clip') && document.getElementById('frame').textContent === '1 / "
                + FRAMES + "'");
    }

    /** Drags from corner to corner of a box on the picture. */
    private static void drag(Chromium browser, Box box, int targets) throws IOException, InterruptedException {
        JsonNode place = browser.value("(() => { const c = document.getElementById('picture');"
                + " const r = c.getBoundingClientRect(); const s = Math.min(r.width / c.width, r.height / c.height);"
                + " return [r.x + (r.width - s * c.width) / 2, r.y + (r.height - s * c.height) / 2, s]; })()");
        double left = place.get(0).doubleValue();
        double top = place.get(1).doubleValue();
        double scale = place.get(2).doubleValue();
        browser.drag(left + box.x1() * scale, top + box.y1() * scale, left + box.x2() * scale, top + box.y2() * scale);
        browser.await("document.querySelectorAll('#list .row').length === " + targets);
    }

    private static void track(Chromium browser, Page page) throws IOException, InterruptedException {
        browser.click("document.getElementById('track')");
        browser.await("document.getElementById('frame').textContent === '" + FRAMES + " / " + FRAMES + "'");
        browser.await("document.getElementById('track').textContent === 'Track'");
        browser.await("document.querySelectorAll('#insight canvas').length >= 4");
        List<String> rows = rows(page, 1);
        assertEquals(FRAMES, rows.size());
        assertEquals(FRAMES, rows(page, 2).size());
        assertTrue(box(rows(page, 2).getFirst()).iou(SECOND) > 0.9, rows(page, 2)::getFirst);
        Box dragged = box(rows.getFirst());
        assertTrue(dragged.iou(SEQUENCE.truth().box(0)) > 0.9, "the box that was dragged: " + dragged);
        double overlap = 0;
        for (int frame = 0; frame < FRAMES; frame++) {
            overlap += box(rows.get(frame)).iou(SEQUENCE.truth().box(frame)) / FRAMES;
        }
        assertTrue(overlap > 0.5, "mean overlap " + overlap);
    }

    /** Lines of the MOT text. */
    private static List<String> rows(Page page, int target) throws IOException, InterruptedException {
        return page.text("videos/1/mot.txt")
                .lines()
                .filter(line -> line.split(",")[1].equals("" + target))
                .toList();
    }

    private static Box box(String mot) {
        String[] row = mot.split(",");
        return Box.xywh(
                Double.parseDouble(row[2]) - 1,
                Double.parseDouble(row[3]) - 1,
                Double.parseDouble(row[4]),
                Double.parseDouble(row[5]));
    }

    /** Ten pixels to the right in a frame in the middle, by keyboard. */
    private static void correct(Chromium browser, Page page) throws IOException, InterruptedException {
        Box before = box(rows(page, 1).get(CORRECTED));
        browser.click("document.querySelector('#list .row label')"); // target 1
        browser.value("(() => { const s = document.getElementById('slider'); s.value = " + CORRECTED
                + "; s.dispatchEvent(new Event('input')); document.getElementById('picture').focus(); })()");
        browser.await("document.getElementById('frame').textContent.startsWith('" + (CORRECTED + 1) + " /')");
        int shift = 8;
        browser.key("ArrowRight", shift);
        browser.key("Enter", 0);
        browser.await("document.getElementById('sure1').textContent === ''"); // not tracked any more from there on
        browser.key(" ", 0);
        browser.await("document.getElementById('frame').textContent === '" + FRAMES + " / " + FRAMES + "'");
        browser.await("document.getElementById('track').textContent === 'Track'");
        String row = page.text("videos/1/boxes.csv").lines().toList().get(1 + 2 * CORRECTED);
        assertTrue(row.endsWith(",true"), row);
        assertEquals(before.x1() + 10, Double.parseDouble(row.split(",")[2]), 0.02);
        assertEquals(FRAMES, rows(page, 1).size());
    }

    private static void darkness(Chromium browser) throws IOException, InterruptedException {
        String ground = "getComputedStyle(document.body).backgroundColor";
        String light = browser.value(ground).textValue();
        browser.call(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"dark\"}]}");
        browser.await(ground + " !== '" + light + "'");
    }

    /** A page that is loaded again finds its video with all boxes. */
    private static void reload(Chromium browser) throws IOException, InterruptedException {
        browser.value("window.before = true");
        browser.call("Page.reload", "{}");
        browser.await("!window.before && document.querySelectorAll('#list .row').length === 2");
        browser.await("document.getElementById('frame').textContent === '" + FRAMES + " / " + FRAMES + "'");
        browser.click("document.getElementById('back')");
        browser.await("document.getElementById('frame').textContent.startsWith('" + (FRAMES - 1) + " /')");
        browser.await("document.getElementById('sure2').textContent !== ''");
    }

    private static void everythingHasAName(Chromium browser) throws IOException {
        JsonNode nameless =
                browser.value("[...document.querySelectorAll('button, input, a, canvas:not([aria-hidden])')]"
                        + ".filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.closest('label')))"
                        + ".map(e => e.outerHTML)");
        assertEquals(0, nameless.size(), nameless::toString);
    }
}
