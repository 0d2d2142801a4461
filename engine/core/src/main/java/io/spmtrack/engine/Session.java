package io.spmtrack.engine;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/** Loaded programs with their inputs, outputs and workspace. Not thread-safe: one run at a time. */
public interface Session extends AutoCloseable {
    /** The memory of an input, row-major, to be filled before {@link #run}; it stays valid until the session closes. */
    MemorySegment input(String program, String name);

    /** Runs a program to its end. */
    void run(String program);

    /** The values of an output after a run, row-major; overwritten by the next run. */
    MemorySegment output(String program, String name);

    /** The memory of a recorded program's input; see {@link #input(String, String)}. */
    default MemorySegment input(Program.Input input) {
        return input(input.program().name(), input.name());
    }

    /** Runs a recorded program to its end. */
    default void run(Program program) {
        run(program.name());
    }

    /** The values of a recorded program's output; see {@link #output(String, String)}. */
    default MemorySegment output(Program.Output output) {
        return output(output.program().name(), output.name());
    }

    /**
     * What a run of a program does besides computing, by name, to be measured apart: on a device its launches and its transfers.
     */
    default Map<String, Runnable> overheads(String program) {
        return Map.of();
    }

    /** Brings parameters from the device to their host memory. */
    void pull(Iterable<Param> parameters);

    /**
     * Brings parameters changed on the host to the device. A session on the host may keep those that its programs do not change in
     * another form, so it needs to be told as well.
     */
    void push(Iterable<Param> parameters);

    @Override
    void close();
}
