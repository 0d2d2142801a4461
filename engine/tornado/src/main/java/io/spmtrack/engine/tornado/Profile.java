package io.spmtrack.engine.tornado;

import io.spmtrack.engine.InputException;
import java.util.Set;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;

/**
 * What a kind of device wants, by system properties that tornado-config/profiles sets.
 *
 * @param tasks launches that are one execution at most
 * @param tile results of a work-group of matrix products along each axis
 */
record Profile(int tasks, int tile) {
    static final String TASKS = "spmtrack.tornado.tasks";
    static final String TILE = "spmtrack.tornado.tile";

    private static final int MOST_TASKS = 100;
    private static final Set<Integer> TILES = Set.of(32, 64, 128);

    /** For a GPU. */
    static final Profile GPU = new Profile(16, 64);

    Profile {
        if (tasks < 1 || tasks > MOST_TASKS) {
            throw new InputException("-D" + TASKS + "=" + tasks + ": a number from 1 to " + MOST_TASKS
                    + " is expected, no task graph holds more");
        }
        if (!TILES.contains(tile)) {
            throw new InputException("-D" + TILE + "=" + tile + ": products have tiles of 32, 64 or 128");
        }
    }

    /** As the properties say; without them as few kernels as can be on a device that is no GPU, because it compiles slowly. */
    static Profile of(TornadoDevice device) {
        int tasks = device.getDeviceType() == TornadoDeviceType.GPU ? GPU.tasks() : 1;
        return new Profile(number(TASKS, tasks), number(TILE, GPU.tile()));
    }

    private static int number(String property, int otherwise) {
        String value = System.getProperty(property);
        try {
            return value == null ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new InputException("-D" + property + "=" + value + ": a number is expected", e);
        }
    }
}
