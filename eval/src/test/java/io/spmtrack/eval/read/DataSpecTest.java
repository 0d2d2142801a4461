package io.spmtrack.eval.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.benchmark.Benchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSpecTest {

    @TempDir
    Path folder;

    @Test
    void parsesKindPathAndOptions() {
        DataSpec spec = DataSpec.parse("got10k:/data/got?split=val&limit=5&stride=2&weight=0.5&sequences=*_90000?");
        assertEquals(Benchmark.GOT10K, spec.benchmark());
        assertEquals(Path.of("/data/got"), spec.path());
        assertEquals(Optional.of("val"), spec.split());
        assertEquals(5, spec.limit());
        assertEquals(2, spec.stride());
        assertEquals(0.5, spec.weight());
        assertEquals(Optional.of("*_90000?"), spec.option("sequences"));
        assertEquals(spec, DataSpec.parse(spec.toString()));
    }

    @Test
    void syntheticDataHasNoPath() {
        assertEquals(Benchmark.SYNTHETIC, DataSpec.parse("synthetic:").benchmark());
        assertEquals(Optional.of("7"), DataSpec.parse("synthetic:?seed=7").option("seed"));
        assertMessage("synthetic:/x", "takes no path");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "otv:/data | did you mean 'otb'?",
                "lasot_ext:/data | did you mean 'lasot-ext'?",
                "otb:/data?limt=5 | did you mean 'limit'?",
                "otb:/data?limit=0 | option limit='0': a whole number from 1 is needed",
                "otb:/data?stride=x | option stride='x'",
                "otb:/data?weight=-1 | option weight='-1': a positive number",
                "otb:/data?limit | 'limit' is not an option",
                "otb:/data?limit=1&limit=2 | given twice",
                "otb:/data?split=val | otb: has no splits",
                "got10k:/data?split=vall | one of train, val, test",
                "planar:/data?against=half | option against='half': a share from 0 to 1 is needed"
            })
    void saysWhatIsWrong(String text, String message) {
        assertMessage(text, message);
    }

    @Test
    void rootsComeFromTheFileOrTheDataFolder() throws IOException {
        Path working = Files.createDirectory(folder.resolve("work"));
        Path user = Files.createDirectory(folder.resolve("user"));
        Files.writeString(
                working.resolve("datasets.yaml"), "LaSOT_PATH: /big/LaSOT\nGOT10k_PATH: ''\nnum_train_workers: 8\n");
        Files.writeString(user.resolve("datasets.yaml"), "lasot: /other\notb: relative/otb\n");
        Files.createDirectories(working.resolve("data/trackingnet"));
        Roots roots = Roots.load(working, user);
        assertEquals(Path.of("/big/LaSOT"), DataSpec.parse("lasot", roots).path());
        assertEquals(
                user.resolve("relative/otb"),
                DataSpec.parse("otb:?limit=2", roots).path());
        assertEquals(
                working.resolve("data/trackingnet"),
                DataSpec.parse("trackingnet", roots).path());
        InputException e = assertThrows(InputException.class, () -> DataSpec.parse("got10k", roots));
        assertTrue(e.getMessage().contains(working.resolve("datasets.yaml").toString()), e.getMessage());
    }

    @Test
    void aBrokenFileOfRootsIsNamed() throws IOException {
        Files.writeString(folder.resolve("datasets.yaml"), "lasot: [1, 2\notb: {");
        InputException e = assertThrows(InputException.class, () -> Roots.load(folder, folder.resolve("none")));
        assertTrue(e.getMessage().contains("datasets.yaml, line "), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    private static void assertMessage(String text, String part) {
        InputException e = assertThrows(InputException.class, () -> DataSpec.parse(text));
        assertTrue(e.getMessage().contains(part), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }
}
