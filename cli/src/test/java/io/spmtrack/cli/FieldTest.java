package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.SharedFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Situations from the field, as {@code field/README.md} tells them: annotations, results and what is in place of files. */
final class FieldTest {
    @TempDir
    private Path folder;

    @Test
    void decimalCommas() throws Exception {
        Path field = SharedFolder.field("decimal-comma");
        assertEquals(1, ao(score("otb:" + field.resolve("data"), field.resolve("results"))), 1e-9);
    }

    @Test
    void decimalCommasOfResults() throws Exception {
        Path field = SharedFolder.field("decimal-comma");
        Path data = folder.resolve("data/Square");
        Files.createDirectories(data);
        Files.copy(field.resolve("results/Square.txt"), data.resolve("groundtruth_rect.txt"));
        Path results = Files.createDirectories(folder.resolve("results"));
        Files.copy(field.resolve("data/Square/groundtruth_rect.txt"), results.resolve("Square.txt"));
        assertEquals(1, ao(score("otb:" + folder.resolve("data"), results)), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "zip"})
    void severalTrackers(String place) throws Exception {
        Path field = SharedFolder.field("several-trackers");
        Path results = place.equals("zip")
                ? zipped(field.resolve("results"))
                : field.resolve("results").resolve(place);
        String err = Call.of("score", "--data", "otb:" + field.resolve("data"), "--results", results.toString())
                .refused();
        assertTrue(err.contains("first") && err.contains("second") && err.contains("name one"), err);
        for (String tracker : List.of("first", "second")) {
            Call.of(
                            "score",
                            "--data",
                            "otb:" + field.resolve("data"),
                            "--results",
                            field.resolve("results").resolve(tracker).toString())
                    .succeeds();
        }
    }

    @Test
    void jsonWithNaN() throws Exception {
        Path field = SharedFolder.field("json-with-nan");
        String json = Call.of(
                        "score",
                        "--data",
                        "uav123:" + field.resolve("UAV123.json"),
                        "--results",
                        field.resolve("results").toString())
                .succeeds()
                .out();
        String text = Call.of(
                        "score",
                        "--data",
                        "uav123:" + field.resolve("same-as-text"),
                        "--results",
                        field.resolve("results").toString())
                .succeeds()
                .out();
        assertEquals(text, json);
        assertTrue(
                json.contains("65.5") && json.contains("66.1") && json.contains("56.5") && json.contains("57.1"), json);
    }

    @Test
    void pointersOfGitLfs() throws Exception {
        Path field = SharedFolder.field("lfs-pointer");
        try (var files = Files.list(field)) {
            for (Path file : files.toList()) {
                refusesPointer("weights", "inspect", file.toString());
            }
        }
        byte[] pointer = Files.readAllBytes(field.resolve("model.pth"));
        for (String name : List.of("clip.mp4", "frames/0001.jpg", "boxes.zip", "UAV123.json", "settings.yaml")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, pointer);
        }
        refusesPointer("track", folder.resolve("clip.mp4").toString(), "--box", "1,1,5,5", "--weights", Call.weights());
        refusesPointer("track", "frames:" + folder.resolve("frames"), "--box", "1,1,5,5", "--weights", Call.weights());
        refusesPointer("score", "--data", "otb:" + folder.resolve("boxes.zip"), "--results", folder.toString());
        refusesPointer("score", "--data", "uav123:" + folder.resolve("UAV123.json"), "--results", folder.toString());
        refusesPointer("plan", "--config", folder.resolve("settings.yaml").toString());
        refusesPointer(
                "track",
                "frames:" + folder.resolve("frames"),
                "--box",
                "1,1,5,5",
                "--weights",
                folder.resolve("clip.mp4").toString());
    }

    @Test
    void pointersInPlaceOfBoxes() throws Exception {
        Path clip = SquareClip.write(folder.resolve("square"));
        Path results = Files.createDirectories(folder.resolve("results"));
        Files.copy(SharedFolder.field("lfs-pointer").resolve("model.pth"), results.resolve("square.txt"));
        refusesPointer("score", "--data", "otb:" + clip, "--results", results.toString());
        Files.copy(
                results.resolve("square.txt"),
                clip.resolve("groundtruth_rect.txt"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        refusesPointer("score", "--data", "otb:" + clip, "--results", results.toString());
    }

    private static void refusesPointer(String... arguments) {
        String err = Call.of(arguments).refused();
        assertTrue(err.contains("is a Git LFS pointer, not the file itself; run git lfs pull"), err);
    }

    @Test
    void zipsOfWindows() throws Exception {
        Path field = SharedFolder.field("zip-from-windows");
        assertEquals(1, ao(score("otb:" + field.resolve("data"), field.resolve("results.zip"))), 1e-9);
    }

    @Test
    void masksOfVot() throws Exception {
        Path field = SharedFolder.field("vot-masks");
        assertEquals(1, ao(score("vot:" + field.resolve("data"), field.resolve("results"), "--rule", "plain")), 1e-9);
    }

    private static JsonNode score(String data, Path results, String... more) throws IOException {
        List<String> arguments = List.of("score", "--data", data, "--results", results.toString(), "--json", "-");
        return new ObjectMapper()
                .readTree(Call.of(Call.joined(arguments, more)).succeeds().out());
    }

    private static double ao(JsonNode scores) {
        return scores.findValue("ao").asDouble();
    }

    private Path zipped(Path source) throws IOException {
        Path zip = folder.resolve("results.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip), StandardCharsets.UTF_8);
                var files = Files.walk(source)) {
            for (Path file : new ArrayList<>(files.filter(Files::isRegularFile).toList())) {
                out.putNextEntry(new ZipEntry(source.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
            }
        }
        return zip;
    }
}
