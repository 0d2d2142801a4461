package io.spmtrack.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents: what they link to and what comments cite of them exists, and the README fits a screen. */
final class DocumentsTest {
    private static final int WIDTH = 120;

    @Test
    void citedSectionsExist() throws IOException {
        assertEquals(List.of(), Documents.brokenCitations(SharedFolder.root()));
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        assertEquals(List.of(), Documents.brokenLinks(SharedFolder.root()));
    }

    @Test
    void readmeHasNoLongLine() throws IOException {
        List<String> readme = Files.readAllLines(SharedFolder.root().resolve("README.md"));
        assertEquals(
                List.of(), readme.stream().filter(line -> line.length() > WIDTH).toList());
    }

    /** The guide shows the code that a test of the module model runs. */
    @Test
    void javaExampleIsTheTestedOne() throws IOException {
        Path root = SharedFolder.root();
        List<String> examples = Documents.codeBlocks(root.resolve("docs/guide/embed.md"), "java");
        String tested =
                Files.readString(root.resolve("model/src/test/java/io/spmtrack/model/track/TrackerExample.java"));
        assertFalse(examples.isEmpty());
        examples.forEach(example -> assertTrue(squeezed(tested).contains(squeezed(example)), example));
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", " ");
    }

    @Test
    void missingPagesAndSectionsAreFound(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("docs/spec"));
        Files.writeString(root.resolve("docs/spec/data.md"), "# Data\n\n## 1. One\n\n### 1.2 Two\n");
        String cite = "/** {@code docs/spec/"; // split, so that this file cites nothing itself
        Files.writeString(root.resolve("A.java"), cite + "data.md §1.2} and §1, */");
        assertEquals(List.of(), Documents.brokenCitations(root));
        Files.writeString(root.resolve("A.java"), cite + "data.md §1},\n * §3 */" + cite + "gone.md} */");
        assertEquals(List.of("A.java cites data.md §3", "A.java cites gone.md"), Documents.brokenCitations(root));
    }

    @Test
    void brokenLinksAreFound(@TempDir Path root) throws IOException {
        Files.writeString(
                root.resolve("a.md"),
                "# What holds: *now*\n[x](#what-holds-now) [y](b.md) [z](a.md#gone) [w](https://example.org)\n");
        assertEquals(List.of("a.md links to ](b.md)", "a.md links to ](a.md#gone)"), Documents.brokenLinks(root));
    }
}
