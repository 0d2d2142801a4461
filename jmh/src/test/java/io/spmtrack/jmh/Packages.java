package io.spmtrack.jmh;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The packages of the main sources and which uses which, read from the sources so that modules count that a build leaves out. An
 * import that only a comment uses is no use.
 *
 * @param files number of files of each package
 * @param uses the packages that each package uses
 */
record Packages(SortedMap<String, Integer> files, SortedMap<String, NavigableSet<String>> uses) {
    private static final String ROOT = "io.spmtrack.";

    /** What lies below a folder. */
    static Packages of(Path folder) throws IOException {
        SortedMap<String, Integer> files = new TreeMap<>();
        SortedMap<String, NavigableSet<String>> uses = new TreeMap<>();
        for (CompilationUnitTree unit : Sources.parsed(Sources.mainSources(folder))) {
            String own = unit.getPackageName().toString();
            files.merge(own, 1, Integer::sum);
            NavigableSet<String> used = uses.computeIfAbsent(own, any -> new TreeSet<>());
            Set<String> names = names(unit);
            for (ImportTree each : unit.getImports()) {
                List<String> words =
                        List.of(each.getQualifiedIdentifier().toString().split("\\.", -1));
                String name = words.getLast();
                String target = packageOf(words);
                if (target.startsWith(ROOT) && !target.equals(own) && (each.isStatic() || names.contains(name))) {
                    used.add(target);
                }
            }
        }
        return new Packages(files, uses);
    }

    /** The names in front of the first that begins with a capital. */
    private static String packageOf(List<String> words) {
        return words.stream()
                .takeWhile(part -> !Character.isUpperCase(part.charAt(0)))
                .collect(Collectors.joining("."));
    }

    private static Set<String> names(CompilationUnitTree unit) {
        Set<String> names = new HashSet<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitImport(ImportTree node, Void unused) {
                return null;
            }

            @Override
            public Void visitIdentifier(IdentifierTree node, Void unused) {
                names.add(node.getName().toString());
                return null;
            }
        }.scan(unit, null);
        return names;
    }

    /** Groups of packages that use one another, directly or not. */
    Set<Set<String>> cycles() {
        Set<Set<String>> cycles = new HashSet<>();
        for (String each : uses.keySet()) {
            Set<String> group = new TreeSet<>(reachable(each));
            group.removeIf(other -> !reachable(other).contains(each));
            if (group.size() > 1) {
                cycles.add(group);
            }
        }
        return cycles;
    }

    private Set<String> reachable(String from) {
        Set<String> found = new HashSet<>();
        List<String> left = new ArrayList<>(List.of(from));
        while (!left.isEmpty()) {
            for (String next : uses.getOrDefault(left.removeLast(), new TreeSet<>())) {
                if (found.add(next)) {
                    left.add(next);
                }
            }
        }
        return found;
    }

    /** The top-level packages with all that lies in them as one: the rooms of the house. */
    Packages rooms() {
        SortedMap<String, Integer> all = new TreeMap<>();
        SortedMap<String, NavigableSet<String>> between = new TreeMap<>();
        files.forEach((name, count) -> all.merge(room(name), count, Integer::sum));
        uses.forEach((name, used) -> {
            NavigableSet<String> rooms = between.computeIfAbsent(room(name), any -> new TreeSet<>());
            used.stream()
                    .map(Packages::room)
                    .filter(room -> !room.equals(room(name)))
                    .forEach(rooms::add);
        });
        return new Packages(all, between);
    }

    /** The packages of one room alone. */
    Packages inside(String room) {
        SortedMap<String, Integer> some = new TreeMap<>(files);
        some.keySet().removeIf(name -> !room(name).equals(room));
        SortedMap<String, NavigableSet<String>> between = new TreeMap<>();
        some.keySet().forEach(name -> {
            NavigableSet<String> used = new TreeSet<>(uses.get(name));
            used.retainAll(some.keySet());
            between.put(name, used);
        });
        return new Packages(some, between);
    }

    static String room(String name) {
        int end = name.indexOf('.', ROOT.length());
        return end < 0 ? name : name.substring(0, end);
    }

    /** A drawing; an arrow that follows from two others is left out. */
    String drawing() {
        StringBuilder text = new StringBuilder("```mermaid\ngraph BT\n");
        files.keySet().forEach(name -> text.append("    ").append(shorter(name)).append('\n'));
        uses.forEach((from, used) -> used.stream()
                .filter(to -> used.stream().noneMatch(over -> leads(from, over, to)))
                .forEach(to -> text.append("    ")
                        .append(shorter(from))
                        .append(" --> ")
                        .append(shorter(to))
                        .append('\n')));
        return text.append("```\n").toString();
    }

    /** Whether the way over a third package is there without going in circles. */
    private boolean leads(String from, String over, String to) {
        return !over.equals(to)
                && reachable(over).contains(to)
                && !reachable(over).contains(from)
                && !reachable(to).contains(over);
    }

    private static String shorter(String name) {
        return name.substring(ROOT.length());
    }
}
