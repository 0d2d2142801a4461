package io.spmtrack.eval.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.eval.index.IndexWatcher;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each layout with each defect: the doctor finds it, names the file, and finds nothing else. */
final class DoctorTest {
    @TempDir
    private Path folder;

    /** Damages a sound set. */
    interface Damage {
        void to(Path root) throws IOException;
    }

    private Checkup look(String kind, boolean deep) {
        String motion = kind.equals("coco") ? "?motion=none" : "";
        return Datasets.doctor(DataSpec.parse(kind + ":" + folder + motion), "train", deep, IndexWatcher.NONE);
    }

    private void make(String kind) throws IOException {
        switch (kind) {
            case "lasot" -> Sets.lasot(folder);
            case "got10k" -> Sets.got10k(folder);
            case "trackingnet" -> Sets.trackingnet(folder);
            case "coco" -> Sets.coco(folder);
            case "otb" -> Sets.otb(folder);
            case "lasher" -> Sets.lasher(folder);
            default -> throw new IllegalArgumentException(kind);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lasot", "got10k", "trackingnet", "coco", "otb", "lasher"})
    void nothingIsWrongWithASoundSet(String kind) throws IOException {
        make(kind);
        for (boolean deep : new boolean[] {false, true}) {
            Checkup checkup = look(kind, deep);
            assertEquals(List.of(), checkup.findings());
            assertFalse(checkup.wrong());
            assertEquals(Map.of("coco", 5, "otb", 1, "lasher", 1).getOrDefault(kind, 3), checkup.sequences());
            assertEquals((long) Map.of("coco", 5, "otb", 5, "lasher", 10).getOrDefault(kind, 15), checkup.frames());
            assertEquals(deep ? checkup.frames() : 0, checkup.decoded());
        }
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @MethodSource("defects")
    void eachDefectIsFound(String kind, Defect defect, String where, boolean deep, Damage damage) throws IOException {
        make(kind);
        damage.to(folder);
        Checkup checkup = look(kind, deep);
        assertEquals(1, checkup.findings().size(), checkup.findings().toString());
        Finding finding = checkup.findings().getFirst();
        assertEquals(defect, finding.defect(), finding.toString());
        assertTrue(finding.where().contains(where), finding.toString());
        assertFalse(finding.toString().contains("\n"), finding.toString());
        assertTrue(checkup.wrong());
    }

    private static Arguments of(String kind, Defect defect, String where, boolean deep, Damage damage) {
        return Arguments.of(kind, defect, where, deep, damage);
    }

    private static Arguments of(String kind, Defect defect, String where, Damage damage) {
        return of(kind, defect, where, false, damage);
    }

    private static Arguments text(String kind, Defect defect, String where, String file, String text) {
        return of(kind, defect, where, root -> Sets.text(root.resolve(file), text));
    }

    private static Arguments without(String kind, String file) {
        return of(
                kind,
                Defect.MISSING,
                file.substring(file.lastIndexOf('/') + 1),
                root -> Files.delete(root.resolve(file)));
    }

    private static Arguments cut(String kind, String file) {
        return of(kind, Defect.UNREADABLE, file, true, root -> {
            byte[] whole = Files.readAllBytes(root.resolve(file));
            Files.write(root.resolve(file), Arrays.copyOf(whole, whole.length - 20));
        });
    }

    private static Arguments resized(String kind, String file, boolean deep) {
        return of(kind, Defect.SIZES, file, deep, root -> Sets.picture(root.resolve(file), 40, 32));
    }

    private static Stream<Arguments> defects() {
        return Stream.of(lasot(), got10k(), trackingnet(), coco(), otb(), lasher())
                .flatMap(List::stream);
    }

    private static List<Arguments> lasot() {
        String cat = "cat/cat-2/";
        String row = "5,6,20,12\n";
        return List.of(
                without("lasot", cat + "groundtruth.txt"),
                without("lasot", cat + "out_of_view.txt"),
                without("lasot", cat + "img/00000003.jpg"),
                of("lasot", Defect.MISSING, "cat-2/img", root -> remove(root.resolve(cat + "img"))),
                text("lasot", Defect.ROWS, "groundtruth.txt", cat + "groundtruth.txt", row.repeat(5) + row),
                text("lasot", Defect.ROWS, "full_occlusion.txt", cat + "full_occlusion.txt", "0,0,1,0"),
                text("lasot", Defect.UNREADABLE, "groundtruth.txt, line 2", cat + "groundtruth.txt", row + "5,6\n"),
                text("lasot", Defect.UNREADABLE, "out_of_view.txt, line 1", cat + "out_of_view.txt", "0,0,2,0,0"),
                text("lasot", Defect.FLAGS, "out_of_view.txt", cat + "out_of_view.txt", "1,1,1,1,0"),
                text("lasot", Defect.BOXES, "line 2", cat + "groundtruth.txt", row + "100,6,9,9\n" + row.repeat(3)),
                text(
                        "lasot",
                        Defect.BOXES,
                        "lines 2, 4",
                        cat + "groundtruth.txt",
                        (row + "5,6,-4,9\n").repeat(2) + row),
                text("lasot", Defect.BOXES, "line 4", cat + "groundtruth.txt", row.repeat(3) + "5,6,0,9\n" + row),
                text("lasot", Defect.BOXES, "line 4", cat + "groundtruth.txt", row.repeat(3) + "NaN,6,2,9\n" + row),
                cut("lasot", cat + "img/00000002.jpg"),
                resized("lasot", cat + "img/00000005.jpg", false),
                resized("lasot", cat + "img/00000004.jpg", true));
    }

    private static List<Arguments> got10k() {
        String second = "train/GOT-10k_Train_000002/";
        String row = "5,6,20,12\n";
        return List.of(
                without("got10k", "train/list.txt"),
                without("got10k", second + "groundtruth.txt"),
                without("got10k", second + "cover.label"),
                without("got10k", second + "absence.label"),
                without("got10k", second + "meta_info.ini"),
                without("got10k", second + "00000002.jpg"),
                of("got10k", Defect.MISSING, "000002", root -> remove(root.resolve(second))),
                of(
                        "got10k",
                        Defect.LISTS,
                        "000003",
                        root -> Sets.text(
                                root.resolve("train/list.txt"), "GOT-10k_Train_000001\nGOT-10k_Train_000002\n")),
                of(
                        "got10k",
                        Defect.LISTS,
                        "list.txt",
                        root -> Files.writeString(
                                root.resolve("train/list.txt"),
                                Files.readString(root.resolve("train/list.txt")) + "GOT-10k_Train_000002\n")),
                text("got10k", Defect.FLAGS, "absence.label", second + "absence.label", "1\n1\n0\n1\n1\n"),
                text("got10k", Defect.FLAGS, "cover.label", second + "cover.label", "0\n0\n8\n0\n0\n"),
                text("got10k", Defect.ROWS, "absence.label", second + "absence.label", "0\n0\n1\n0\n0\n0\n"),
                text("got10k", Defect.ROWS, "groundtruth.txt", second + "groundtruth.txt", row.repeat(5) + row),
                text("got10k", Defect.BOXES, "line 5", second + "groundtruth.txt", row.repeat(4) + "5,60,20,12\n"),
                text("got10k", Defect.SIZES, "00000001.jpg", second + "meta_info.ini", "resolution: (50, 32)\n"),
                cut("got10k", second + "00000004.jpg"));
    }

    private static List<Arguments> trackingnet() {
        String row = "5,6,20,12\n";
        return List.of(
                without("trackingnet", "TRAIN_0/anno/b_0.txt"),
                without("trackingnet", "TRAIN_0/frames/b_0/2.jpg"),
                of("trackingnet", Defect.MISSING, "c_0", root -> Files.delete(root.resolve("TRAIN_1/zips/c_0.zip"))),
                of("trackingnet", Defect.MISSING, "a_0", root -> remove(root.resolve("TRAIN_0/frames/a_0"))),
                of(
                        "trackingnet",
                        Defect.UNREADABLE,
                        "c_0.zip",
                        root -> Sets.text(root.resolve("TRAIN_1/zips/c_0.zip"), "PK, but no zip")),
                text("trackingnet", Defect.ROWS, "c_0.txt", "TRAIN_1/anno/c_0.txt", row.repeat(5) + row),
                text(
                        "trackingnet",
                        Defect.BOXES,
                        "b_0.txt, line 3",
                        "TRAIN_0/anno/b_0.txt",
                        row.repeat(2) + "5,6,0,0\n" + row.repeat(2)),
                cut("trackingnet", "TRAIN_0/frames/a_0/1.jpg"),
                resized("trackingnet", "TRAIN_0/frames/a_0/4.jpg", false));
    }

    private static List<Arguments> coco() {
        String json = "annotations/instances_train2017.json";
        return List.of(
                without("coco", "images/train2017/000000000003.jpg"),
                without("coco", "images/train2017/000000000001.jpg"),
                of("coco", Defect.MISSING, "instances_train2017.json", root -> remove(root.resolve("images"))),
                cut("coco", "images/train2017/000000000002.jpg"),
                resized("coco", "images/train2017/000000000002.jpg", false),
                text("coco", Defect.UNREADABLE, "instances_train2017.json", json, "{\"images\":["),
                replaced(
                        json,
                        Defect.BOXES,
                        "annotation 12",
                        "\"image_id\":2,\"iscrowd\":0,\"bbox\":[5,6,20,12]",
                        "\"image_id\":2,\"bbox\":[5,6,0,12]"),
                replaced(
                        json,
                        Defect.BOXES,
                        "annotation 12",
                        "\"image_id\":2,\"iscrowd\":0,\"bbox\":[5,6,20,12]",
                        "\"image_id\":2,\"bbox\":[50,6,20,12]"),
                replaced(
                        json,
                        Defect.BOXES,
                        "annotation 12",
                        "\"image_id\":2,\"iscrowd\":0,\"bbox\":[5,6,20,12]",
                        "\"image_id\":2,\"bbox\":[5,6,20]"),
                replaced(
                        json,
                        Defect.SIZES,
                        "picture 2",
                        "\"id\":2,\"file_name\":\"000000000002.jpg\",\"width\":48",
                        "\"id\":2,\"file_name\":\"000000000002.jpg\",\"width\":0"),
                replaced(json, Defect.LISTS, "annotation 12", "\"image_id\":2", "\"image_id\":99"),
                replaced(json, Defect.LISTS, "annotation 11", "{\"id\":12,", "{\"id\":11,"));
    }

    private static Arguments replaced(String file, Defect defect, String where, String old, String now) {
        return of("coco", defect, where, root -> {
            String text = Files.readString(root.resolve(file));
            assertTrue(text.contains(old), old);
            Files.writeString(root.resolve(file), text.replace(old, now));
        });
    }

    private static List<Arguments> otb() {
        String row = "5,6,20,12\n";
        return List.of(
                text("otb", Defect.UNREADABLE, "groundtruth_rect.txt", "Ball/groundtruth_rect.txt", row.repeat(4)),
                text("otb", Defect.BOXES, "Ball", "Ball/groundtruth_rect.txt", row.repeat(4) + "90,6,4,4\n"),
                cut("otb", "Ball/img/0002.jpg"),
                resized("otb", "Ball/img/0005.jpg", false));
    }

    private static List<Arguments> lasher() {
        return List.of(
                cut("lasher", "Man/infrared/i0002.jpg"),
                resized("lasher", "Man/infrared/i0005.jpg", false),
                of("lasher", Defect.SIZES, "Man", root -> {
                    for (int i = 1; i <= 5; i++) {
                        Sets.picture(root.resolve("Man/infrared/i000" + i + ".jpg"), 40, 32);
                    }
                }),
                text("lasher", Defect.BOXES, "Man", "Man/visible.txt", "5,6,20,12\n".repeat(4) + "90,6,4,4\n"));
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A crowd may have any box, and what everybody's copy has is not wrong. */
    @Test
    void whatIsKnownIsNotWrong() throws IOException {
        Sets.coco(folder);
        Path json = folder.resolve("annotations/instances_train2017.json");
        Files.writeString(
                json,
                Files.readString(json)
                        .replace(
                                "\"image_id\":2,\"iscrowd\":0,\"bbox\":[5,6,20,12]",
                                "\"image_id\":2,\"iscrowd\":1,\"bbox\":[0,0,0,0]"));
        assertEquals(List.of(), look("coco", true).findings());
        Path lasot = Files.createDirectories(folder.resolve("lasot"));
        Sets.lasot(lasot);
        Files.move(lasot.resolve("cat"), lasot.resolve("monkey"));
        Files.move(lasot.resolve("monkey/cat-2"), lasot.resolve("monkey/monkey-17"));
        Sets.picture(lasot.resolve("monkey/monkey-17/img/00000006.jpg"), Sets.WIDTH, Sets.HEIGHT);
        // The name alone decides the split: monkey-17 is in LaSOT's test split.
        Checkup checkup =
                Datasets.doctor(DataSpec.parse("lasot:" + lasot + "?split=test"), "train", false, IndexWatcher.NONE);
        assertEquals(1, checkup.findings().size(), checkup.findings().toString());
        assertTrue(checkup.findings().getFirst().known());
        assertFalse(checkup.wrong());
    }
}
