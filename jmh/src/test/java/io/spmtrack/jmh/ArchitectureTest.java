package io.spmtrack.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The picture of packages in docs/architecture.md is what the sources say; packages are small and free of circles. */
final class ArchitectureTest {
    private static final int MOST_FILES = 30;
    private static final String BEGIN = "<!-- drawn from the sources: begin -->\n";
    private static final String END = "<!-- drawn from the sources: end -->\n";
    private static final String WRITE = "architecture";
    private static final String COMMAND = "./mvnw -o -q test -pl jmh -am -Dtest=ArchitectureTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE + "=write";

    /** A tape records ops, and an op's gradient is recorded in terms of tensors: the two cannot do without one another. */
    private static final Set<Set<String>> KNOWN_CYCLES = Set.of(Set.of("io.spmtrack.engine", "io.spmtrack.engine.op"));

    private static Packages packages;

    @BeforeAll
    static void read() throws IOException {
        packages = Packages.of(SharedFolder.root());
        assertTrue(packages.uses().get("io.spmtrack.engine.cpu").contains("io.spmtrack.engine.cpu.product"));
    }

    @Test
    void noPackageHasMoreFilesThanOneCanSee() {
        Map<String, Integer> large = new TreeMap<>(packages.files());
        large.values().removeIf(count -> count <= MOST_FILES);
        assertEquals(Map.of(), large, "packages of more than " + MOST_FILES + " files");
    }

    @Test
    void packagesAreFreeOfCircles() {
        assertEquals(KNOWN_CYCLES, packages.cycles());
    }

    @Test
    void thePictureShowsThePackages() throws IOException {
        Path document = SharedFolder.root().resolve("docs/architecture.md");
        String text = Files.readString(document);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        assertTrue(begin >= 0 && end > begin, "docs/architecture.md lost its marks");
        String drawn = text.substring(0, begin + BEGIN.length()) + pictures() + text.substring(end);
        if (System.getProperty(WRITE, "").equals("write")) {
            Files.writeString(document, drawn);
        } else {
            assertEquals(drawn, text, "docs/architecture.md is not what the sources say; draw it anew: " + COMMAND);
        }
    }

    private static String pictures() {
        Packages rooms = packages.rooms();
        StringBuilder text = new StringBuilder("\n## Modules\n\n").append(rooms.drawing());
        List<String> names = rooms.files().keySet().stream().toList();
        for (String room : names) {
            Packages inside = packages.inside(room);
            if (inside.files().size() > 1) {
                text.append("\n## ").append(room).append("\n\n").append(inside.drawing());
            }
        }
        return text.append('\n').toString();
    }
}
