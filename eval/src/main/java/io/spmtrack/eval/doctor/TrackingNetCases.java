package io.spmtrack.eval.doctor;

import io.spmtrack.eval.read.layout.StoredFrames;
import io.spmtrack.eval.read.layout.TrackingNetReader;
import io.spmtrack.eval.read.text.Folder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The sequences of TrackingNet's chunks: what has boxes, and what has pictures. */
final class TrackingNetCases {
    private static final String ENDING = ".txt";

    private TrackingNetCases() {}

    static List<Case> of(Path root, String split, Findings findings) {
        List<Case> cases = new ArrayList<>();
        for (Path chunk : TrackingNetReader.chunks(root)) {
            if (split.isEmpty() || split.equals(TrackingNetReader.split(chunk))) {
                chunk(chunk, cases, findings);
            }
        }
        return cases;
    }

    private static void chunk(Path chunk, List<Case> cases, Findings findings) {
        Set<String> boxed = new HashSet<>();
        for (String file : Folder.files(chunk.resolve("anno"), ENDING)) {
            String name = file.substring(0, file.length() - ENDING.length());
            boxed.add(name);
            cases.add(of(chunk, name));
        }
        for (Path pictures : pictures(chunk)) {
            String name = Folder.name(pictures).replaceFirst("\\.zip$", "");
            if (!boxed.contains(name)) {
                findings.add(
                        Defect.MISSING,
                        chunk.resolve("anno").resolve(name + ENDING),
                        "no such file, but there are pictures: " + pictures);
            }
        }
    }

    private static List<Path> pictures(Path chunk) {
        List<Path> found = new ArrayList<>();
        for (String part : List.of("frames", "zips")) {
            Path folder = chunk.resolve(part);
            if (Files.isDirectory(folder)) {
                found.addAll(Folder.folders(folder));
                Folder.files(folder, ".zip").forEach(zip -> found.add(folder.resolve(zip)));
            }
        }
        return found;
    }

    private static Case of(Path chunk, String name) {
        Path images = TrackingNetReader.images(chunk, name);
        return new Case(
                name,
                chunk.resolve("anno").resolve(name + ENDING),
                0,
                List.of(),
                images,
                () -> StoredFrames.in(images),
                Optional.empty(),
                TrackingNetReader.split(chunk).equals("test"));
    }
}
