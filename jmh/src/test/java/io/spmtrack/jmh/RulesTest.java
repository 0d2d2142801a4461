package io.spmtrack.jmh;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import io.spmtrack.engine.SharedFolder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The architecture as rules: who may see whom, which calls are banned, and what nothing is called. */
final class RulesTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(RulesTest::isMainCode).importPackages("io.spmtrack");
    private static final List<String> ORDER = List.of("engine", "model", "eval", "train", "bench", "cli", "jmh");

    /** Found as a service, and absent from builds without TornadoVM. */
    private static final String DEVICES = "io.spmtrack.engine.tornado..";

    /** Memory has an owner: only these open an arena. */
    private static final String ARENA_OWNERS =
            "io\\.spmtrack\\.(engine\\.Storage|engine\\.file\\.\\w+|model\\.image\\.\\w*Jpeg\\w*|train\\.world\\.Mpi\\w+|cli\\.launch\\.Exec)(\\$.*)?";

    @Test
    void everyModuleIsSeen() {
        for (String module : ORDER) {
            assertFalse(
                    CLASSES.that(resideInAPackage("io.spmtrack." + module + ".."))
                            .isEmpty(),
                    module);
        }
    }

    @ParameterizedTest
    @MethodSource("order")
    void modulesSeeOnlyThoseBeforeThem(String module) {
        String[] later = ORDER.subList(ORDER.indexOf(module) + 1, ORDER.size()).stream()
                .map(name -> "io.spmtrack." + name + "..")
                .toArray(String[]::new);
        if (later.length > 0) {
            check(noClasses()
                    .that()
                    .resideInAPackage("io.spmtrack." + module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(later));
        }
    }

    @Test
    void benchmarksDoNotNeedTheCommandLine() {
        check(noClasses()
                .that()
                .resideInAPackage("io.spmtrack.jmh..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.spmtrack.cli.."));
    }

    /** Types that are public only because readers lie in packages of their own. */
    @Test
    void readersAreUsedThroughDatasets() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.spmtrack.eval..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.spmtrack.eval.read.text..", "io.spmtrack.eval.read.layout.."));
    }

    @Test
    void theEngineKnowsOnlyTheJdkAndJackson() {
        check(classes()
                .that()
                .resideInAPackage("io.spmtrack.engine..")
                .and()
                .resideOutsideOfPackage(DEVICES)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.spmtrack.engine..", "java..", "jdk..", "com.fasterxml.jackson.."));
    }

    @Test
    void onlyItsBackendKnowsTornadoVm() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(DEVICES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DEVICES, "uk.ac.manchester.."));
    }

    /** Their types are public for the other packages of the backend only. */
    @Test
    void onlyTheBackendSeesItsKernels() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.spmtrack.engine.cpu..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.spmtrack.engine.cpu.*..")
                        .and(not(resideInAPackage("io.spmtrack.engine.cpu.measure")))));
    }

    /** Nodes of a tape are public for the compiler, and for the pictures of what a recorded network computes. */
    @Test
    void onlyTheCompilerAndPicturesReadNodes() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.spmtrack.engine", "io.spmtrack.engine.compile", "io.spmtrack.model.inside")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.spmtrack.engine.Node"));
    }

    /** A command that names no class is ignored by the JVM, and kernels are then many times slower. */
    @Test
    void commandsToTheCompilerNameClasses() throws IOException {
        List<String> named = Pattern.compile("CompileCommand=\\w+,(io\\.spmtrack\\.[\\w.]+)::")
                .matcher(Files.readString(SharedFolder.root().resolve("tornado-config/cpu.argfile")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertFalse(named.isEmpty());
        assertEquals(
                List.of(), named.stream().filter(name -> !CLASSES.contain(name)).toList());
    }

    @Test
    void theModelKnowsNothingOfTracking() {
        check(noClasses()
                .that()
                .resideInAPackage("io.spmtrack.model")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.spmtrack.model.track..", "io.spmtrack.model.weights.."));
    }

    @Test
    void arenasBelongToOwners() {
        check(noClasses()
                .that()
                .haveNameNotMatching(ARENA_OWNERS)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Arena.class)
                .because("Storage, weight files and the bindings of native code own all off-heap memory"));
    }

    @Test
    void noArenaWaitsForTheGarbageCollector() {
        check(noClasses().should().callMethod(Arena.class, "ofAuto"));
    }

    @Test
    void lanesAreAddedInAFixedOrder() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.spmtrack.engine.cpu.vector.Lanes")
                .should()
                .callMethodWhere(target(nameMatching("reduceLanes(ToLong)?"))
                        .and(target(owner(assignableTo(FloatVector.class)))))
                .because("reduceLanes(ADD) adds in another order once it is compiled: use Lanes.sum and Lanes.max"));
    }

    @Test
    void mainTouchesNoVectorClass() {
        check(noClasses()
                .that()
                .haveNameMatching("io\\.spmtrack\\.cli\\.(Main|launch\\.\\w+)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.."));
    }

    @Test
    void namesSayWhatAClassIs() {
        check(noClasses().should().haveNameMatching(".*(Factory|Manager|Helper|Utils?)(\\$.*)?"));
    }

    @Test
    void switchesOverOpsHaveNoDefault() throws IOException {
        Path engine = SharedFolder.root().resolve("engine");
        Set<String> ops = Sources.opNames(engine);
        assertTrue(ops.contains("MatMul"), ops::toString);
        assertEquals(List.of(), Sources.opSwitchesWithDefault(engine, ops));
    }

    /** A report, not a rule: a file beyond its budget is asking to be two. */
    @Test
    void longFilesAreReported() throws IOException {
        for (String line : Sources.longFiles(SharedFolder.root())) {
            System.out.println("long file: " + line);
        }
    }

    private static List<String> order() {
        return ORDER;
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static boolean isMainCode(Location location) {
        return !location.contains("/test-classes/")
                && !location.contains("-tests.jar")
                && !location.contains("/jmh_generated/");
    }
}
