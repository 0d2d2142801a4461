package io.spmtrack.train.world;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment says of the program that started this process as one of several.
 *
 * @param name for messages
 * @param rank of this process
 * @param ranks it started
 * @param openMpi whether it belongs to Open MPI, or hands out addresses in Open MPI's way
 */
record Launcher(String name, int rank, int ranks, boolean openMpi) {
    /** The variables of a launcher: number of processes, number of this one. */
    private record Variables(String name, String size, String rank) {}

    private static final Variables OPEN_MPI =
            new Variables("mpirun of Open MPI", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK");
    private static final Variables HYDRA = new Variables("mpiexec of the MPICH family", "PMI_SIZE", "PMI_RANK");

    // Of a step that srun started; SLURM_NTASKS is also there in a script of sbatch, which is one process.
    private static final Variables SLURM = new Variables("srun", "SLURM_STEP_NUM_TASKS", "SLURM_PROCID");

    /** Reads the environment; empty where nobody says that there are several processes. */
    static Optional<Launcher> of(Map<String, String> environment) {
        for (Variables each : List.of(OPEN_MPI, HYDRA, SLURM)) {
            int size = number(environment.get(each.size()));
            if (size > 0) {
                boolean open = each.equals(OPEN_MPI)
                        || each.equals(SLURM)
                                && environment
                                        .getOrDefault("SLURM_MPI_TYPE", "")
                                        .startsWith("pmix");
                return Optional.of(
                        new Launcher(each.name(), Math.max(0, number(environment.get(each.rank()))), size, open));
            }
        }
        return Optional.empty();
    }

    private static int number(String text) {
        return text != null && text.matches("\\d{1,7}") ? Integer.parseInt(text) : -1;
    }
}
