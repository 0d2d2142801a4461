package io.spmtrack.engine.tornado.device;

import io.spmtrack.engine.Step;
import io.spmtrack.engine.tornado.kernels.CallList;
import io.spmtrack.engine.tornado.kernels.Kernel;
import io.spmtrack.engine.tornado.library.LibraryCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One execution on the device: a launch, or several of one kernel on the same slabs that do not depend on one another. */
public final class Call {
    private final List<Launch> launches = new ArrayList<>();
    private int groups;

    Call(Launch first) {
        add(first);
    }

    /** Adds a launch that conflicts with none here. */
    void add(Launch launch) {
        launches.add(launch);
        groups = Math.addExact(groups, launch.groups().x());
    }

    public Kernel kernel() {
        return launches.getFirst().kernel();
    }

    /** The constants of a call of NVIDIA's libraries. */
    public Optional<LibraryCall> library() {
        return launches.getFirst().library();
    }

    public List<Slab> operands() {
        return launches.getFirst().operands();
    }

    /** Whether a launch can be done by the same execution. */
    boolean takes(Launch launch) {
        return kernel().severalCalls()
                && launch.kernel() == kernel()
                && launch.operands().equals(operands())
                && launch.groups().x() <= Integer.MAX_VALUE - groups;
    }

    /** Whether it matters that a launch comes after this. */
    boolean conflicts(Launch launch) {
        return launches.stream().anyMatch(launch::conflicts);
    }

    /** The first step it belongs to, for messages. */
    public Step step() {
        return launches.getFirst().step();
    }

    /** Work-groups along each axis. */
    public Launch.Groups grid() {
        return kernel().severalCalls()
                ? Launch.Groups.row(groups)
                : launches.getFirst().groups();
    }

    /** What the kernel reads about all launches. */
    public int[] words() {
        if (!kernel().severalCalls()) {
            return launches.getFirst().words();
        }
        Words words = new Words().add(launches.size());
        int place = CallList.header(launches.size());
        int first = 0;
        for (Launch launch : launches) {
            words.add(first, place);
            first += launch.groups().x();
            place += launch.words().length;
        }
        launches.forEach(launch -> words.add(launch.words()));
        return words.toArray();
    }

    public List<Launch> launches() {
        return launches;
    }
}
