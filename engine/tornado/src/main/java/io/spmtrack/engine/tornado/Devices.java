package io.spmtrack.engine.tornado;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.tornado.library.RootCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/** The devices that TornadoVM sees, and the one that is used. */
final class Devices {
    static final String INSTALL = "see docs/gpu.md, or leave out --backend tornado";

    private Devices() {}

    /** A device and its name {@code backend:device}. */
    record Named(String name, TornadoDevice device) {
        boolean isGpu() {
            return device.getDeviceType() == TornadoDeviceType.GPU;
        }
    }

    /**
     * The device to use.
     *
     * @param wanted a name or a place in the list; without, the first GPU: never what is a CPU
     */
    static TornadoDevice chosen(Optional<String> wanted) {
        List<Named> all = all();
        return IntStream.range(0, all.size())
                .filter(i -> wanted.map(name -> name.equals(all.get(i).name()) || name.equals(Integer.toString(i)))
                        .orElseGet(all.get(i)::isGpu))
                .mapToObj(i -> all.get(i).device())
                .findFirst()
                .orElseThrow(() -> new InputException("backend tornado: "
                        + wanted.map(name -> "there is no device " + name).orElse("no GPU was found")
                        + (all.isEmpty() ? "" : "; there is " + names(all) + ", choose one with --device=NAME") + "; "
                        + INSTALL));
    }

    private static String names(List<Named> all) {
        return String.join(", ", all.stream().map(Devices::describe).toList());
    }

    /** {@code 0:0 (OpenCL, CPU, pthread-skylake, 15000 MiB)}. */
    static String describe(Named named) {
        TornadoDevice device = named.device();
        return named.name() + " (" + device.getTornadoVMBackend() + ", " + device.getDeviceType() + ", "
                + device.getPhysicalDevice().getDeviceName().strip() + ", " + (device.getMaxGlobalMemory() >> 20)
                + " MiB)";
    }

    /** All devices; fails in one sentence where TornadoVM cannot run. */
    static List<Named> all() {
        try {
            return found();
        } catch (RuntimeException | Error failure) {
            throw new InputException(
                    "backend tornado: TornadoVM finds no device (" + RootCause.text(failure) + "); " + INSTALL,
                    failure);
        }
    }

    private static List<Named> found() {
        List<Named> found = new ArrayList<>();
        TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
        for (int backend = 0; backend < runtime.getNumBackends(); backend++) {
            TornadoBackend driver = runtime.getBackend(backend);
            for (int device = 0; device < driver.getNumDevices(); device++) {
                found.add(new Named(backend + ":" + device, driver.getDevice(device)));
            }
        }
        return found;
    }
}
