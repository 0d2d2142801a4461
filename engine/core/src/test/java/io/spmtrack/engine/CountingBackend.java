package io.spmtrack.engine;

import com.sun.management.OperatingSystemMXBean;
import io.spmtrack.engine.op.Fused;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

/** Another backend, whose runs are watched for allocations on the Java heap. */
public final class CountingBackend implements Backend {
    private static final long PATIENCE = 240_000_000_000L;

    private final Backend backend;

    /** Runs in a row, up to the last, that allocated nothing. */
    private int clean;

    /** Bytes of the last run that allocated any. */
    private long last;

    public CountingBackend(Backend backend) {
        this.backend = backend;
    }

    /**
     * Repeats until a number of runs in a row allocated nothing.
     *
     * @param repeat what runs a program of this backend
     * @throws AssertionError if that has not come after minutes of processor time, in which everything is compiled
     */
    public void settle(int runs, Runnable repeat) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long end = system.getProcessCpuTime() + PATIENCE;
        while (clean < runs) {
            repeat.run();
            if (system.getProcessCpuTime() > end) {
                throw new AssertionError("a run still allocates " + last + " bytes");
            }
        }
    }

    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public boolean fuses(Fused op, List<TensorType> in) {
        return backend.fuses(op, in);
    }

    @Override
    public Session load(Map<String, Plan> programs) {
        return new Counted(backend.load(programs));
    }

    private final class Counted implements Session {
        private final Session session;
        private final HeapBytes heap = new HeapBytes();
        private String program = "";
        private final Runnable run;

        Counted(Session session) {
            this.session = session;
            this.run = () -> session.run(program);
        }

        @Override
        public void run(String name) {
            program = name;
            long bytes = heap.of(run);
            clean = bytes == 0 ? clean + 1 : 0;
            last = bytes == 0 ? last : bytes;
        }

        @Override
        public MemorySegment input(String name, String input) {
            return session.input(name, input);
        }

        @Override
        public MemorySegment output(String name, String output) {
            return session.output(name, output);
        }

        @Override
        public void pull(Iterable<Param> parameters) {
            session.pull(parameters);
        }

        @Override
        public void push(Iterable<Param> parameters) {
            session.push(parameters);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
