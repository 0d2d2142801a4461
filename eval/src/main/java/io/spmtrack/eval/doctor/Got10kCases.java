package io.spmtrack.eval.doctor;

import io.spmtrack.eval.doctor.Case.FlagFile;
import io.spmtrack.eval.read.layout.Got10kReader;
import io.spmtrack.eval.read.layout.StoredFrames;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.SequenceList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The sequences of a split of GOT-10k: what its list names, and what lies beside it. */
final class Got10kCases {
    private static final String TRUTH = "groundtruth.txt";

    private Got10kCases() {}

    static List<Case> of(Path root, String split, Findings findings) {
        if (Files.exists(root.resolve(TRUTH))) {
            return List.of(one(root, split, findings));
        }
        Path folder = split.isEmpty() || Folder.name(root).equals(split) ? root : root.resolve(split);
        if (!Files.isDirectory(folder)) {
            findings.add(Defect.MISSING, folder, "no such folder; unpack the split there");
            return List.of();
        }
        List<Case> cases = new ArrayList<>();
        Set<String> listed = listed(folder, findings);
        for (String name : listed) {
            if (Files.isDirectory(folder.resolve(name))) {
                cases.add(one(folder.resolve(name), split, findings));
            } else {
                findings.add(Defect.MISSING, folder.resolve(name), "no such folder, but list.txt names it");
            }
        }
        boolean list = Files.exists(folder.resolve("list.txt"));
        for (Path other : Folder.folders(folder)) {
            if (Files.exists(other.resolve(TRUTH)) && !listed.contains(Folder.name(other))) {
                if (list) {
                    findings.add(Defect.LISTS, other, "list.txt does not name it, so nobody uses it");
                }
                cases.add(one(other, split, findings));
            }
        }
        return cases;
    }

    private static Set<String> listed(Path folder, Findings findings) {
        Path list = folder.resolve("list.txt");
        if (Files.notExists(list)) {
            findings.add(Defect.MISSING, list, "no such file; all folders that have boxes are used then");
            return Set.of();
        }
        List<String> lines = findings.read(list, () -> SequenceList.names(list)).orElse(List.of());
        Set<String> inOrder = new LinkedHashSet<>();
        for (String name : lines) {
            if (!inOrder.add(name)) {
                findings.add(Defect.LISTS, list, "names " + name + " twice");
            }
        }
        return inOrder;
    }

    private static Case one(Path folder, String split, Findings findings) {
        boolean test = split.equals("test");
        Path meta = folder.resolve("meta_info.ini");
        if (!test && Files.notExists(meta)) {
            findings.add(Defect.MISSING, meta, "no such file; it states kind and size of the sequence");
        }
        return new Case(
                Folder.name(folder),
                folder.resolve(TRUTH),
                0,
                List.of(
                        new FlagFile(folder.resolve("absence.label"), 1, true),
                        new FlagFile(folder.resolve("cover.label"), 8, false)),
                folder,
                () -> StoredFrames.in(folder),
                Files.notExists(meta)
                        ? Optional.empty()
                        : findings.read(meta, () -> Got10kReader.resolution(meta))
                                .flatMap(size -> size),
                test);
    }
}
