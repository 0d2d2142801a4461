package io.spmtrack.eval.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.read.layout.Entry;
import io.spmtrack.eval.read.layout.FileFrames;
import io.spmtrack.eval.read.layout.Reading;
import io.spmtrack.eval.read.layout.ZipFrames;
import io.spmtrack.eval.read.text.FileNames;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** An index gives back what was read, and only while the files are the same. */
final class IndexesTest {
    private static final Optional<FrameSize> SIZE = Optional.of(new FrameSize(640, 480));

    @TempDir
    private Path folder;

    private Reading reading;
    private List<Path> places;
    private int read;

    @BeforeEach
    void prepare() {
        reading = new Reading(folder, Map.of(), "lasot-train", "train", true);
        places = List.of(folder.resolve(".spmtrack/a.index"), folder.resolve("cache/b.index"));
    }

    private List<Entry> entries() {
        read++;
        Truth truth = Truth.of(List.of(Box.xywh(1.1, 2, 3, 4), Box.xywh(0, 0, 0, 0)), frame -> frame == 0)
                .withVisible(frame -> frame == 1);
        List<String> odd = List.of("first.jpg", "other.jpg");
        Sequence files = new Sequence(
                "lasot-train",
                "cat-1",
                new FileFrames(folder.resolve("cat/cat-1/img"), FileNames.numbered(1, 8, ".jpg", 2), SIZE),
                truth);
        Sequence zip = new Sequence(
                "lasot-train", "dög-2", new ZipFrames(Path.of("/elsewhere/x.zip"), odd, SIZE), Truth.unknown(2));
        Sequence again = new Sequence("lasot-train", "dög-2b", zip.frames(), truth);
        return List.of(new Entry("cat-1", () -> List.of(files)), new Entry("dög-2", () -> List.of(zip, again)));
    }

    private static void assertSame(List<Entry> expected, List<Entry> actual) {
        assertEquals(
                expected.stream().map(Entry::name).toList(),
                actual.stream().map(Entry::name).toList());
        for (int i = 0; i < expected.size(); i++) {
            List<Sequence> theirs = expected.get(i).read().get();
            List<Sequence> ours = actual.get(i).read().get();
            assertEquals(theirs.size(), ours.size());
            for (int k = 0; k < ours.size(); k++) {
                assertSame(theirs.get(k), ours.get(k));
            }
        }
    }

    private static void assertSame(Sequence expected, Sequence actual) {
        assertEquals(expected.name(), actual.name());
        assertEquals(expected.dataset(), actual.dataset());
        assertEquals(expected.frames(), actual.frames());
        assertEquals(expected.truth().boxes(), actual.truth().boxes());
        for (int frame = 0; frame < expected.size(); frame++) {
            assertEquals(expected.truth().exists(frame), actual.truth().exists(frame));
            assertEquals(expected.truth().visible(frame), actual.truth().visible(frame));
            assertEquals(expected.truth().annotated(frame), actual.truth().annotated(frame));
        }
    }

    private List<Entry> open(Fingerprint files) {
        return Indexes.entries(places, reading, files, this::entries, IndexWatcher.NONE);
    }

    @Test
    void whatWasReadIsGivenBackOnceItIsIndexed() {
        Fingerprint files = new Fingerprint(1, 1, 5);
        assertSame(entries(), open(files));
        assertEquals(2, read);
        assertSame(entries(), open(files));
        assertEquals(3, read); // by the line above alone
        open(new Fingerprint(1, 1, 6));
        assertEquals(4, read);
    }

    /** A set that cannot be written to is indexed in the next place; a file stands where the folder would be made. */
    @Test
    void theSecondPlaceWillDo() throws IOException {
        Files.writeString(folder.resolve(".spmtrack"), "");
        Fingerprint files = new Fingerprint(1, 1, 5);
        open(files);
        assertTrue(Files.exists(places.getLast()));
        assertSame(entries(), open(files));
        assertEquals(2, read);
    }

    @Test
    void whatIsNoIndexIsBuiltAnew() throws IOException {
        Fingerprint files = new Fingerprint(1, 1, 5);
        open(files);
        byte[] whole = Files.readAllBytes(places.getFirst());
        for (int size : new int[] {0, 31, 60, whole.length - 1}) {
            Files.write(places.getFirst(), Arrays.copyOf(whole, size));
            int before = read;
            assertSame(entries(), open(files));
            assertEquals(before + 2, read, "cut to " + size);
        }
    }

    /** A build that was killed leaves a hidden file, which the next one removes; the index in place stays whole. */
    @Test
    void whatAKilledBuildLeavesIsRemoved() throws IOException {
        Files.createDirectories(places.getFirst().getParent());
        Path left = Files.writeString(places.getFirst().resolveSibling(".a.index.1-2.tmp"), "half");
        Path other = Files.writeString(places.getFirst().resolveSibling(".a.index.3-4.tmp"), "being written");
        Files.setLastModifiedTime(left, FileTime.fromMillis(1000));
        open(new Fingerprint(1, 1, 5));
        assertFalse(Files.exists(left));
        assertTrue(Files.exists(other));
    }

    @Test
    void aDamagedEntryIsNamed() throws IOException {
        Fingerprint files = new Fingerprint(1, 1, 5);
        open(files);
        byte[] whole = Files.readAllBytes(places.getFirst());
        Arrays.fill(whole, 33, 45, (byte) 0x7f);
        Files.write(places.getFirst(), whole);
        Entry damaged = open(files).getFirst();
        InputException e =
                assertThrows(InputException.class, () -> damaged.read().get());
        assertTrue(e.getMessage().contains("delete it"), e.getMessage());
    }

    @Test
    void anyChangeOfAFileIsSeen() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "1");
        Path two = folder.resolve("two");
        Fingerprint before = Fingerprint.of(folder, List.of(one, two));
        assertEquals(before, Fingerprint.of(folder, List.of(two, one)));
        Files.writeString(two, "");
        Fingerprint added = Fingerprint.of(folder, List.of(one, two));
        assertNotEquals(before, added);
        Files.setLastModifiedTime(one, FileTime.fromMillis(1000));
        Fingerprint touched = Fingerprint.of(folder, List.of(one, two));
        assertNotEquals(added, touched);
        Files.writeString(two, "longer");
        assertNotEquals(touched, Fingerprint.of(folder, List.of(one, two)));
        Path moved = Files.createDirectory(folder.resolve("moved"));
        Fingerprint here = Fingerprint.of(folder, List.of(one));
        assertEquals(here, Fingerprint.of(moved, List.of(Files.move(one, moved.resolve("one")))));
    }

    /** By hand with -Dindex.sequences=40000: the time to open, and the memory. */
    @Test
    @EnabledIfSystemProperty(named = "index.sequences", matches = "\\d+")
    void manySequences() throws IOException {
        int count = Integer.getInteger("index.sequences");
        Truth truth = Truth.of(Collections.nCopies(450, Box.xywh(1, 2, 3, 4)));
        List<Path> paths = new ArrayList<>();
        Supplier<List<Entry>> made = () -> IntStream.range(0, count)
                .mapToObj(i -> new Entry(
                        "s" + i,
                        () -> List.of(new Sequence(
                                "t",
                                "s" + i,
                                new FileFrames(folder.resolve("s" + i), FileNames.numbered(0, 1, ".jpg", 450), SIZE),
                                truth))))
                .toList();
        for (int i = 0; i < count; i++) {
            paths.add(Files.writeString(folder.resolve("s" + i + ".txt"), "1,2,3,4"));
            paths.add(Files.createDirectory(folder.resolve("s" + i)));
        }
        for (int round = 0; round < 3; round++) {
            long begun = System.nanoTime();
            Fingerprint files = Fingerprint.of(folder, paths);
            long seen = System.nanoTime();
            List<Entry> all = Indexes.entries(places, reading, files, made, IndexWatcher.NONE);
            long opened = System.nanoTime();
            System.gc();
            System.out.printf(
                    "round %d: files %.2f s, index %.2f s, %d entries, heap %d MB, file %d MB%n",
                    round,
                    (seen - begun) / 1e9,
                    (opened - seen) / 1e9,
                    all.size(),
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() >> 20,
                    Files.size(places.getFirst()) >> 20);
        }
    }
}
