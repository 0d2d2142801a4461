package io.spmtrack.engine.tornado.device;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.tornado.library.RootCause;
import java.util.List;
import uk.ac.manchester.tornado.api.exceptions.TornadoMemoryException;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;

/** What TornadoVM throws, errors included, as one sentence that says what to do. */
public final class DeviceFailures {
    private DeviceFailures() {}

    /** A failure while so many calls were run, the first of which belongs to a step. */
    static RuntimeException inStep(Step step, int calls, Throwable failure) {
        if (isMemory(failure)) {
            return memory(failure);
        }
        return new IllegalStateException(
                "backend tornado: " + RootCause.text(failure) + " in " + step.describe()
                        + (calls > 1
                                ? " or one of the " + (calls - 1) + " launches after it; -D" + Profile.TASKS
                                        + "=1 tells which"
                                : ""),
                failure);
    }

    /** A failure while programs were loaded, which need {@code bytes} of device memory. */
    public static RuntimeException loading(long bytes, Throwable failure) {
        if (failure instanceof InputException || failure instanceof IllegalStateException) {
            return (RuntimeException) failure;
        }
        if (isMemory(failure)) {
            long megabytes = (bytes >> 20) + 1;
            return new InputException(
                    "backend tornado: out of device memory; this job needs " + megabytes
                            + " MiB there: allow it with SPMTRACK_JVM_FLAGS=-Dtornado.device.memory=" + (megabytes + 64)
                            + "MB, or make batch or model smaller",
                    failure);
        }
        if (failure instanceof OutOfMemoryError) {
            return new InputException(
                    "backend tornado: the host's arrays for this job need " + ((bytes >> 20) + 1)
                            + " MiB (" + RootCause.text(failure)
                            + "): allow them with SPMTRACK_JVM_FLAGS=-XX:MaxDirectMemorySize=" + ((bytes >> 30) + 2)
                            + "g, or make batch or model smaller",
                    failure);
        }
        return new IllegalStateException(
                "backend tornado: the programs cannot be loaded: " + RootCause.text(failure), failure);
    }

    /** A kernel that could not be built. */
    static RuntimeException building(List<Device.Key> run, Step step, Throwable failure) {
        if (isMemory(failure)) {
            return (RuntimeException) failure;
        }
        return new IllegalStateException(
                "backend tornado: kernel " + names(run) + " cannot be built (" + RootCause.text(failure)
                        + "), first needed in " + step.describe(),
                failure);
    }

    private static String names(List<Device.Key> run) {
        return String.join(
                " or ", run.stream().map(key -> key.kernel().name()).distinct().toList());
    }

    private static boolean isMemory(Throwable failure) {
        return failure instanceof TornadoOutOfMemoryException || failure instanceof TornadoMemoryException;
    }

    private static RuntimeException memory(Throwable failure) {
        return new InputException(
                "backend tornado: out of device memory (" + RootCause.text(failure)
                        + "): allow more with SPMTRACK_JVM_FLAGS=-Dtornado.device.memory=16GB, or make batch or model smaller",
                failure);
    }
}
