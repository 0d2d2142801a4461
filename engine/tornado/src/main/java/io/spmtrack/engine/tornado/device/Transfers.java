package io.spmtrack.engine.tornado.device;

import io.spmtrack.engine.tornado.kernels.Copies;
import io.spmtrack.engine.tornado.kernels.Elementwise;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;

/** The first and the last task graph of a run: what goes to the device and what comes back, {@link Copies} by task. */
final class Transfers {
    /** The graph that puts all arrays on the device. */
    static final String START = "start";

    private static final String END = "end";
    private static final String WORK = "work";
    private static final String PARAMETERS = "parameters";
    private static final String INTEGERS = "integers";
    private static final int GROUP = Elementwise.GROUP;

    private final SlabArrays arrays;
    private final GridScheduler scheduler;
    private final Map<String, WorkerGrid> grids = new LinkedHashMap<>();

    Transfers(SlabArrays arrays, GridScheduler scheduler) {
        this.arrays = arrays;
        this.scheduler = scheduler;
    }

    /** Uploads. */
    TaskGraph start() {
        TaskGraph graph = new TaskGraph(START)
                .transferToDevice(DataTransferMode.FIRST_EXECUTION, arrays.table())
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, arrays.up(), arrays.integers(), arrays.cursor())
                .task(WORK, Copies::work, new KernelContext(), arrays.cursor(), arrays.up(), arrays.work())
                .task(
                        PARAMETERS,
                        Copies::parameters,
                        new KernelContext(),
                        arrays.cursor(),
                        arrays.up(),
                        arrays.parameters())
                .task(INTEGERS, Copies::hold, new KernelContext(), arrays.cursor(), arrays.table(), arrays.integers());
        List.of(WORK, PARAMETERS, INTEGERS).forEach(task -> copy(START, task));
        arrays.staging().keySet().forEach(slab -> {
            arrays.hold(graph, slab);
            copy(START, slab.name());
        });
        return graph.persistOnDevice(arrays.resident());
    }

    /** Downloads. */
    TaskGraph end() {
        TaskGraph graph = new TaskGraph(END)
                .consumeFromDevice(START, arrays.resident())
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, arrays.cursor())
                .task(WORK, Copies::work, new KernelContext(), arrays.cursor(), arrays.work(), arrays.down())
                .task(
                        PARAMETERS,
                        Copies::parameters,
                        new KernelContext(),
                        arrays.cursor(),
                        arrays.parameters(),
                        arrays.down())
                .task(
                        INTEGERS,
                        Copies::integers,
                        new KernelContext(),
                        arrays.cursor(),
                        arrays.integers(),
                        arrays.outcome())
                .transferToHost(DataTransferMode.EVERY_EXECUTION, arrays.down(), arrays.outcome())
                .persistOnDevice(arrays.resident());
        List.of(WORK, PARAMETERS, INTEGERS).forEach(task -> copy(END, task));
        return graph;
    }

    private void copy(String graph, String task) {
        grids.put(graph + task, grid(graph, task, GROUP, 1, scheduler));
    }

    /** A grid of one work-group for a task. */
    static WorkerGrid grid(String graph, String task, int x, int y, GridScheduler scheduler) {
        WorkerGrid grid = new WorkerGrid3D(x, y, 1);
        grid.setLocalWork(x, y, 1);
        scheduler.addWorkerGrid(graph + "." + task, grid);
        return grid;
    }

    /** Elements that the next start copies. */
    void before(int inWork, int inParameters, int inIntegers) {
        items(START, inWork, inParameters, inIntegers);
    }

    /** Elements that the next end copies. */
    void after(int inWork, int inParameters, int inIntegers) {
        items(END, inWork, inParameters, inIntegers);
    }

    private void items(String graph, int inWork, int inParameters, int inIntegers) {
        int[] counts = {inWork, inParameters, inIntegers};
        List<String> tasks = List.of(WORK, PARAMETERS, INTEGERS);
        for (int i = 0; i < counts.length; i++) {
            long items = (long) Launch.Groups.of(counts[i], GROUP).x() * GROUP;
            grids.get(graph + tasks.get(i)).setGlobalWork(items, 1, 1);
        }
    }
}
