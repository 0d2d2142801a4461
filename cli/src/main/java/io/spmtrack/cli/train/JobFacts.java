package io.spmtrack.cli.train;

import io.spmtrack.cli.options.Place;
import io.spmtrack.cli.options.TestData;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.eval.comparison.Machine;
import io.spmtrack.model.settings.SettingText;
import io.spmtrack.train.RunSettings;
import io.spmtrack.train.world.World;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is written down about a training run, and what its ranks must have in common. */
final class JobFacts {
    private static final String RANKS = "ranks";
    private static final String HOSTS = "hosts";
    private static final String MPI = "mpi";
    private static final String THREADS = "threads";

    private JobFacts() {}

    /** What the results of a run depend on, and who computes them. */
    static Map<String, String> inputs(RunSettings run, World world, List<Place> places, int threads) {
        Map<String, String> inputs = new TreeMap<>();
        inputs.put("seed", Long.toString(run.train().seed()));
        inputs.put("train", TestData.fingerprint(run.data().train(), "train"));
        inputs.put("val", TestData.fingerprint(run.data().val(), "val"));
        if (world.size() > 1) {
            List<String> hosts = places.stream().map(Place::host).distinct().toList();
            inputs.put(RANKS, Integer.toString(world.size()));
            inputs.put(HOSTS, String.join(" ", hosts));
            inputs.put(MPI, world.library());
            inputs.put(THREADS, Integer.toString(threads));
        }
        return inputs;
    }

    /** The ranks in one line. */
    static String ranks(Map<String, String> inputs) {
        return inputs.get(RANKS) + " on " + inputs.get(HOSTS) + ", threads each " + inputs.get(THREADS) + "; "
                + inputs.get(MPI);
    }

    /** What must be the same on all ranks: everything but how samples are prepared, and where a rank runs. */
    static Map<String, String> common(RunSettings run, Map<String, String> inputs, Backend backend) {
        Map<String, String> facts = new TreeMap<>(inputs);
        facts.remove(THREADS);
        RunSettings.KEYS.values(run).forEach((key, value) -> facts.put(key, SettingText.print(value)));
        facts.keySet().removeIf(key -> key.startsWith("train.loader_"));
        facts.put("version", Machine.here().version());
        facts.put("backend", backend.name());
        facts.put("float lanes", Integer.toString(CpuBackend.lanes()));
        return facts;
    }
}
