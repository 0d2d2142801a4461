package io.spmtrack.engine.tornado.device;

import io.spmtrack.engine.tornado.kernels.Copies;
import io.spmtrack.engine.tornado.kernels.Kernel;
import io.spmtrack.engine.tornado.library.CuBlas;
import io.spmtrack.engine.tornado.library.CuDnn;
import io.spmtrack.engine.tornado.library.LargeAttention;
import io.spmtrack.engine.tornado.library.LargeProduct;
import io.spmtrack.engine.tornado.library.LibraryCall;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;

/**
 * The slabs on a device and one task graph for each kernel on a choice of slabs and for each run of kernels that programs repeat,
 * all in one execution plan. A graph serves every such run: what to do stands in a table, and the cursor says where. Graphs may
 * follow one another in any order, because each takes the slabs from whichever ran before and hands them on.
 */
public final class Device implements AutoCloseable {
    /**
     * A kernel and the slabs its arrays stand for.
     *
     * @param library of a call of NVIDIA's libraries
     */
    public record Key(Kernel kernel, List<Slab> operands, Optional<LibraryCall> library) {
        public Key {
            operands = List.copyOf(operands);
        }

        static Key of(Call call) {
            return new Key(call.kernel(), call.operands(), call.library());
        }
    }

    private static final String TASK = "task";

    private final SlabArrays arrays;
    private final boolean capturing;
    private final int tile;
    private final Map<List<Key>, Graph> runs;
    private final Map<List<Key>, Integer> graphs = new LinkedHashMap<>();
    private final List<List<WorkerGrid>> grids = new ArrayList<>();
    private final Transfers transfers;
    private final TornadoExecutionPlan plan;
    private final int end;

    /**
     * Builds the plan; nothing is on the device before {@link #compile}.
     *
     * @param sizes of the arrays
     * @param runs task graphs by the kernels of their tasks
     * @param tile results of a work-group of matrix products along each axis
     * @param table words of all calls, with zeros in front that every kernel takes for nothing to do
     * @param capturing whether what is always run on the same grids becomes a CUDA graph, where there are such
     */
    public Device(
            TornadoDevice device,
            SlabArrays.Sizes sizes,
            Map<List<Key>, Graph> runs,
            int tile,
            int[] table,
            boolean capturing) {
        this.runs = runs;
        this.tile = tile;
        int longest = runs.keySet().stream().mapToInt(List::size).max().orElse(1);
        arrays = SlabArrays.of(sizes, longest, table);
        this.capturing = capturing && device.getTornadoVMBackend() == TornadoVMBackendType.CUDA;
        GridScheduler scheduler = new GridScheduler();
        List<ImmutableTaskGraph> all = new ArrayList<>();
        transfers = new Transfers(arrays, scheduler);
        all.add(transfers.start().snapshot());
        runs.keySet().forEach(run -> {
            graphs.put(run, all.size());
            all.add(graph("k" + all.size(), run, scheduler).snapshot());
        });
        end = all.size();
        all.add(transfers.end().snapshot());
        plan = new TornadoExecutionPlan(all.toArray(ImmutableTaskGraph[]::new));
        plan.withDevice(device);
        plan.withGridScheduler(scheduler);
    }

    private TaskGraph graph(String name, List<Key> run, GridScheduler scheduler) {
        TaskGraph graph = new TaskGraph(name)
                .consumeFromDevice(Transfers.START, arrays.resident())
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, arrays.cursor());
        List<WorkerGrid> own = new ArrayList<>();
        for (int slot = 0; slot < run.size(); slot++) {
            Key key = run.get(slot);
            Kernel kernel = key.kernel();
            Object[] operands = key.operands().stream().map(arrays::of).toArray();
            if (kernel.compiled()) {
                kernel.add(graph, TASK + slot, arrays.cursor(), slot, arrays.table(), tile, operands);
                own.add(Transfers.grid(name, TASK + slot, kernel.groupX(), kernel.groupY(), scheduler));
            } else {
                switch (key.library().orElseThrow()) {
                    case LargeProduct product -> CuBlas.add(graph, TASK + slot, product, operands);
                    case LargeAttention attention -> CuDnn.add(graph, TASK + slot, attention, operands);
                }
                own.add(new WorkerGrid3D(1, 1, 1)); // Nobody asks for it.
            }
        }
        grids.add(own);
        return graph.persistOnDevice(arrays.resident());
    }

    /** Compiles every graph and runs it once on nothing; returns the milliseconds each took. */
    public Map<List<Key>, Double> compile() {
        Map<List<Key>, Double> times = new LinkedHashMap<>();
        execute(0);
        List<List<Key>> order = new ArrayList<>(graphs.keySet());
        order.sort(Comparator.comparingLong(Device::attention).reversed());
        order.forEach(run -> {
            int graph = graphs.get(run);
            long start = System.nanoTime();
            arrays.cursor().init(0);
            capture(run, graph);
            try {
                execute(graph);
            } catch (RuntimeException | Error failure) {
                throw DeviceFailures.building(run, runs.get(run).step(), failure);
            }
            times.put(run, (System.nanoTime() - start) / 1e6);
        });
        execute(end);
        return times;
    }

    /**
     * Operations of the largest attention by cuDNN. TornadoVM has one workspace for all, and frees it for a larger one: a CUDA graph
     * captured before would keep the old one, so the largest comes first.
     */
    private static long attention(List<Key> run) {
        return run.stream()
                .flatMap(key -> key.library().stream())
                .filter(LargeAttention.class::isInstance)
                .mapToLong(LibraryCall::operations)
                .max()
                .orElse(0);
    }

    /** A CUDA graph keeps the grids of its first execution: only what is always run on the same ones may become one. */
    private void capture(List<Key> run, int graph) {
        if (capturing && runs.get(run).isFixed()) {
            aim(run, runs.get(run).grids().iterator().next());
            plan.withGraph(graph).withCUDAGraph();
        }
    }

    private void execute(int graph) {
        plan.withGraph(graph).execute();
    }

    /** Runs calls whose words lie where they say, as one execution. */
    public void run(List<PlacedCall> calls) {
        int graph = aim(calls);
        for (int slot = 0; slot < calls.size(); slot++) {
            arrays.cursor().set(slot, calls.get(slot).place());
        }
        try {
            execute(graph);
        } catch (RuntimeException | Error failure) {
            throw DeviceFailures.inStep(calls.getFirst().call().step(), calls.size(), failure);
        }
    }

    /**
     * Executes the same with every kernel pointed at the zeros in front of the table, where there is nothing to do; what
     * NVIDIA's libraries do is computed all the same.
     */
    public void runEmpty(List<PlacedCall> calls) {
        int graph = aim(calls);
        arrays.cursor().init(0);
        execute(graph);
    }

    private int aim(List<PlacedCall> calls) {
        return aim(PlacedCall.keys(calls), PlacedCall.grids(calls));
    }

    /** The graph of some kernels, its grids set. */
    private int aim(List<Key> run, List<Launch.Groups> groups) {
        int graph = graphs.get(run);
        for (int slot = 0; slot < run.size(); slot++) {
            Kernel kernel = run.get(slot).kernel();
            Launch.Groups each = groups.get(slot);
            grids.get(graph - 1)
                    .get(slot)
                    .setGlobalWork((long) each.x() * kernel.groupX(), (long) each.y() * kernel.groupY(), each.z());
        }
        return graph;
    }

    /** The array that {@link #startRun} and {@link #setParameters} upload. */
    public MemorySegment up() {
        return arrays.up().getSegment();
    }

    /** The array that {@link #endRun} and {@link #getParameters} fill. */
    public MemorySegment down() {
        return arrays.down().getSegment();
    }

    /** The integers that {@link #startRun} uploads. */
    public MemorySegment integers() {
        return arrays.integers().getSegment();
    }

    /** The integers that {@link #endRun} downloads. */
    public MemorySegment outcome() {
        return arrays.outcome().getSegment();
    }

    /** Uploads the integers and puts the first {@code count} elements of {@link #up} at the start of the work slab. */
    public void startRun(int count) {
        arrays.cursor().init(0);
        arrays.cursor().set(Copies.WORK_COUNT, count);
        transfers.before(count, 0, 0);
        execute(0);
    }

    /** Brings {@code count} elements from {@code from} of the work slab to {@link #down}, and the first integers. */
    public void endRun(int from, int count, int integerCount) {
        arrays.cursor().init(0);
        arrays.cursor().set(Copies.WORK_FROM, from);
        arrays.cursor().set(Copies.WORK_COUNT, count);
        arrays.cursor().set(Copies.INTEGERS_COUNT, integerCount);
        transfers.after(count, 0, integerCount);
        execute(end);
    }

    /** Puts the first {@code count} elements of {@link #up} at {@code to} of the parameter slab. */
    public void setParameters(int to, int count) {
        arrays.cursor().init(0);
        arrays.cursor().set(Copies.PARAMETERS_TO, to);
        arrays.cursor().set(Copies.PARAMETERS_COUNT, count);
        transfers.before(0, count, 0);
        execute(0);
    }

    /** Brings {@code count} elements from {@code from} of the parameter slab to {@link #down}. */
    public void getParameters(int from, int count) {
        arrays.cursor().init(0);
        arrays.cursor().set(Copies.PARAMETERS_FROM, from);
        arrays.cursor().set(Copies.PARAMETERS_COUNT, count);
        transfers.after(0, count, 0);
        execute(end);
    }

    @Override
    public void close() {
        try {
            plan.close();
        } catch (TornadoExecutionPlanException e) {
            throw new IllegalStateException("the device's memory could not be freed: " + e.getMessage(), e);
        }
    }
}
