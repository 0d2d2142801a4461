package io.spmtrack.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.model.image.Box;

/** What can be asked about an open video: {@code videos/ID/…}. */
final class VideoRoutes {
    private static final int WHAT = 2;
    private static final int WHICH = 3;
    private static final int DETAIL = 4;

    private VideoRoutes() {}

    static Reply answer(Videos videos, Request request) {
        Video video = videos.find(request.segment(1));
        return switch (request.segment(WHAT)) {
            case "" -> itself(videos, video, request);
            case "state" -> state(video, request);
            case "frames" -> frame(video, request);
            case "boxes" -> give(video, request);
            case "targets" -> target(video, request);
            case "track" -> track(video, request);
            case "boxes.csv" ->
                saved(request, new Reply.Saved(video.name() + ".csv", "text/csv", Export.csv(video.found())));
            case "mot.txt" ->
                saved(request, new Reply.Saved(video.name() + "-mot.txt", "text/plain", Export.mot(video.found())));
            case "film" -> film(video, request);
            case "film.mp4" ->
                saved(
                        request,
                        new Reply.Film(
                                video.name() + "-tracked.mp4",
                                video.finishedFilm().file()));
            default -> throw new Refusal(Refusal.MISSING, "there is no such page");
        };
    }

    /** What a page has to know of a video before it shows it. */
    static Reply described(Video video) {
        Shown first = video.reel().latest(video.tracking());
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", video.id()).put("name", video.name()).put("camera", video.camera());
        node.put("width", first.width())
                .put("height", first.height())
                .put("rate", video.reel().rate());
        if (!video.camera()) {
            node.put("frames", video.reel().size());
        }
        return Reply.json(node);
    }

    private static Reply done() {
        return Reply.json(JsonNodeFactory.instance.objectNode());
    }

    private static Reply itself(Videos videos, Video video, Request request) {
        if (request.method().equals("DELETE")) {
            videos.close(video);
            return done();
        }
        request.require("GET");
        return described(video);
    }

    private static Reply state(Video video, Request request) {
        request.require("GET");
        String after = request.value("after");
        if (!after.matches("\\d{1,18}")) {
            throw new Refusal(Refusal.BAD, "after=" + after.replaceAll("\\P{Print}", "?") + " is no number");
        }
        return Reply.json(video.state(Long.parseLong(after)));
    }

    private static Reply frame(Video video, Request request) {
        request.require("GET");
        return new Reply.Picture(
                request.segment(WHICH).equals("latest")
                        ? video.reel().latest(video.tracking())
                        : video.reel().show(request.number(WHICH)));
    }

    private static Reply give(Video video, Request request) {
        request.require("POST");
        JsonNode asked = request.json();
        int target =
                video.give(Request.optional(asked, "target"), Request.number(asked, "frame"), box(asked.path("box")));
        return Reply.json(JsonNodeFactory.instance.objectNode().put("target", target));
    }

    private static Box box(JsonNode numbers) {
        for (int i = 0; i < 4; i++) {
            if (numbers.size() != 4
                    || !numbers.path(i).isNumber()
                    || !Double.isFinite(numbers.path(i).doubleValue())) {
                throw new Refusal(Refusal.BAD, "'box' is not four numbers x, y, width, height");
            }
        }
        return Box.xywh(
                numbers.get(0).doubleValue(),
                numbers.get(1).doubleValue(),
                numbers.get(2).doubleValue(),
                numbers.get(3).doubleValue());
    }

    private static Reply target(Video video, Request request) {
        int target = request.number(WHICH);
        if (request.segment(DETAIL).equals("insight")) {
            request.require("GET");
            return Reply.json(video.insight(target)
                    .orElseThrow(() -> new Refusal(Refusal.MISSING, "there is nothing to explain yet"))
                    .json());
        }
        request.require("DELETE");
        video.remove(target);
        return done();
    }

    private static Reply track(Video video, Request request) {
        request.require("POST");
        JsonNode asked = request.json();
        if (!asked.path("run").isBoolean()) {
            throw new Refusal(Refusal.BAD, "'run' is neither true nor false");
        }
        if (asked.path("run").booleanValue()) {
            video.track(Request.optional(asked, "frames"));
        } else {
            video.pause();
        }
        return done();
    }

    private static Reply film(Video video, Request request) {
        request.require("POST");
        video.film();
        return done();
    }

    private static Reply saved(Request request, Reply reply) {
        request.require("GET");
        return reply;
    }
}
