package io.spmtrack.engine.tornado;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Step;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The slabs on a device and one task graph for each kernel on a choice of slabs and for each run of kernels that programs repeat,
 * all in one execution plan. A graph serves every such run: what to do stands in a table, and the cursor says where. Graphs may follow one another in any
 * order, because each takes the slabs from whichever ran before and hands them on.
 */
final class Device implements AutoCloseable {
    /** A kernel and the slabs its arrays stand for. */
    record Key(Kernel kernel, List<Slab> operands) {
        Key {
            operands = List.copyOf(operands);
        }

        static Key of(Call call) {
            return new Key(call.kernel(), call.operands());
        }
    }

    /**
     * Sizes of the arrays, in elements.
     *
     * @param up what one upload may carry
     * @param down what one download may carry
     */
    record Sizes(long parameters, long work, int integers, int up, int down) {
        /** Enough to compile kernels, not to run them. */
        static final Sizes NONE = new Sizes(0, 0, 0, 0, 0);

        /** Memory on the device. */
        long bytes() {
            return DType.BYTES * (parameters + work + 2L * integers + up + down);
        }
    }

    private static final String START = "start";
    private static final String END = "end";
    private static final String TASK = "task";
    private static final String WORK = "work";
    private static final String PARAMETERS = "parameters";
    private static final String INTEGERS = "integers";
    private static final int GROUP = Elementwise.GROUP;

    private final FloatArray parameters;
    private final FloatArray work;
    private final IntArray integers;
    private final IntArray outcome;
    private final FloatArray up;
    private final FloatArray down;
    private final IntArray table;
    private final IntArray cursor;
    private final Map<List<Key>, Step> steps;
    private final Map<List<Key>, Integer> graphs = new LinkedHashMap<>();
    private final List<List<WorkerGrid>> grids = new ArrayList<>();
    private final Map<String, WorkerGrid> copies = new LinkedHashMap<>();
    private final TornadoExecutionPlan plan;
    private final int end;

    /**
     * Builds the plan; nothing is on the device before {@link #compile}.
     *
     * @param runs the kernels of each graph, with the first step that needs it
     * @param words the table: the calls' words, with zeros in front that every kernel takes for nothing to do
     */
    Device(TornadoDevice device, Sizes sizes, Map<List<Key>, Step> runs, int... words) {
        parameters = new FloatArray(size(sizes.parameters()));
        work = new FloatArray(size(sizes.work()));
        integers = new IntArray(size(sizes.integers()));
        outcome = new IntArray(size(sizes.integers()));
        up = new FloatArray(size(sizes.up()));
        down = new FloatArray(size(sizes.down()));
        table = IntArray.fromArray(words);
        int longest = runs.keySet().stream().mapToInt(List::size).max().orElse(1);
        cursor = new IntArray(Math.max(Copies.SIZE, longest));
        integers.init(0);
        cursor.init(0);
        GridScheduler scheduler = new GridScheduler();
        List<ImmutableTaskGraph> all = new ArrayList<>();
        all.add(start(scheduler).snapshot());
        steps = runs;
        runs.keySet().forEach(run -> {
            graphs.put(run, all.size());
            all.add(graph("k" + all.size(), run, scheduler).snapshot());
        });
        end = all.size();
        all.add(end(scheduler).snapshot());
        plan = new TornadoExecutionPlan(all.toArray(ImmutableTaskGraph[]::new));
        plan.withDevice(device);
        plan.withGridScheduler(scheduler);
    }

    private static int size(long elements) {
        return Math.toIntExact(Math.max(16, elements));
    }

    private Object[] slabs() {
        return new Object[] {parameters, work, integers, table};
    }

    private Object array(Slab slab) {
        return switch (slab) {
            case PARAMETERS -> parameters;
            case WORK -> work;
            case INTEGERS -> integers;
        };
    }

    private TaskGraph start(GridScheduler scheduler) {
        TaskGraph graph = new TaskGraph(START)
                .transferToDevice(DataTransferMode.FIRST_EXECUTION, table)
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, up, integers, cursor)
                .task(WORK, Copies::work, new KernelContext(), cursor, up, work)
                .task(PARAMETERS, Copies::parameters, new KernelContext(), cursor, up, parameters)
                .task(INTEGERS, Copies::hold, new KernelContext(), cursor, table, integers)
                .persistOnDevice(slabs());
        List.of(WORK, PARAMETERS, INTEGERS).forEach(task -> copy(START, task, scheduler));
        return graph;
    }

    private TaskGraph end(GridScheduler scheduler) {
        TaskGraph graph = new TaskGraph(END)
                .consumeFromDevice(START, slabs())
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, cursor)
                .task(WORK, Copies::work, new KernelContext(), cursor, work, down)
                .task(PARAMETERS, Copies::parameters, new KernelContext(), cursor, parameters, down)
                .task(INTEGERS, Copies::integers, new KernelContext(), cursor, integers, outcome)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, down, outcome)
                .persistOnDevice(slabs());
        List.of(WORK, PARAMETERS, INTEGERS).forEach(task -> copy(END, task, scheduler));
        return graph;
    }

    private void copy(String graph, String task, GridScheduler scheduler) {
        copies.put(graph + task, grid(graph, task, GROUP, 1, scheduler));
    }

    private static WorkerGrid grid(String graph, String task, int x, int y, GridScheduler scheduler) {
        WorkerGrid grid = new WorkerGrid3D(x, y, 1);
        grid.setLocalWork(x, y, 1);
        scheduler.addWorkerGrid(graph + "." + task, grid);
        return grid;
    }

    private TaskGraph graph(String name, List<Key> run, GridScheduler scheduler) {
        TaskGraph graph = new TaskGraph(name)
                .consumeFromDevice(START, slabs())
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, cursor);
        List<WorkerGrid> own = new ArrayList<>();
        for (int slot = 0; slot < run.size(); slot++) {
            Key key = run.get(slot);
            Kernel kernel = key.kernel();
            Object[] arrays = key.operands().stream().map(this::array).toArray();
            kernel.add(graph, TASK + slot, cursor, slot, table, arrays);
            own.add(grid(name, TASK + slot, kernel.groupX(), kernel.groupY(), scheduler));
        }
        grids.add(own);
        return graph.persistOnDevice(slabs());
    }

    /** Compiles every graph and runs it once on nothing; returns the milliseconds each took. */
    Map<List<Key>, Double> compile() {
        Map<List<Key>, Double> times = new LinkedHashMap<>();
        execute(0);
        graphs.forEach((run, graph) -> {
            long start = System.nanoTime();
            cursor.init(0);
            try {
                execute(graph);
            } catch (RuntimeException | Error failure) {
                throw Failures.building(run, steps.get(run), failure);
            }
            times.put(run, (System.nanoTime() - start) / 1e6);
        });
        execute(end);
        return times;
    }

    private void execute(int graph) {
        plan.withGraph(graph).execute();
    }

    /** Runs calls whose words lie where they say, as one execution. */
    void run(List<Lowered.Placed> calls) {
        int graph = aim(calls);
        for (int slot = 0; slot < calls.size(); slot++) {
            cursor.set(slot, calls.get(slot).place());
        }
        try {
            execute(graph);
        } catch (RuntimeException | Error failure) {
            throw Failures.inStep(calls.getFirst().call().step(), calls.size(), failure);
        }
    }

    /** Executes the same with every kernel pointed at the zeros in front of the table, where there is nothing to do. */
    void runEmpty(List<Lowered.Placed> calls) {
        int graph = aim(calls);
        cursor.init(0);
        execute(graph);
    }

    /** The graph of some calls, its grids set for them. */
    private int aim(List<Lowered.Placed> calls) {
        int graph = graphs.get(Lowered.keys(calls));
        for (int slot = 0; slot < calls.size(); slot++) {
            Kernel kernel = calls.get(slot).call().kernel();
            Launch.Groups groups = calls.get(slot).call().grid();
            grids.get(graph - 1)
                    .get(slot)
                    .setGlobalWork(
                            (long) groups.x() * kernel.groupX(), (long) groups.y() * kernel.groupY(), groups.z());
        }
        return graph;
    }

    /** The array that {@link #startRun} and {@link #setParameters} upload. */
    MemorySegment up() {
        return up.getSegment();
    }

    /** The array that {@link #endRun} and {@link #getParameters} fill. */
    MemorySegment down() {
        return down.getSegment();
    }

    /** The integers that {@link #startRun} uploads. */
    MemorySegment integers() {
        return integers.getSegment();
    }

    /** The integers that {@link #endRun} downloads. */
    MemorySegment outcome() {
        return outcome.getSegment();
    }

    /** Uploads the integers and puts the first {@code count} elements of {@link #up} at the start of the work slab. */
    void startRun(int count) {
        cursor.init(0);
        cursor.set(Copies.WORK_COUNT, count);
        items(START, count, 0, 0);
        execute(0);
    }

    /** Brings {@code count} elements from {@code from} of the work slab to {@link #down}, and the first integers. */
    void endRun(int from, int count, int integerCount) {
        cursor.init(0);
        cursor.set(Copies.WORK_FROM, from);
        cursor.set(Copies.WORK_COUNT, count);
        cursor.set(Copies.INTEGERS_COUNT, integerCount);
        items(END, count, 0, integerCount);
        execute(end);
    }

    /** Puts the first {@code count} elements of {@link #up} at {@code to} of the parameter slab. */
    void setParameters(int to, int count) {
        cursor.init(0);
        cursor.set(Copies.PARAMETERS_TO, to);
        cursor.set(Copies.PARAMETERS_COUNT, count);
        items(START, 0, count, 0);
        execute(0);
    }

    /** Brings {@code count} elements from {@code from} of the parameter slab to {@link #down}. */
    void getParameters(int from, int count) {
        cursor.init(0);
        cursor.set(Copies.PARAMETERS_FROM, from);
        cursor.set(Copies.PARAMETERS_COUNT, count);
        items(END, 0, count, 0);
        execute(end);
    }

    private void items(String graph, int inWork, int inParameters, int inIntegers) {
        int[] counts = {inWork, inParameters, inIntegers};
        List<String> tasks = List.of(WORK, PARAMETERS, INTEGERS);
        for (int i = 0; i < counts.length; i++) {
            long items = (long) Launch.Groups.of(counts[i], GROUP).x() * GROUP;
            copies.get(graph + tasks.get(i)).setGlobalWork(items, 1, 1);
        }
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
