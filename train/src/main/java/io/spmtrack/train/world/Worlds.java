package io.spmtrack.train.world;

import io.spmtrack.engine.InputException;
import java.util.Optional;

/** Finds out whether this process is one of several, and joins them. */
public final class Worlds {
    private Worlds() {}

    /**
     * The world of this process: alone, unless a launcher or {@code -Dspmtrack.mpi} says otherwise.
     *
     * @throws InputException if there is no MPI library, or one that does not belong to the launcher
     */
    public static World join() {
        Optional<Launcher> launcher = Launcher.of(System.getenv());
        boolean several = launcher.map(found -> found.ranks() > 1).orElse(false);
        if (!several && System.getProperty(MpiLibrary.FILE, "").isEmpty()) {
            return new Alone();
        }
        MpiWorld world = new MpiWorld(MpiLibrary.open(launcher));
        launcher.ifPresent(found -> compare(found, world));
        return world;
    }

    /** Whether a launcher says that this process is another one than the first, which speaks for all. */
    public static boolean speaksLast() {
        return Launcher.of(System.getenv()).map(found -> found.rank() > 0).orElse(false);
    }

    /** A library that does not understand its launcher makes a world of one in every process, and all would write the same files. */
    private static void compare(Launcher launcher, MpiWorld world) {
        if (world.size() != launcher.ranks()) {
            int seen = world.size();
            String library = world.library();
            world.close();
            throw new InputException(launcher.name() + " started " + launcher.ranks() + " processes, but " + library
                    + " sees " + seen + ": they do not belong together; start with the launcher of this library (with"
                    + " srun: another --mpi), or name the launcher's library with -D" + MpiLibrary.FILE
                    + "=FILE in SPMTRACK_JVM_FLAGS");
        }
    }
}
