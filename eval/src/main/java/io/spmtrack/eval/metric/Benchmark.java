package io.spmtrack.eval.metric;

import java.util.Locale;

/** The benchmarks whose conventions differ, recognised by the name of a data set in any spelling. */
enum Benchmark {
    LASOT,
    LASOT_EXTENSION,
    VASTTRACK,
    UAV,
    OTB,
    NFS,
    TEMPLE_COLOR,
    LASHER,
    GOT10K,
    TRACKINGNET,
    MINI_SOT,
    OTHER;

    /** @param dataset such as {@code LaSOT}, {@code lasot-test}, {@code LaSOT_Extension}, {@code uav123} */
    static Benchmark of(String dataset) {
        String letters = dataset.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        if (letters.startsWith("lasot")) {
            return letters.startsWith("lasotext") ? LASOT_EXTENSION : LASOT;
        }
        return ofPrefix(letters);
    }

    private static Benchmark ofPrefix(String letters) {
        for (Prefix prefix : Prefix.values()) {
            if (letters.startsWith(prefix.name().toLowerCase(Locale.ROOT))) {
                return prefix.benchmark;
            }
        }
        return OTHER;
    }

    /** How the names of the other benchmarks begin. */
    private enum Prefix {
        VASTTRACK(Benchmark.VASTTRACK),
        UAV(Benchmark.UAV),
        OTB(Benchmark.OTB),
        NFS(Benchmark.NFS),
        TC128(Benchmark.TEMPLE_COLOR),
        TEMPLECOLOR(Benchmark.TEMPLE_COLOR),
        LASHER(Benchmark.LASHER),
        GOT10K(Benchmark.GOT10K),
        TRACKINGNET(Benchmark.TRACKINGNET),
        MINISOT(Benchmark.MINI_SOT);

        private final Benchmark benchmark;

        Prefix(Benchmark benchmark) {
            this.benchmark = benchmark;
        }
    }
}
