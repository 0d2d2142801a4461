package io.spmtrack.eval.coco;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Pointer;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Annotations in COCO's style ({@code docs/spec/data.md §2}), read token by token: neither the file nor any element of it is ever
 * held as a tree, so that the 450 MB of the whole data set cost some 150 bytes an object.
 */
public final class CocoJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST_IMAGES = 4_000_000;
    private static final int MOST_OBJECTS = 40_000_000;
    private static final int MOST_NAME = 1024;

    /**
     * What the file says of a picture.
     *
     * @param file its name, possibly behind folders
     */
    public record Picture(long id, String file, int width, int height) {
        /** Empty where the file does not state it. */
        public Optional<FrameSize> size() {
            return width > 0 && height > 0 ? Optional.of(new FrameSize(width, height)) : Optional.empty();
        }
    }

    /**
     * What the file says of an object.
     *
     * @param image id of its picture
     * @param box as it stands in the file; NaN where there is none
     * @param crowd whether it is a group of objects
     * @param usable false where the file calls it not usable
     */
    public record Marked(long id, long image, Box box, boolean crowd, boolean usable) {}

    /** Nothing. */
    public static final CocoJson NONE = new CocoJson(Path.of(""));

    private final Path path;
    private final List<Picture> pictures = new ArrayList<>();
    private final List<Marked> objects = new ArrayList<>();

    private CocoJson(Path path) {
        this.path = path;
    }

    /**
     * Reads a file.
     *
     * @throws InputException if it is not such a file; the message says where it is wrong
     */
    public static CocoJson read(Path path) {
        CocoJson file = new CocoJson(path);
        Pointer.refuse(path);
        try (JsonParser parser = JSON.createParser(path.toFile())) {
            file.root(parser);
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new InputException(path + ": cannot be read: " + reason + "; fetch it again", e);
        }
        return file;
    }

    public Path path() {
        return path;
    }

    /** In the order of the file. */
    public List<Picture> pictures() {
        return pictures;
    }

    /** In the order of the file. */
    public List<Marked> objects() {
        return objects;
    }

    private void root(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new InputException(path + ": not a JSON object with images and annotations in COCO's style");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            boolean list = parser.nextToken() == JsonToken.START_ARRAY;
            if (list && field.equals("images")) {
                pictures(parser);
            } else if (list && field.equals("annotations")) {
                objects(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void pictures(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            long id = -1;
            String file = "";
            int width = 0;
            int height = 0;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "id" -> id = parser.getValueAsLong(-1);
                    case "file_name" -> file = parser.getValueAsString("");
                    case "width" -> width = parser.getValueAsInt(0);
                    case "height" -> height = parser.getValueAsInt(0);
                    default -> {}
                }
                parser.skipChildren();
            }
            add(new Picture(id, file, width, height));
        }
    }

    private void add(Picture picture) {
        String file = picture.file();
        if (file.isBlank() || file.length() > MOST_NAME || file.contains("..") || pictures.size() == MOST_IMAGES) {
            throw new InputException(path + ": an element of images has no usable file_name, or there are too many;"
                    + " fetch the file again");
        }
        pictures.add(picture);
    }

    private void objects(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            long id = -1;
            long image = -1;
            Box box = Box.NONE;
            boolean crowd = false;
            boolean usable = true;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "id" -> id = parser.getValueAsLong(-1);
                    case "image_id" -> image = parser.getValueAsLong(-1);
                    case "iscrowd" -> crowd = flag(parser);
                    case "usable" -> usable = flag(parser);
                    case "bbox" -> box = box(parser);
                    default -> {}
                }
                parser.skipChildren();
            }
            if (objects.size() == MOST_OBJECTS) {
                throw new InputException(path + ": has more than " + MOST_OBJECTS + " annotations; name another file");
            }
            objects.add(new Marked(id, image, box, crowd, usable));
        }
    }

    private static boolean flag(JsonParser parser) throws IOException {
        return parser.currentToken().isNumeric()
                ? parser.getDoubleValue() != 0
                : parser.currentToken() == JsonToken.VALUE_TRUE;
    }

    /** Four numbers; anything else is no box. */
    private static Box box(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return Box.NONE;
        }
        double[] values = new double[4];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
            boolean number = parser.currentToken().isNumeric();
            if (number && count < values.length) {
                values[count] = parser.getDoubleValue();
            }
            count += number ? 1 : values.length;
            parser.skipChildren();
        }
        return count == values.length ? Box.xywh(values[0], values[1], values[2], values[3]) : Box.NONE;
    }
}
