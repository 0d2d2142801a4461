package io.spmtrack.train.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the variables of launchers say. */
class LauncherTest {
    private static Optional<Launcher> of(String... variables) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return Launcher.of(environment);
    }

    @Test
    void nobodyStartedIt() {
        assertEquals(Optional.empty(), of("PATH", "/bin", "PMI_SIZE", "many"));
    }

    /** A script of sbatch is one process, whatever the job has asked for. */
    @Test
    void aScriptOfABatchJobIsAlone() {
        assertEquals(Optional.empty(), of("SLURM_NTASKS", "8", "SLURM_PROCID", "0"));
    }

    @Test
    void eachLauncherHasItsVariables() {
        assertEquals(
                Optional.of(new Launcher("mpirun of Open MPI", 3, 4, true)),
                of("OMPI_COMM_WORLD_SIZE", "4", "OMPI_COMM_WORLD_RANK", "3", "SLURM_STEP_NUM_TASKS", "1"));
        assertEquals(
                Optional.of(new Launcher("mpiexec of the MPICH family", 0, 2, false)),
                of("PMI_SIZE", "2", "PMI_RANK", "0"));
        assertEquals(
                Optional.of(new Launcher("srun", 1, 8, true)),
                of("SLURM_STEP_NUM_TASKS", "8", "SLURM_PROCID", "1", "SLURM_MPI_TYPE", "pmix_v4"));
        assertEquals(
                Optional.of(new Launcher("srun", 1, 8, false)),
                of("SLURM_STEP_NUM_TASKS", "8", "SLURM_PROCID", "1", "SLURM_MPI_TYPE", "pmi2"));
    }

    @Test
    void aLibraryThatIsNoneIsNamed(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("lib.so"), "no library");
        System.setProperty(MpiLibrary.FILE, file.toString());
        try {
            InputException refusal = assertThrows(InputException.class, Worlds::join);
            assertTrue(refusal.getMessage().contains(file + ": is no library"), refusal.getMessage());
        } finally {
            System.clearProperty(MpiLibrary.FILE);
        }
    }
}
