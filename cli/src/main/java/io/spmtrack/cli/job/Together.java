package io.spmtrack.cli.job;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.console.Failure;
import io.spmtrack.engine.InputException;
import io.spmtrack.train.world.World;
import io.spmtrack.train.world.Worlds;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** Runs a command's work in every rank of a job. The first one speaks; a rank that fails says so and ends the job. */
public final class Together {
    // A fault that all ranks have is told once: the first rank has ended the job by then.
    private static final long AFTER_THE_FIRST = 700;

    private Together() {}

    /** Joins the other ranks, works and leaves; alone where nobody has started several. */
    public static void run(Console console, Consumer<World> work) {
        World world = join();
        PrintWriter errors = world.writes() ? console.errors() : console.silence();
        if (world.size() == 1) {
            try (world) {
                work.accept(world);
            }
            return;
        }
        try {
            work.accept(world);
            world.at("the end");
            world.close();
        } catch (RuntimeException | Error e) {
            fail(world, e, errors);
            throw e;
        }
    }

    private static World join() {
        try {
            return Worlds.join();
        } catch (InputException e) {
            if (Worlds.speaksLast()) {
                pause();
            }
            throw e;
        }
    }

    /** One write, so that lines of ranks do not mix. */
    private static void fail(World world, Throwable e, PrintWriter errors) {
        if (!world.writes()) {
            pause();
        }
        errors.print("spmtrack: rank " + world.rank() + " of " + world.size() + ": " + Failure.line(e) + "\n");
        errors.flush();
        world.abort(Failure.code(e));
    }

    private static void pause() {
        try {
            Thread.sleep(AFTER_THE_FIRST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
