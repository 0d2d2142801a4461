package io.spmtrack.engine.tornado.device;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.tornado.library.LargeProducts;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;

/**
 * Settings of a kind of device, from system properties that tornado-config/profiles sets.
 *
 * @param tasks launches that are one execution at most
 * @param tile results of a work-group of matrix products along each axis
 * @param large products that are not left to the portable kernel, if any
 */
public record Profile(int tasks, int tile, Optional<LargeProducts> large) {
    public static final String TASKS = "spmtrack.tornado.tasks";
    static final String TILE = "spmtrack.tornado.tile";
    public static final String LIBRARY = "spmtrack.tornado.library";
    static final String LEAST = "spmtrack.tornado.library.least";

    private static final int MOST_TASKS = 100;
    private static final Set<Integer> TILES = Set.of(32, 64, 128);

    /** For a GPU. */
    public static final Profile GPU = new Profile(32, 64, Optional.empty());

    /** Whether NVIDIA's library is used: always, never, or where it is there, right and faster. */
    public enum Use {
        ON,
        OFF,
        AUTO
    }

    public Profile {
        if (tasks < 1 || tasks > MOST_TASKS) {
            throw new InputException("-D" + TASKS + "=" + tasks + ": a number from 1 to " + MOST_TASKS
                    + " is expected, no task graph holds more");
        }
        if (!TILES.contains(tile)) {
            throw new InputException("-D" + TILE + "=" + tile + ": products have tiles of 32, 64 or 128");
        }
    }

    /** As the properties say; without them as few kernels as can be on a device that is no GPU, because it compiles slowly. */
    public static Profile of(TornadoDevice device) {
        int tasks = device.getDeviceType() == TornadoDeviceType.GPU ? GPU.tasks() : 1;
        return new Profile(number(TASKS, tasks), number(TILE, GPU.tile()), Optional.empty());
    }

    /** The same with large products apart. */
    public Profile with(LargeProducts wanted) {
        return new Profile(tasks, tile, Optional.of(wanted));
    }

    /** What the property says about the library. */
    public static Use use() {
        String value = System.getProperty(LIBRARY, "auto");
        return Arrays.stream(Use.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(value))
                .findFirst()
                .orElseThrow(() -> new InputException("-D" + LIBRARY + "=" + value + ": on, off or auto is expected"));
    }

    /** Operations for each copied byte that a product must have to be worth the library. */
    public static int least() {
        return number(LEAST, LargeProducts.WORTH);
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
