package io.spmtrack.engine.tornado.library;

import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.LibraryTaskDescriptor;

/** Attention by NVIDIA's library cuDNN. */
public final class CuDnn {
    public static final NvidiaLibrary LIBRARY =
            new NvidiaLibrary("cuDNN", "tornado.cudnn", "uk.ac.manchester.tornado.cudnn.CuDnn", "tornado-cudnn");

    private static final boolean CAUSAL = false;

    private CuDnn() {}

    /** Adds attention to a graph: queries, keys, values and result. */
    public static void add(TaskGraph graph, String task, LargeAttention attention, Object... arrays) {
        LibraryTaskDescriptor call = LIBRARY.call(
                "sdpaForward",
                arrays[0],
                arrays[1],
                arrays[2],
                arrays[3],
                attention.batch(),
                attention.heads(),
                attention.tokens(),
                attention.others(),
                attention.width(),
                attention.scale(),
                CAUSAL);
        graph.libraryTask(task, any -> call, attention);
    }
}
