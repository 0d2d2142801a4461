package io.spmtrack.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.video.VideoWriter;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.track.FilterTracker;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.TrackResult;
import io.spmtrack.model.track.Tracker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server over real HTTP; it tracks with the correlation filter, which needs no weights. */
@Timeout(120)
final class ServerTest {
    private static final int FRAMES = 12;
    private static final Sequence SEQUENCE = Clip.sequence(3, 0, FRAMES, 160, 120);

    @TempDir
    private Path temporary;

    @TempDir
    private static Path drawn;

    private Path folder;
    private Server server;
    private Page page;

    @BeforeAll
    static void draw() throws IOException {
        Clip.images(SEQUENCE, FRAMES, drawn);
    }

    @BeforeEach
    void start() throws IOException {
        folder = Files.createDirectory(temporary.resolve("open"));
        copy(folder.resolve("clip"));
        begin(Limits.USUAL);
    }

    private static void copy(Path target) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(drawn)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
    }

    private void begin(Limits limits) {
        server = Server.start(folder, 0, FilterTracker::new, "a filter", limits);
        page = new Page(server.address());
    }

    @AfterEach
    void end() {
        page.close();
        server.close();
    }

    private String open() throws IOException, InterruptedException {
        return page.post("videos", "{\"path\":\"clip\"}").path("id").textValue();
    }

    private static String box(int frame, String more) {
        Box box = SEQUENCE.truth().box(frame);
        return String.format(
                Locale.ROOT,
                "{\"frame\":%d,\"box\":[%.2f,%.2f,%.2f,%.2f]%s}",
                frame,
                box.x1(),
                box.y1(),
                box.width(),
                box.height(),
                more);
    }

    private String line(String path, int status) throws IOException, InterruptedException {
        return page.refused(status, "GET", path, "");
    }

    @Test
    void thePageNeedsNothingFromElsewhere() throws Exception {
        HttpResponse<byte[]> first = page.get("");
        String policy = first.headers().firstValue("Content-Security-Policy").orElse("");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'"), policy);
        assertEquals(
                "no-referrer", first.headers().firstValue("Referrer-Policy").orElse(""));
        for (String resource : List.of("", "serve.js", "draw.js", "serve.css")) {
            String text = page.text(resource);
            assertFalse(text.contains("http:") || text.contains("https:") || text.contains("//cdn"), resource);
        }
        assertEquals("a filter", page.json("about").path("with").textValue());
    }

    @Test
    void aWrongTokenIsRefused() throws Exception {
        String right = server.address().getPath();
        for (String path : List.of("/", "/about", "/x" + right.substring(2), right.substring(0, 20) + "/about")) {
            assertTrue(line(path, 403).contains("token"), path);
        }
        assertTrue(line("/wrong/videos/1/frames/0", 403).contains("token"));
    }

    /** A name of another site may lead to the loopback address, and another site's page may send requests to it. */
    @Test
    void otherHostsAndOtherSitesAreRefused() throws Exception {
        String get = "GET " + server.address().getPath() + " HTTP/1.1\r\nConnection: close\r\n";
        String host = "Host: 127.0.0.1:" + server.address().getPort() + "\r\n";
        assertEquals("HTTP/1.1 200 OK", page.raw(get + host + "\r\n"));
        assertTrue(page.raw(get + "Host: evil.example\r\n\r\n").contains(" 403 "));
        assertTrue(page.raw(get + "\r\n").contains(" 403 "));
        assertTrue(page.raw(get + host + "Origin: http://evil.example\r\n\r\n").contains(" 403 "));
    }

    @Test
    void hostilePathsStayOutside() throws Exception {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        copy(outside.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("door"), outside);
        Files.createDirectory(folder.resolve("mixed"));
        Files.createSymbolicLink(folder.resolve("mixed/0001.jpg"), outside.resolve("secret/0001.jpg"));
        Files.writeString(folder.resolve("notes.txt"), "mine");
        for (String path :
                List.of("..", "../outside/secret", "/etc", "clip/../../outside/secret", "door", "door/secret")) {
            String body = "{\"path\":\"" + path + "\"}";
            assertTrue(page.refused(403, "POST", "videos", body).contains("outside of the folder"), path);
            line("folder?path=" + path.replace("/", "%2F"), 403);
        }
        page.refused(403, "POST", "videos", "{\"path\":\"mixed\"}");
        page.refused(404, "POST", "videos", "{\"path\":\"a\\u0000b\"}");
        page.refused(404, "POST", "videos", "{\"path\":\"gone\"}");
        page.refused(400, "POST", "videos", "{\"path\":\"notes.txt\"}");
        line("folder?path=%00", 404);
        JsonNode entries = page.json("folder?path=").path("entries");
        assertEquals(2, entries.size(), entries::toString);
        assertEquals("{\"name\":\"clip\",\"kind\":\"images\"}", entries.get(0).toString());
    }

    @Test
    void brokenRequestsAreRefused() throws Exception {
        page.refused(400, "POST", "videos", "{\"path\":");
        page.refused(400, "POST", "videos", "[]");
        page.refused(400, "POST", "videos", "{}");
        page.refused(400, "POST", "videos", "{} {}");
        page.refused(413, "POST", "videos", "{\"path\":\"" + "x".repeat(70_000) + "\"}");
        page.refused(405, "PUT", "videos", "{}");
        page.refused(405, "POST", "about", "{}");
        line("nothing", 404);
        line("videos/77/state?after=0", 404);
        String video = open();
        line("videos/" + video + "/state?after=-1", 400);
        line("videos/" + video + "/state", 400);
        line("videos/" + video + "/frames/x", 400);
        line("videos/" + video + "/frames/999", 404);
        line("videos/" + video + "/targets/1/insight", 404);
        line("videos/" + video + "/film.mp4", 404);
        page.refused(400, "POST", "videos/" + video + "/track", "{\"run\":1}");
        page.refused(409, "POST", "videos/" + video + "/track", "{\"run\":true}");
        page.refused(409, "POST", "videos/" + video + "/film", "{}");
    }

    @Test
    void boxesThatAreNoneAreRefused() throws Exception {
        String path = "videos/" + open() + "/boxes";
        assertTrue(page.refused(400, "POST", path, "{\"frame\":0,\"box\":[5,5,0,0]}")
                .contains("no size"));
        assertTrue(page.refused(400, "POST", path, "{\"frame\":0,\"box\":[5,5,-4,8]}")
                .contains("no size"));
        assertTrue(page.refused(400, "POST", path, "{\"frame\":0,\"box\":[500,5,4,8]}")
                .contains("outside"));
        assertTrue(page.refused(400, "POST", path, "{\"frame\":0,\"box\":[0,0,1e9,1e9]}")
                .contains("larger"));
        page.refused(400, "POST", path, "{\"frame\":0,\"box\":[1,2,3]}");
        page.refused(400, "POST", path, "{\"frame\":0,\"box\":[1,2,3,\"x\"]}");
        page.refused(400, "POST", path, "{\"frame\":0,\"box\":[1,2,3,1e999]}");
        page.refused(400, "POST", path, "{\"frame\":-1,\"box\":[1,2,3,4]}");
        page.refused(400, "POST", path, "{\"box\":[1,2,3,4]}");
        page.refused(404, "POST", path, "{\"frame\":12,\"box\":[1,2,30,40]}");
        page.refused(404, "POST", path, "{\"target\":9,\"frame\":0,\"box\":[1,2,30,40]}");
    }

    @Test
    void tracksToTheEndAndExports() throws Exception {
        String video = open();
        assertEquals(
                1,
                page.post("videos/" + video + "/boxes", box(0, ""))
                        .path("target")
                        .intValue());
        page.post("videos/" + video + "/boxes", "{\"frame\":2,\"box\":[10,10,30,30]}");
        page.post("videos/" + video + "/track", "{\"run\":true}");
        JsonNode state = page.tracked(video);
        assertTrue(state.path("note").textValue().contains("to the end"), state::toString);
        assertEquals(FRAMES, state.path("targets").get(0).path("rows").size());
        assertEquals(FRAMES - 2, state.path("targets").get(1).path("rows").size());
        List<String> csv = page.text("videos/" + video + "/boxes.csv").lines().toList();
        assertEquals("frame,target,x,y,width,height,confidence,given", csv.getFirst());
        assertEquals(1 + FRAMES + FRAMES - 2, csv.size());
        assertTrue(csv.get(1).startsWith("0,1,") && csv.get(1).endsWith(",1.0000,true"), csv.get(1));
        String[] mot = page.text("videos/" + video + "/mot.txt")
                .lines()
                .findFirst()
                .orElseThrow()
                .split(",");
        Box first = SEQUENCE.truth().box(0);
        assertEquals(10, mot.length);
        assertEquals(1, Integer.parseInt(mot[0]));
        assertEquals(first.x1() + 1, Double.parseDouble(mot[2]), 0.01);
        assertEquals(first.height(), Double.parseDouble(mot[5]), 0.01);
        HttpResponse<byte[]> picture = page.get("videos/" + video + "/frames/5");
        assertEquals("5", picture.headers().firstValue("X-Frame").orElse(""));
        assertEquals((byte) 0xff, picture.body()[0]);
    }

    /** Of a target that is sought there is no box; the page says that it is lost. */
    @Test
    void aLostTargetHasNoBox() throws Exception {
        end();
        server = Server.start(folder, 0, () -> new Losing(new FilterTracker()), "a filter", Limits.USUAL);
        page = new Page(server.address());
        String video = open();
        page.post("videos/" + video + "/boxes", box(0, ""));
        page.post("videos/" + video + "/track", "{\"run\":true}");
        JsonNode rows = page.tracked(video).path("targets").get(0).path("rows");
        assertEquals("[5,\"lost\"]", rows.get(5).toString());
        assertEquals(6, rows.get(6).size());
        List<String> csv = page.text("videos/" + video + "/boxes.csv").lines().toList();
        assertTrue(csv.get(1 + 5).startsWith("5,1,nan,nan,nan,nan,"), csv.get(1 + 5));
        assertEquals(
                FRAMES - 1, page.text("videos/" + video + "/mot.txt").lines().count());
    }

    /** Loses the target in frame 5. */
    private record Losing(Tracker tracker) implements Tracker {
        @Override
        public void init(Frame frame, Box box) {
            tracker.init(frame, box);
        }

        @Override
        public TrackResult update(Frame frame) {
            TrackResult result = tracker.update(frame);
            return new TrackResult(result.box(), result.confidence(), frame.index() == 5);
        }

        @Override
        public void close() {
            tracker.close();
        }
    }

    /** The corrected target goes on from the correction; what was found before it, and the other target, stay. */
    @Test
    void aCorrectionGoesOnFromThere() throws Exception {
        String video = open();
        page.post("videos/" + video + "/boxes", box(0, ""));
        page.post("videos/" + video + "/boxes", "{\"frame\":0,\"box\":[10,10,30,30]}");
        page.post("videos/" + video + "/track", "{\"run\":true}");
        JsonNode before = page.tracked(video).path("targets");
        page.post("videos/" + video + "/boxes", "{\"target\":1,\"frame\":6,\"box\":[100,60,20,25]}");
        JsonNode corrected = page.json("videos/" + video + "/state?after=0").path("targets");
        assertEquals(6, corrected.get(0).path("rows").size(), "what followed from the old box is gone");
        page.post("videos/" + video + "/track", "{\"run\":true}");
        JsonNode after = page.tracked(video).path("targets");
        assertEquals(FRAMES, after.get(0).path("rows").size());
        for (int frame = 0; frame < 6; frame++) {
            assertEquals(
                    before.get(0).path("rows").get(frame),
                    after.get(0).path("rows").get(frame));
        }
        assertEquals(
                "[6,100.0,60.0,20.0,25.0,1.0]", after.get(0).path("rows").get(6).toString());
        assertFalse(before.get(0)
                .path("rows")
                .get(7)
                .equals(after.get(0).path("rows").get(7)));
        assertEquals(before.get(1).path("rows"), after.get(1).path("rows"));
    }

    /** Between where tracking stopped and a later box nothing is known. */
    @Test
    void aLaterBoxLeavesAGap() throws Exception {
        String video = open();
        page.post("videos/" + video + "/boxes", box(0, ""));
        page.post("videos/" + video + "/track", "{\"run\":true,\"frames\":3}");
        assertEquals(3, page.tracked(video).path("targets").get(0).path("rows").size());
        page.post("videos/" + video + "/boxes", "{\"target\":1,\"frame\":8,\"box\":[60,40,30,30]}");
        page.post("videos/" + video + "/track", "{\"run\":true}");
        JsonNode rows = page.tracked(video).path("targets").get(0).path("rows");
        assertEquals(FRAMES, rows.size());
        assertEquals("[5]", rows.get(5).toString());
        assertEquals(6, rows.get(8).size());
        assertEquals(
                FRAMES - 5, page.text("videos/" + video + "/mot.txt").lines().count());
    }

    @Test
    void tabsDoNotDisturbOneAnother() throws Exception {
        String first = open();
        String second = open();
        assertFalse(first.equals(second));
        page.post("videos/" + first + "/boxes", box(0, ""));
        page.post("videos/" + second + "/boxes", box(4, ""));
        page.post("videos/" + first + "/track", "{\"run\":true}");
        page.post("videos/" + second + "/track", "{\"run\":true}");
        assertEquals(
                FRAMES, page.tracked(first).path("targets").get(0).path("rows").size());
        assertEquals(200, page.send("DELETE", "videos/" + first, new byte[0]).statusCode());
        assertTrue(line("videos/" + first + "/frames/0", 404).contains("open it again"));
        assertEquals(
                FRAMES - 4,
                page.tracked(second).path("targets").get(0).path("rows").size());
    }

    @Test
    void aClosedTabIsForgotten() throws Exception {
        end();
        Limits brief = new Limits(1, 2, 1000, 1 << 20, Duration.ofMillis(100), Duration.ofMillis(300));
        begin(brief);
        String video = open();
        try (Socket leaving =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            String request = "GET " + server.address().getPath() + "videos/" + video
                    + "/state?after=999 HTTP/1.1\r\nHost: 127.0.0.1:"
                    + server.address().getPort() + "\r\n\r\n";
            leaving.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        } // in the middle of its answer
        do {
            Thread.sleep(600); // longer than it is kept, because asking keeps it
        } while (page.get("videos/" + video + "/frames/0").statusCode() != 404);
        assertTrue(line("videos/" + video + "/frames/0", 404).contains("open it again"));
        assertFalse(open().equals(video), "there is room again");
    }

    @Test
    void whatIsOpenIsBounded() throws Exception {
        end();
        begin(new Limits(2, 1, 8, 1 << 20, Duration.ofMinutes(1), Duration.ofMinutes(1)));
        String video = open();
        open();
        page.refused(429, "POST", "videos", "{\"path\":\"clip\"}");
        page.post("videos/" + video + "/boxes", box(0, ""));
        page.refused(429, "POST", "videos/" + video + "/boxes", box(0, ""));
        page.post("videos/" + video + "/track", "{\"run\":true}");
        JsonNode state = page.tracked(video);
        assertTrue(state.path("note").textValue().contains("stopped after 8 boxes"), state::toString);
        page.send("DELETE", "videos/" + video + "/targets/1", new byte[0]);
        assertEquals(0, page.tracked(video).path("targets").size());
    }

    @Test
    void videosAreReadAndMade() throws Exception {
        boolean ffmpeg = VideoWriter.installed().isPresent();
        Assumptions.assumeTrue(ffmpeg, "ffmpeg is not installed");
        Clip.video(SEQUENCE, folder.resolve("clip.mp4"));
        JsonNode opened = page.post("videos", "{\"path\":\"clip.mp4\"}");
        assertEquals(FRAMES, opened.path("frames").intValue());
        String video = opened.path("id").textValue();
        page.post("videos/" + video + "/boxes", box(0, ""));
        page.post("videos/" + video + "/track", "{\"run\":true}");
        assertEquals(
                FRAMES, page.tracked(video).path("targets").get(0).path("rows").size());
        assertEquals(200, page.get("videos/" + video + "/frames/3").statusCode());
        page.post("videos/" + video + "/film", "{}");
        JsonNode film = page.json("videos/" + video + "/state?after=0").path("film");
        for (long after = 0; !film.path("ready").booleanValue(); ) {
            assertEquals("", film.path("failure").textValue());
            JsonNode state = page.json("videos/" + video + "/state?after=" + after);
            after = state.path("version").longValue();
            film = state.path("film");
        }
        HttpResponse<byte[]> made = page.get("videos/" + video + "/film.mp4");
        assertEquals("ftyp", new String(made.body(), 4, 4, StandardCharsets.US_ASCII));
        assertEquals(
                "attachment; filename=\"clip-tracked.mp4\"",
                made.headers().firstValue("Content-Disposition").orElse(""));
    }

    @Test
    void aDamagedVideoIsRefused() throws Exception {
        Assumptions.assumeTrue(VideoWriter.installed().isPresent(), "ffmpeg is not installed");
        Files.write(folder.resolve("broken.mp4"), new byte[3000]);
        assertTrue(
                page.refused(400, "POST", "videos", "{\"path\":\"broken.mp4\"}").contains("ffmpeg cannot read it"));
        assertEquals(200, page.get("about").statusCode());
    }
}
