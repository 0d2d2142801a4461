package io.spmtrack.engine.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the JSON header of a safetensors file and checks it against the file: the list in golden/README.md, weights_bad. */
final class SafetensorsHeader {
    static final String METADATA = "__metadata__";
    private static final int LENGTH_BYTES = 8;
    private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");

    private final MappedFile file;
    private final JsonParser parser;
    private final Map<String, Span> spans = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final long dataLength;

    /** A tensor's bytes, counted from the end of the header. */
    record Span(TensorEntry entry, long begin, long end) {}

    /** @param end where the header ends and the data starts */
    record Checked(Map<String, Span> spans, Map<String, String> metadata, long end) {}

    private SafetensorsHeader(MappedFile file, JsonParser parser, long dataLength) {
        this.file = file;
        this.parser = parser;
        this.dataLength = dataLength;
    }

    static Checked read(MappedFile file) {
        if (file.size() < LENGTH_BYTES) {
            throw file.defect("has " + file.size() + " bytes: too short for a safetensors file");
        }
        long length = file.signed64(0);
        if (length < 0 || length > file.size() - LENGTH_BYTES) {
            throw file.defect("header length " + Long.toUnsignedString(length)
                    + " exceeds the file: not a safetensors file, or damaged");
        }
        long end = LENGTH_BYTES + length;
        try (JsonParser parser = JsonText.parse(file, LENGTH_BYTES, end, "the header")) {
            SafetensorsHeader header = new SafetensorsHeader(file, parser, file.size() - end);
            header.header();
            header.checkCover();
            return new Checked(header.spans, header.metadata, end);
        } catch (JsonProcessingException e) {
            throw file.defect("the header is not a safetensors header: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw file.defect("the header cannot be read: " + e.getMessage(), e);
        }
    }

    private void header() throws IOException {
        require(parser.nextToken() == JsonToken.START_OBJECT, "the header is not a JSON object");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            require(names.add(name), name + " appears twice");
            require(parser.nextToken() == JsonToken.START_OBJECT, name + " is not described by a JSON object");
            if (name.equals(METADATA)) {
                metadata();
            } else {
                tensor(name);
            }
        }
        require(parser.nextToken() == null, "the header has text after its JSON object");
    }

    private void metadata() throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            require(parser.nextToken() == JsonToken.VALUE_STRING, METADATA + " " + key + " is not a text");
            require(!metadata.containsKey(key), METADATA + " " + key + " appears twice");
            metadata.put(key, parser.getText());
        }
    }

    private void tensor(String name) throws IOException {
        String type = "";
        List<Long> shape = List.of();
        List<Long> offsets = List.of();
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            require(seen.add(field), name + ": " + field + " appears twice");
            JsonToken value = parser.nextToken();
            switch (field) {
                case "dtype" -> {
                    require(value == JsonToken.VALUE_STRING, name + ": dtype is not a text");
                    type = parser.getText();
                }
                case "shape" -> shape = wholes(name, field);
                case "data_offsets" -> offsets = wholes(name, field);
                default -> parser.skipChildren();
            }
        }
        require(seen.containsAll(FIELDS), name + " lacks one of dtype, shape and data_offsets");
        require(offsets.size() == 2, name + ": data_offsets are not two numbers");
        spans.put(name, span(name, type, shape, offsets.get(0), offsets.get(1)));
    }

    private List<Long> wholes(String name, String field) throws IOException {
        require(parser.currentToken() == JsonToken.START_ARRAY, name + ": " + field + " is not a list");
        List<Long> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            require(parser.currentToken() == JsonToken.VALUE_NUMBER_INT, name + ": " + field + " is not whole numbers");
            long value = parser.getLongValue();
            require(value >= 0, name + ": " + field + " has a negative number");
            values.add(value);
        }
        return values;
    }

    private Span span(String name, String type, List<Long> shape, long begin, long end) {
        ElementType elementType = ElementType.named(type)
                .orElseThrow(() -> file.defect(name + ": dtype " + type + " is not supported (supported: "
                        + List.of(ElementType.values()) + ")"));
        TensorEntry entry;
        try {
            entry = new TensorEntry(name, elementType, shape);
        } catch (ArithmeticException e) {
            throw file.defect(name + ": shape " + shape + " has more elements than can be counted", e);
        }
        require(begin <= end, name + ": its data begins at byte " + begin + " and ends before, at " + end);
        require(
                end <= dataLength,
                "file is shorter than its header says: " + name + " ends at data byte " + end + ", there are "
                        + dataLength + "; download it again");
        require(
                entry.bytes() == end - begin,
                name + ": " + type + " " + shape + " needs " + entry.bytes() + " bytes, the header gives "
                        + (end - begin));
        return new Span(entry, begin, end);
    }

    /** Tensors cover the data exactly: nothing twice, no hole, nothing left over. */
    private void checkCover() {
        List<Span> ordered = spans.values().stream()
                .sorted(Comparator.comparingLong(Span::begin).thenComparingLong(Span::end))
                .toList();
        long covered = 0;
        String before = "";
        for (Span span : ordered) {
            String name = span.entry().name();
            require(span.begin() >= covered, before + " and " + name + " overlap");
            require(span.begin() == covered, hole(covered, span.begin()));
            covered = span.end();
            before = name;
        }
        require(covered == dataLength, hole(covered, dataLength));
    }

    private static String hole(long begin, long end) {
        return "data bytes " + begin + " to " + end + " belong to no tensor";
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw file.defect(otherwise);
        }
    }
}
