package io.spmtrack.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class SharedFolderTest {
    @Test
    void findsTheRootOfTheRepository() {
        assertTrue(Files.exists(SharedFolder.root().resolve("mvnw")));
    }

    @Test
    void listsOnlyMatchingGoldenFiles() {
        var found = SharedFolder.golden("*.json");
        assertFalse(found.isEmpty());
        for (Path file : found) {
            assertTrue(file.toString().endsWith(".json"), file::toString);
        }
    }

    @Test
    void testsRunWithTheVectorModule() {
        assertTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    }
}
