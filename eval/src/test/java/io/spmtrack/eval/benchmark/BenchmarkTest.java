package io.spmtrack.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.eval.metric.Quirks;
import io.spmtrack.model.ReferenceRule;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names lead to the right row, and rows do not contradict each other. */
class BenchmarkTest {

    @ParameterizedTest
    @CsvSource({
        "LaSOT, LASOT",
        "lasot-test, LASOT",
        "LaSOT_Extension, LASOT_EXT",
        "lasot-ext, LASOT_EXT",
        "UAV123, UAV123",
        "uav20l, UAV20L",
        "UAV, UAV123",
        "OTB50, OTB",
        "GOT-10k, GOT10K",
        "got10k-val, GOT10K",
        "TempleColor-128, TC128",
        "mini_sot, MINI_SOT",
        "VastTrack-test, VASTTRACK"
    })
    void dataSetsBeginWithTheNameOfTheirBenchmark(String dataset, Benchmark benchmark) {
        assertEquals(Optional.of(benchmark), Benchmark.ofDataset(dataset));
    }

    @ParameterizedTest
    @ValueSource(strings = {"any", "", "la", "128"})
    void otherDataSetsAreNoBenchmark(String dataset) {
        assertEquals(Optional.empty(), Benchmark.ofDataset(dataset));
        assertEquals(Quirks.NONE, Benchmark.quirksOf(dataset));
    }

    @ParameterizedTest
    @CsvSource({"LaSOT, LASOT", "LaSOT_Extension, LASOT_EXT", "COCO_2017, COCO", "TNL2K_Test, TNL2K", "OTB100, OTB"})
    void namesAreWholeWhereFoldersAreNamed(String name, Benchmark benchmark) {
        assertEquals(Optional.of(benchmark), Benchmark.ofName(name));
        assertEquals(Optional.empty(), Benchmark.ofName(name + "-more"));
    }

    @Test
    void noNameIsUsedTwice() {
        Set<String> names = new HashSet<>();
        for (Benchmark benchmark : Benchmark.values()) {
            for (String name : benchmark.names()) {
                assertEquals(Optional.of(benchmark), Benchmark.ofName(name));
                assertTrue(names.add(name), name);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWordBeforeTheColonIsOneOfItsNames(Benchmark benchmark) {
        assertEquals(Optional.of(benchmark), Benchmark.ofId(benchmark.id()));
        assertEquals(Optional.of(benchmark), Benchmark.ofDataset(benchmark.id() + "-test"));
    }

    @Test
    void onlyLasotTakesReferencesByThirds() {
        for (Benchmark benchmark : Benchmark.values()) {
            assertEquals(
                    benchmark == Benchmark.LASOT ? Optional.of(ReferenceRule.THIRDS) : Optional.empty(),
                    benchmark.references());
        }
    }

    @Test
    void countingFromOneImpliesThatAbsenceIsLookedAt() {
        assertTrue(Benchmark.LASOT.quirks().absence());
        assertTrue(Benchmark.LASOT_EXT.quirks().absence());
        assertFalse(Benchmark.LASOT_EXT.quirks().fromOne());
    }
}
