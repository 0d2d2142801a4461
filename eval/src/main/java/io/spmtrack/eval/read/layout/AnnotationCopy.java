package io.spmtrack.eval.read.layout;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Json;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.BoxRows;
import io.spmtrack.eval.read.text.Flags;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.NumberList;
import io.spmtrack.eval.read.text.RowRule;
import io.spmtrack.eval.read.text.SequenceList;
import io.spmtrack.eval.read.text.TextFile;
import io.spmtrack.eval.read.text.TextSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Copies of a benchmark that have boxes but no images, as evaluation toolkits ship them: one {@code <sequence>.txt}
 * for each sequence in a folder or a zip, or the {@code OTB2015.json} of PySOT. Values are kept as they stand.
 */
public final class AnnotationCopy {

    private static final List<String> PLACES = List.of("annos", "anno", "annos.zip", "anno.zip");
    private static final List<String> LISTS = List.of("testing_set.txt", "testingset.txt", "list.txt");

    private AnnotationCopy() {}

    /** Whether there is such a copy of a data set at a path. */
    public static boolean isCopy(DataLayout layout, Path path) {
        return layout.hasCopies() && place(path).isPresent();
    }

    /** The folder or archive with the boxes, when there is one at a path. */
    static Optional<Path> place(Path path) {
        if (isArchive(path) || Folder.name(path).endsWith(".json")) {
            return Optional.of(path).filter(Files::isRegularFile);
        }
        if (!Files.isDirectory(path)) {
            return Optional.empty();
        }
        return Stream.concat(PLACES.stream().map(path::resolve), Stream.of(path))
                .filter(place -> isArchive(place) ? Files.isRegularFile(place) : holdsBoxes(place))
                .findFirst();
    }

    private static boolean isArchive(Path path) {
        return TextSource.isZip(path);
    }

    /** Several text files, nothing that looks like a sequence of its own, and the first is not a list of names. */
    private static boolean holdsBoxes(Path folder) {
        if (!Files.isDirectory(folder) || Folder.hasPictures(folder)) {
            return false;
        }
        List<String> files = Folder.files(folder, ".txt");
        String ofSequence = Folder.name(folder) + "_gt.txt";
        return files.stream().noneMatch(file -> reserved(file) || file.equals(ofSequence)) && !files.isEmpty();
    }

    private static boolean reserved(String file) {
        return LISTS.contains(file) || file.toLowerCase(Locale.ROOT).startsWith("groundtruth");
    }

    public static List<Entry> entries(DataLayout layout, Reading reading) {
        Path path = reading.path();
        Path place = place(path).orElseThrow();
        if (Folder.name(place).endsWith(".json")) {
            return json(reading, place);
        }
        Map<String, TextSource> boxes = TextSource.boxes(place);
        Map<String, TextSource> absent = absent(path, place);
        return names(path, boxes).stream()
                .filter(name -> layout.inSplit(name, reading.split()))
                .map(name -> entry(layout, reading, name, boxes.get(name), Optional.ofNullable(absent.get(name))))
                .toList();
    }

    /** Flags of absence: in the archive itself, in the folder, or beside the boxes where the path names these. */
    private static Map<String, TextSource> absent(Path path, Path place) {
        Map<String, TextSource> inside = TextSource.isZip(place) ? TextSource.absence(place) : Map.of();
        if (!inside.isEmpty()) {
            return inside;
        }
        boolean boxes = path.equals(place)
                && Folder.name(place).toLowerCase(Locale.ROOT).startsWith("anno");
        return Stream.of("absent", "absent.zip")
                .map(name -> boxes ? path.toAbsolutePath().resolveSibling(name) : path.resolve(name))
                .filter(Files::exists)
                .findFirst()
                .map(TextSource::all)
                .orElse(Map.of());
    }

    /** In the order of the benchmark's list where there is one. */
    private static List<String> names(Path path, Map<String, TextSource> boxes) {
        Optional<Path> list =
                LISTS.stream().map(path::resolve).filter(Files::isRegularFile).findFirst();
        if (list.isEmpty()) {
            return List.copyOf(boxes.keySet());
        }
        List<String> names = SequenceList.names(list.get());
        for (int line = 0; line < names.size(); line++) {
            if (!boxes.containsKey(names.get(line))) {
                throw new InputException(list.get() + ": names the sequence " + TextFile.quoted(names.get(line))
                        + ", but there are no boxes for it; fetch the annotations again");
            }
        }
        return names;
    }

    private static Entry entry(
            DataLayout layout, Reading reading, String name, TextSource boxes, Optional<TextSource> absent) {
        return Entry.of(name, () -> {
            BoxFile file = new BoxRows(boxes.name(), layout.syntax()).read(boxes.lines());
            IntPredicate present = absent.map(flags -> Flags.of(flags.lines(), flags.name(), 1, file.rows())
                            .clear())
                    .orElse(row -> true);
            return layout.copied(reading, name, file, present, () -> {
                throw WithoutPictures.unknownSize(boxes.name());
            });
        });
    }

    /** {@code {"bird": {"name": …, "gt_rect": [[x,y,w,h], …]}, …}}. */
    private static List<Entry> json(Reading reading, Path file) {
        Set<Map.Entry<String, JsonNode>> sequences = tree(file).properties();
        Map<String, Long> uses =
                sequences.stream().collect(Collectors.groupingBy(AnnotationCopy::written, Collectors.counting()));
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> sequence : sequences) {
            String written = written(sequence);
            String name = uses.get(written) == 1 ? written : told(sequence.getKey(), written);
            JsonNode rows = sequence.getValue().path("gt_rect");
            entries.add(Entry.of(name, () -> fromJson(reading, file, name, rows)));
        }
        return entries;
    }

    private static String written(Map.Entry<String, JsonNode> sequence) {
        return sequence.getValue().path("name").asText(sequence.getKey());
    }

    /** Several targets of one video bear its name; their keys tell them apart: {@code jogging_2}, {@code Jogging_2}. */
    private static String told(String key, String name) {
        boolean begins = key.regionMatches(true, 0, name, 0, name.length());
        return begins ? name + key.substring(name.length()) : key;
    }

    private static JsonNode tree(Path file) {
        try {
            return Json.mapper().build().readTree(String.join("\n", TextFile.lines(file)));
        } catch (JacksonException e) {
            throw new InputException(
                    file + ": not JSON ("
                            + e.getOriginalMessage().lines().findFirst().orElse("") + "); fetch the file again",
                    e);
        }
    }

    private static Sequence fromJson(Reading reading, Path file, String name, JsonNode rows) {
        NumberList values = new NumberList();
        NumberList ends = new NumberList();
        for (JsonNode row : rows) {
            if (row.size() != BoxFile.RECTANGLE && row.size() != BoxFile.POLYGON) {
                throw notBox(file, name);
            }
            row.forEach(value -> values.add(number(value, file, name)));
            ends.add(values.size());
        }
        BoxFile boxes = new BoxFile(file + "!" + name, values.toArray(), ends.toInts(), new BitSet());
        if (boxes.rows() == 0) {
            throw new InputException(file + ": " + TextFile.quoted(name) + " has no gt_rect; name OTB2015.json");
        }
        return reading.annotated(name, boxes, RowRule.ANY, row -> true, () -> {
            throw WithoutPictures.unknownSize(boxes.name());
        });
    }

    /** A missing number is {@code NaN} where Python wrote the file, {@code null} where JavaScript did. */
    private static double number(JsonNode value, Path file, String name) {
        if (!value.isNumber() && !value.isNull()) {
            throw notBox(file, name);
        }
        return value.isNull() || Double.isInfinite(value.asDouble()) ? Double.NaN : value.asDouble();
    }

    private static InputException notBox(Path file, String name) {
        return new InputException(file + ": gt_rect of " + TextFile.quoted(name)
                + " has a row that is neither [x,y,width,height] nor four corners; fetch the file again");
    }
}
