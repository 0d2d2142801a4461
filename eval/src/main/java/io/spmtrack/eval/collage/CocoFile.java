package io.spmtrack.eval.collage;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Annotations in COCO's style ({@code docs/spec/data.md §2}), read element by element, so that the file of the whole
 * data set fits. Crowds, boxes that are not {@code usable} where the file says so, and pictures without boxes are left
 * out.
 */
final class CocoFile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double LEAST_SIDE = 16;
    private static final double MOST_SHARE = 0.6;
    private static final int MOST_IMAGES = 2_000_000;

    private final Path path;
    private final Map<Long, Image> images = new LinkedHashMap<>();
    private final Map<Long, List<Box>> boxes = new LinkedHashMap<>();

    /** What the file says of a picture. */
    private record Image(String file, double width, double height) {}

    private CocoFile(Path path) {
        this.path = path;
    }

    /**
     * The pictures and boxes of a file.
     *
     * @param place the zip or folder that holds the pictures
     * @throws InputException if it is not such a file
     */
    static List<Picture> read(Path path, Path place) {
        CocoFile file = new CocoFile(path);
        file.parse();
        List<Picture> pictures = new ArrayList<>();
        file.images.forEach((id, image) -> {
            List<Box> objects = file.boxes.getOrDefault(id, List.of()).stream()
                    .filter(box -> useful(box, image))
                    .toList();
            if (!objects.isEmpty()) {
                pictures.add(new Picture(place, image.file(), objects));
            }
        });
        return pictures;
    }

    private static boolean useful(Box box, Image image) {
        return box.valid()
                && Math.min(box.width(), box.height()) >= LEAST_SIDE
                && box.area() <= MOST_SHARE * image.width() * image.height()
                && box.x1() >= -1
                && box.y1() >= -1
                && box.x2() <= image.width() + 1
                && box.y2() <= image.height() + 1;
    }

    private void parse() {
        try (JsonParser parser = JSON.getFactory().createParser(path.toFile())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InputException(path + ": not a JSON object with images and annotations in COCO's style");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.START_ARRAY && field.equals("images")) {
                    elements(parser, this::image);
                } else if (value == JsonToken.START_ARRAY && field.equals("annotations")) {
                    elements(parser, this::annotation);
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new InputException(path + ": cannot be read: " + reason + "; fetch it again", e);
        }
    }

    private static void elements(JsonParser parser, Consumer<JsonNode> each) throws IOException {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            JsonNode element = JSON.readTree(parser);
            each.accept(element);
        }
    }

    private void image(JsonNode node) {
        String file = node.path("file_name").asText("");
        if (file.isBlank() || file.contains("..") || images.size() == MOST_IMAGES) {
            throw new InputException(path + ": an element of images has no usable file_name, or there are too many");
        }
        images.put(
                node.path("id").asLong(),
                new Image(
                        file, node.path("width").asDouble(), node.path("height").asDouble()));
    }

    private void annotation(JsonNode node) {
        JsonNode box = node.path("bbox");
        if (node.path("iscrowd").asInt() != 0 || node.path("usable").asInt(1) == 0 || box.size() != 4) {
            return;
        }
        boxes.computeIfAbsent(node.path("image_id").asLong(), id -> new ArrayList<>())
                .add(Box.xywh(
                        box.get(0).asDouble(),
                        box.get(1).asDouble(),
                        box.get(2).asDouble(),
                        box.get(3).asDouble()));
    }
}
