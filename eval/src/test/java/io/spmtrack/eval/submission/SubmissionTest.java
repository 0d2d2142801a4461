package io.spmtrack.eval.submission;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.result.ResultFormat;
import io.spmtrack.eval.result.ResultWriter;
import io.spmtrack.eval.result.SequenceResult;
import io.spmtrack.eval.result.TrackedFrame;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zips for the servers from results, checked by what the servers' documents say. */
final class SubmissionTest {
    @TempDir
    private Path folder;

    /** Boxes that wander, from a box of whole pixels. */
    private static SequenceResult result(String name, int frames) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        List<TrackedFrame> rows = new ArrayList<>();
        Box box = Box.xywh(20 + random.nextInt(100), 10 + random.nextInt(50), 40, 30);
        for (int i = 0; i < frames; i++) {
            rows.add(new TrackedFrame(box, 0.9, 0.01 + random.nextDouble() / 100));
            box = Box.xywh(box.x1() + random.nextDouble(-2, 3), box.y1() + random.nextDouble(), 40.25, 30.5);
        }
        return new SequenceResult(name, rows);
    }

    /** As result files, without forcing hundreds of them to disk one by one. */
    private Path results(Server server, boolean times) throws IOException {
        Path results = folder.resolve("run/spmtrack").resolve(server.dataset());
        for (Expected each : server.sequences()) {
            String name = each.sequence();
            Path own = Files.createDirectories(results.resolve(name));
            StringBuilder boxes = new StringBuilder();
            StringBuilder seconds = new StringBuilder();
            for (TrackedFrame frame : result(name, Math.max(12, each.frames())).frames()) {
                Box box = frame.box();
                boxes.append(box.x1() + "," + box.y1() + "," + box.width() + "," + box.height() + "\n");
                seconds.append(frame.seconds()).append('\n');
            }
            Files.writeString(own.resolve(name + "_001.txt"), boxes);
            if (times) {
                Files.writeString(own.resolve(name + "_time.txt"), seconds);
            }
        }
        return folder.resolve("run");
    }

    private static Packing packing(Server server, boolean rasterize) {
        return new Packing(new Submission(server, "own", rasterize), server.sequences());
    }

    @Test
    void theListsAreThoseOfTheBenchmarks() {
        assertEquals(180, Server.GOT10K.sequences().size());
        assertEquals(
                22_834,
                Server.GOT10K.sequences().stream().mapToInt(Expected::frames).sum());
        assertEquals(511, Server.TRACKINGNET.sequences().size());
    }

    @Test
    void aZipForGot10kPassesTheToolkit() throws Exception {
        Packing packing = packing(Server.GOT10K, true);
        Path run = results(Server.GOT10K, true);
        Path zip = folder.resolve("GOT10k-test.zip");
        List<Submission.Runs> read = packing.read(run, 3);
        assertEquals(List.of(), packing.write(zip, read));
        assertEquals(180 * 4, ServerDocuments.got10k(zip, Server.GOT10K.sequences()));
        Path second = folder.resolve("GOT10k-test002.zip");
        assertEquals(180 * 2, ServerDocuments.got10k(second, Server.GOT10K.sequences()));
        byte[] bytes = Files.readAllBytes(zip);
        packing.write(zip, read);
        assertArrayEquals(bytes, Files.readAllBytes(zip), "the same results make the same bytes");
        String rows = ServerDocuments.unpacked(zip).get("own/GOT-10k_Test_000001/GOT-10k_Test_000001_001.txt");
        assertTrue(rows.lines().allMatch(row -> row.matches("(-?\\d+\\.0000,?){4}")), "whole pixels");
    }

    @Test
    void aZipForTrackingNetPassesTheDevkit() throws Exception {
        Packing packing = packing(Server.TRACKINGNET, false);
        Path run = results(Server.TRACKINGNET, false);
        Path zip = folder.resolve("TrackingNet-test.zip");
        assertEquals(List.of(), packing.write(zip, packing.read(run, 0)));
        assertEquals(1, ServerDocuments.trackingNet(zip, Server.TRACKINGNET.sequences()));
        assertEquals(511, ServerDocuments.unpacked(zip).size());
        assertTrue(ServerDocuments.unpacked(zip).keySet().stream().noneMatch(name -> name.contains("/")));
    }

    @Test
    void resultsThatAreNotInOrderLeaveNoZip() throws Exception {
        Packing packing = packing(Server.GOT10K, true);
        Path run = results(Server.GOT10K, false);
        Path zip = folder.resolve("GOT10k-test.zip");
        Files.writeString(zip, "earlier");
        List<String> violations = packing.write(zip, packing.read(run, 0));
        assertEquals(180, violations.size());
        assertTrue(violations.getFirst().contains("has no times of GOT-10k_Test_000001"), violations.getFirst());
        assertEquals("earlier", Files.readString(zip));
        assertTrue(assertThrows(InputException.class, () -> packing.read(folder.resolve("no"), 0))
                .getMessage()
                .contains("no such folder"));
    }

    @Test
    void runsThatDifferAreAllPacked() throws Exception {
        Path results = folder.resolve("run/got10k-test");
        ResultWriter.write(result("GOT-10k_Test_000001", 100), ResultFormat.GOT10K, results);
        Path first = results.resolve("GOT-10k_Test_000001/GOT-10k_Test_000001_001.txt");
        String other = Files.readString(first).replace("30.5000", "31.5000");
        Files.writeString(first.resolveSibling("GOT-10k_Test_000001_002.txt"), other);
        List<Submission.Runs> read = packing(Server.GOT10K, false).read(folder.resolve("run"), 0);
        assertEquals(2, read.getFirst().runs().size());
        assertEquals(31.5, read.getFirst().runs().get(1).boxes().get(1).height(), 1e-9);
    }
}
