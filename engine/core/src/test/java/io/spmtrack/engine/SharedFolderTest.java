package io.spmtrack.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SharedFolderTest {
    private final String given = System.getProperty("golden.dir");

    @TempDir
    private Path folder;

    @AfterEach
    void restore() {
        if (given == null) {
            System.clearProperty("golden.dir");
        } else {
            System.setProperty("golden.dir", given);
        }
    }

    @Test
    void findsTheRootOfTheRepository() {
        assertTrue(Files.exists(SharedFolder.root().resolve("mvnw")));
    }

    @Test
    void listsOnlyMatchingFilesSorted() throws Exception {
        System.setProperty("golden.dir", folder.toString());
        for (String name : List.of("crop_b.json", "crop_a.json", "crop_a.safetensors", "ops_a.json")) {
            Files.createFile(folder.resolve(name));
        }
        assertEquals(
                List.of(folder.resolve("crop_a.json"), folder.resolve("crop_b.json")),
                SharedFolder.golden("crop_*.json"));
        assertEquals(List.of(), SharedFolder.golden("tiny_*.json"));
    }

    @Test
    void aNamedFolderMustExistAndHoldCases() {
        System.setProperty("golden.dir", folder.toString());
        assertThrows(IllegalStateException.class, () -> SharedFolder.golden("tiny_*.json"));
        System.setProperty("golden.dir", folder.resolve("absent").toString());
        assertThrows(IllegalStateException.class, SharedFolder::golden);
    }

    @Test
    void testsRunWithTheVectorModule() {
        assertTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    }
}
