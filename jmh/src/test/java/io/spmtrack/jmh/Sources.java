package io.spmtrack.jmh;

import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.CaseLabelTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DeconstructionPatternTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.PatternCaseLabelTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Reads main sources with the compiler's own parser, for rules that class files no longer show. */
final class Sources {
    private static final int BUDGET = 300;
    private static final int KERNEL_BUDGET = 500;

    private Sources() {}

    /** The names of all types declared in the package {@code engine.op} below a folder. */
    static Set<String> opNames(Path folder) throws IOException {
        Set<String> names = new TreeSet<>();
        var collector = new TreeScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree type, Void unused) {
                names.add(type.getSimpleName().toString());
                return super.visitClass(type, null);
            }
        };
        List<Path> files = mainSources(folder).stream()
                .filter(file -> file.getParent().endsWith("engine/op"))
                .toList();
        collector.scan(parsed(files), null);
        return names;
    }

    /** Where a switch has a pattern of one of these types and a default, each as file name and head of the switch. */
    static List<String> opSwitchesWithDefault(Path folder, Set<String> ops) throws IOException {
        List<String> found = new ArrayList<>();
        for (CompilationUnitTree unit : parsed(mainSources(folder))) {
            var finder = new TreeScanner<Void, Void>() {
                @Override
                public Void visitSwitch(SwitchTree node, Void unused) {
                    inspect(node, node.getCases());
                    return super.visitSwitch(node, null);
                }

                @Override
                public Void visitSwitchExpression(SwitchExpressionTree node, Void unused) {
                    inspect(node, node.getCases());
                    return super.visitSwitchExpression(node, null);
                }

                private void inspect(Tree node, List<? extends CaseTree> cases) {
                    if (hasDefault(cases) && hasPatternOf(ops, cases)) {
                        String head = node.toString().lines().findFirst().orElse("");
                        found.add(Path.of(unit.getSourceFile().toUri()).getFileName() + ": " + head);
                    }
                }
            };
            finder.scan(unit, null);
        }
        return found;
    }

    /** The files beyond their budget, each with its number of lines. */
    static List<String> longFiles(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : mainSources(folder)) {
            int lines = Files.readAllLines(file).size();
            int budget = file.getFileName().toString().contains("Kernel") ? KERNEL_BUDGET : BUDGET;
            if (lines > budget) {
                found.add(lines + " lines (budget " + budget + ") " + folder.relativize(file));
            }
        }
        return found;
    }

    private static boolean hasDefault(List<? extends CaseTree> cases) {
        return labels(cases).anyMatch(DefaultCaseLabelTree.class::isInstance);
    }

    private static boolean hasPatternOf(Set<String> types, List<? extends CaseTree> cases) {
        return labels(cases)
                .filter(PatternCaseLabelTree.class::isInstance)
                .map(label -> ((PatternCaseLabelTree) label).getPattern())
                .map(pattern -> switch (pattern) {
                    case BindingPatternTree binding -> binding.getVariable().getType();
                    case DeconstructionPatternTree record -> record.getDeconstructor();
                    default -> pattern;
                })
                .anyMatch(type -> Stream.of(type.toString().split("\\.", -1)).anyMatch(types::contains));
    }

    private static Stream<? extends CaseLabelTree> labels(List<? extends CaseTree> cases) {
        return cases.stream().flatMap(one -> one.getLabels().stream());
    }

    static List<Path> mainSources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/java/"))
                    .sorted()
                    .toList();
        }
    }

    static List<CompilationUnitTree> parsed(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<CompilationUnitTree> units = new ArrayList<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            task.parse().forEach(units::add);
        }
        return units;
    }
}
