package io.spmtrack.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.eval.video.VideoWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which address means what; those below {@code videos/ID} are {@link VideoRoutes}. */
final class Routes {
    private static final int MOST_CAMERAS = 4;

    private final Folder folder;
    private final Videos videos;
    private final String with;

    /** @param with what tracks */
    Routes(Folder folder, Videos videos, String with) {
        this.folder = folder;
        this.videos = videos;
        this.with = with;
    }

    Reply answer(Request request) {
        return switch (request.segment(0)) {
            case "" -> resource(request, "serve.html", "text/html; charset=utf-8");
            case "serve.js" -> resource(request, "serve.js", "text/javascript; charset=utf-8");
            case "draw.js" -> resource(request, "draw.js", "text/javascript; charset=utf-8");
            case "serve.css" -> resource(request, "serve.css", "text/css; charset=utf-8");
            case "icon.svg" -> resource(request, "icon.svg", "image/svg+xml");
            case "about" -> about(request);
            case "folder" -> entries(request);
            case "videos" -> request.path().size() == 1 ? open(request) : VideoRoutes.answer(videos, request);
            default -> throw new Refusal(Refusal.MISSING, "there is no such page");
        };
    }

    private static Reply resource(Request request, String name, String type) {
        request.require("GET");
        try (InputStream in = Routes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource missing from the jar: " + name);
            }
            return new Reply.Bytes(200, type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Reply about(Request request) {
        request.require("GET");
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("with", with)
                .put(
                        "folder",
                        Optional.ofNullable(folder.root().getFileName())
                                .map(Object::toString)
                                .orElse("/"));
        node.put("ffmpeg", VideoWriter.installed().isPresent());
        ArrayNode cameras = node.putArray("cameras");
        cameras().forEach(cameras::add);
        return Reply.json(node);
    }

    /** Numbers of cameras; macOS does not tell without asking its user, and most machines there have one. */
    private static IntStream cameras() {
        return System.getProperty("os.name").startsWith("Mac")
                ? IntStream.of(0)
                : IntStream.range(0, MOST_CAMERAS).filter(camera -> Files.exists(Path.of("/dev/video" + camera)));
    }

    private Reply entries(Request request) {
        request.require("GET");
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode all = node.putArray("entries");
        for (Folder.Entry entry : folder.entries(request.value("path"))) {
            all.addObject()
                    .put("name", entry.name())
                    .put("kind", entry.kind().name().toLowerCase(Locale.ROOT));
        }
        return Reply.json(node);
    }

    private Reply open(Request request) {
        request.require("POST");
        JsonNode asked = request.json();
        Optional<Integer> camera = Request.optional(asked, "camera");
        if (camera.isPresent()) {
            return opened(videos.camera(camera.get()));
        }
        if (!asked.path("path").isTextual()) {
            throw new Refusal(Refusal.BAD, "the request names neither the 'path' of a video nor a 'camera'");
        }
        String path = asked.path("path").textValue();
        return opened(videos.open(() -> folder.open(path)));
    }

    private Reply opened(Video video) {
        try {
            return VideoRoutes.described(video);
        } catch (RuntimeException e) {
            videos.close(video);
            throw e;
        }
    }
}
