package io.spmtrack.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.eval.read.text.TextSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attributes of sequences from files as the benchmarks have them. */
final class AttributesTest {
    @TempDir
    private Path folder;

    /** The numbers of sequences are those that the benchmarks' papers print. */
    @Test
    void columnsAreInTheOrderOfTheBenchmarks() {
        Path uav = SharedFolder.data("uav123/anno/att");
        Attributes read = Attributes.read(
                uav, "uav123", List.copyOf(TextSource.attributes(uav).keySet()));
        assertEquals(109, read.sequences().get("SV").size());
        assertEquals(68, read.sequences().get("ARC").size());
        assertEquals(39, read.sequences().get("SOB").size());
        Path lasot = SharedFolder.data("lasot/att_nlp.zip");
        Attributes other = Attributes.read(
                lasot, "lasot-test", List.copyOf(TextSource.attributes(lasot).keySet()));
        assertEquals(14, other.sequences().size());
        assertEquals(47, other.sequences().get("IV").size());
        assertEquals(187, other.sequences().get("POC").size());
        assertEquals(249, other.sequences().get("ARC").size());
    }

    /** So many attributes do the papers of the benchmarks describe. */
    @ParameterizedTest
    @CsvSource({"lasot-ext, 14", "uav20l, 12", "otb, 11", "tc128, 11", "tnl2k-test, 17", "vasttrack-test, 10", "nfs, 0"
    })
    void benchmarksNameTheirAttributes(String dataset, int count) {
        List<String> names = Benchmark.ofDataset(dataset).orElseThrow().attributes();
        assertEquals(count, names.size());
        assertEquals(count, Set.copyOf(names).size(), "none twice");
    }

    private Attributes read(String one, String two, String dataset) throws IOException {
        Files.writeString(folder.resolve("a.txt"), one);
        Files.writeString(folder.resolve("b.txt"), two);
        return Attributes.read(folder, dataset, List.of("a", "b"));
    }

    @Test
    void othersAreNumbered() throws IOException {
        Attributes read = read("1 0 1\n", "0\n0\n1\n", "own");
        assertEquals(
                List.of("attribute 1", "attribute 2", "attribute 3"),
                List.copyOf(read.sequences().keySet()));
        assertEquals(List.of("a", "b"), read.sequences().get("attribute 3"));
        assertEquals(List.of(), read.sequences().get("attribute 2"));
    }

    @Test
    void wrongFilesAreOneLine() {
        assertTrue(refused("1,0,1", "1,0", "own").contains("b.txt: has 2 values, 3 attributes"));
        assertTrue(refused("1,0", "1,0", "lasot").contains("a.txt: has 2 values, 14 attributes"));
        assertTrue(refused("1,2", "1,0", "own").contains("a.txt: value 2 is '2'"));
        assertTrue(refused("", "1,0", "own").contains("a.txt: has 0 values"));
        String missing = assertThrows(InputException.class, () -> Attributes.read(folder, "own", List.of("a", "c")))
                .getMessage();
        assertTrue(missing.contains("no attributes of 1 of 2 sequences, the first is c"), missing);
    }

    private String refused(String one, String two, String dataset) {
        return assertThrows(InputException.class, () -> read(one, two, dataset)).getMessage();
    }
}
