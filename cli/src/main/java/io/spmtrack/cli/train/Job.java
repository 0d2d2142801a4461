package io.spmtrack.cli.train;

import io.spmtrack.engine.Backend;
import io.spmtrack.eval.comparison.Fingerprint;
import io.spmtrack.eval.comparison.Machine;
import io.spmtrack.eval.comparison.Provenance;
import io.spmtrack.train.RunFolder;
import io.spmtrack.train.RunSettings;
import io.spmtrack.train.world.World;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run in its folder.
 *
 * @param inputs what its results depend on, for the provenance
 */
record Job(RunSettings run, RunFolder folder, Backend backend, World world, Map<String, String> inputs) {
    Job {
        inputs = Map.copyOf(inputs);
    }

    /** Writes down what the results depend on, the best weights among it once they are there. */
    void writeProvenance() {
        Map<String, String> all = new TreeMap<>(inputs);
        if (Files.exists(folder.best())) {
            all.put("weights", Fingerprint.of(folder.best()));
        }
        new Provenance(Machine.here(), backend.name(), all).write(folder.provenance());
    }
}
