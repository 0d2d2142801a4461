package io.spmtrack.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The ground truth of one entry of {@code expected_scores.json}, exactly as it stands in the files. */
final class PublishedTruth {

    private PublishedTruth() {}

    static Map<String, Truth> read(Path data, JsonNode set) throws IOException {
        Path path = data.resolve(set.get("ground_truth").asText());
        Map<String, List<Box>> boxes = path.toString().endsWith(".json")
                ? json(path)
                : path.toString().endsWith(".zip")
                        ? zip(path)
                        : set.get("kind").asText().equals("mini_sot") ? folders(path) : files(path);
        Map<String, Truth> truths = new TreeMap<>();
        Map<String, String> absent =
                set.has("absent") ? texts(data.resolve(set.get("absent").asText())) : Map.of();
        boxes.forEach((name, rows) -> truths.put(name, truth(rows, absent.get(name))));
        return truths;
    }

    /** Without flags the target counts as present in every frame, whatever the row says. */
    private static Truth truth(List<Box> rows, String absent) {
        if (absent == null) {
            return Truth.of(rows, frame -> true);
        }
        List<String> flags = absent.lines().map(String::strip).toList();
        return Truth.of(rows, frame -> flags.get(frame).equals("0"));
    }

    private static Map<String, List<Box>> json(Path file) throws IOException {
        Map<String, List<Box>> boxes = new TreeMap<>();
        new ObjectMapper().readTree(file.toFile()).properties().forEach(sequence -> {
            List<Box> rows = new ArrayList<>();
            for (JsonNode row : sequence.getValue().get("gt_rect")) {
                rows.add(Box.xywh(
                        row.get(0).asDouble(),
                        row.get(1).asDouble(),
                        row.get(2).asDouble(),
                        row.get(3).asDouble()));
            }
            boxes.put(sequence.getKey(), rows);
        });
        return boxes;
    }

    private static Map<String, List<Box>> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Map<String, List<Box>> boxes = new TreeMap<>();
            files.filter(Files::isRegularFile)
                    .forEach(file -> boxes.put(
                            stem(file.getFileName().toString()),
                            BoxFile.read(file).boxes()));
            return boxes;
        }
    }

    private static Map<String, List<Box>> folders(Path folder) throws IOException {
        try (Stream<Path> folders = Files.list(folder)) {
            Map<String, List<Box>> boxes = new TreeMap<>();
            folders.forEach(each -> boxes.put(
                    each.getFileName().toString(),
                    BoxFile.read(each.resolve("groundtruth.txt")).boxes()));
            return boxes;
        }
    }

    private static Map<String, List<Box>> zip(Path file) throws IOException {
        Map<String, List<Box>> boxes = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : text(zip)) {
                try (InputStream in = zip.getInputStream(entry)) {
                    boxes.put(
                            stem(entry.getName()),
                            BoxFile.read(in, entry.getName()).boxes());
                }
            }
        }
        return boxes;
    }

    private static Map<String, String> texts(Path file) {
        Map<String, String> texts = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : text(zip)) {
                try (InputStream in = zip.getInputStream(entry)) {
                    texts.put(stem(entry.getName()), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    private static List<ZipEntry> text(ZipFile zip) {
        return zip.stream()
                .filter(entry -> entry.getName().endsWith(".txt"))
                .<ZipEntry>map(entry -> entry)
                .toList();
    }

    private static String stem(String path) {
        return path.replaceFirst("^.*/", "").replaceFirst("\\.txt$", "");
    }
}
