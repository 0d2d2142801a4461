package io.spmtrack.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.job.Together;
import io.spmtrack.cli.options.BackendOptions;
import io.spmtrack.cli.options.Place;
import io.spmtrack.cli.options.SelfTest;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.eval.comparison.Machine;
import io.spmtrack.eval.report.TextTable;
import io.spmtrack.eval.video.VideoWriter;
import io.spmtrack.model.image.Image;
import io.spmtrack.train.world.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spmtrack info}: the machine, what was found on it, and whether each backend computes what it should. */
@Command(
        name = "info",
        description =
                "Machine, JDK, backends with a quick self-test, optional programs that were found; the ranks of a job.")
public final class InfoCommand implements Runnable {
    @Mixin
    private Console console;

    @Option(names = "--json", paramLabel = "FILE", description = "Write it as JSON; - for standard output.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--device", paramLabel = "N", description = "Test this device; default: the first GPU.")
    private Optional<String> device = Optional.empty();

    /**
     * A backend and how its self-test went.
     *
     * @param devices what it sees, one line each
     * @param remarks about how it computes, one line each
     * @param missing why it cannot be used, if so
     */
    private record Tested(
            String backend,
            List<String> devices,
            List<SelfTest.Outcome> outcomes,
            List<String> remarks,
            Optional<String> missing) {
        static Tested of(Backend backend) {
            List<String> devices = List.of();
            try {
                devices = backend.devices();
                List<SelfTest.Outcome> outcomes = SelfTest.run(backend);
                return new Tested(backend.name(), devices, outcomes, backend.remarks(), Optional.empty());
            } catch (InputException missing) {
                return new Tested(backend.name(), devices, List.of(), List.of(), Optional.of(missing.getMessage()));
            }
        }
    }

    @Override
    public void run() {
        Together.run(console, this::run);
    }

    /** The first rank looks at its machine; of the others it shows where they run. */
    private void run(World world) {
        List<Place> places = Place.all(world);
        if (world.size() > 1) {
            List<String> devices = world.gather(devices());
            console.out().println("mpi       " + world.library());
            console.out().print(ranks(places, devices));
            console.out().flush();
        }
        if (world.writes()) {
            look();
        }
        world.await();
    }

    private static String devices() {
        List<String> devices = new ArrayList<>();
        BackendOptions.services().stream().filter(Backend::ready).forEach(each -> devices.addAll(each.devices()));
        return devices.isEmpty() ? "cpu" : String.join("; ", devices);
    }

    private static TextTable ranks(List<Place> places, List<String> devices) {
        TextTable table = new TextTable(6, "rank", "host", "cores", "threads", "lanes", "devices");
        for (int rank = 0; rank < places.size(); rank++) {
            Place place = places.get(rank);
            table.add(
                    Integer.toString(rank),
                    place.host(),
                    place.cores() + (place.allowed().isEmpty() ? "" : " (" + place.allowed() + ")"),
                    Integer.toString(place.threads(places)),
                    Integer.toString(place.lanes()),
                    devices.get(rank));
        }
        return table;
    }

    private void look() {
        Machine machine = Machine.here();
        List<Tested> tested = new ArrayList<>();
        List<Backend> backends = new ArrayList<>(List.of(new CpuBackend(machine.cores()), new ReferenceBackend()));
        BackendOptions.services()
                .forEach(each -> backends.add(device.map(each::on).orElse(each)));
        backends.forEach(backend -> tested.add(Tested.of(backend)));
        if (!json.map(Console::standardOutput).orElse(false)) {
            print(machine, tested);
        }
        json.ifPresent(file -> console.json(file, json(machine, tested)));
        tested.stream()
                .filter(each -> !each.outcomes().stream().allMatch(SelfTest.Outcome::passed))
                .findFirst()
                .ifPresent(each -> {
                    throw new IllegalStateException(
                            "backend " + each.backend() + " fails its self-test on this machine");
                });
    }

    private static int lanes() {
        return FloatVector.SPECIES_PREFERRED.length();
    }

    private static String jpeg() {
        return Image.fastJpeg() ? "libjpeg-turbo" : "the JDK's (libjpeg-turbo is not installed)";
    }

    private static String ffmpeg() {
        return VideoWriter.installed().orElse("not found: videos and cameras cannot be read, videos not be written");
    }

    private void print(Machine machine, List<Tested> tested) {
        console.out().println("version   " + machine.version());
        console.out().println("JDK       " + machine.jdk());
        console.out().println("system    " + machine.system());
        console.out()
                .println("cpu       " + machine.cpu() + ", " + machine.cores() + " cores, " + lanes() + " float lanes, "
                        + machine.memoryMegabytes() + " MiB memory");
        console.out().println("jpeg      " + jpeg());
        console.out().println("ffmpeg    " + ffmpeg());
        for (Tested each : tested) {
            each.devices().forEach(device -> console.out().println("device    " + device));
            each.missing()
                    .ifPresent(why -> console.out().println("backend   " + each.backend() + " not usable: " + why));
            for (SelfTest.Outcome outcome : each.outcomes()) {
                console.out()
                        .printf(
                                Locale.ROOT,
                                "backend   %-10s %-15s %s (difference %.1e)%n",
                                each.backend(),
                                outcome.name(),
                                outcome.passed() ? "ok" : "FAILED",
                                outcome.difference());
            }
            each.remarks().forEach(remark -> console.out().printf("backend   %-10s %s%n", each.backend(), remark));
        }
        console.out().flush();
    }

    private static String json(Machine machine, List<Tested> tested) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("version", machine.version());
        root.put("jdk", machine.jdk());
        root.put("system", machine.system());
        root.put("cpu", machine.cpu());
        root.put("cores", machine.cores());
        root.put("lanes", lanes());
        root.put("memory_mib", machine.memoryMegabytes());
        root.put("jpeg", Image.fastJpeg() ? "libjpeg-turbo" : "imageio");
        VideoWriter.installed().ifPresent(version -> root.put("ffmpeg", version));
        ArrayNode backends = root.putArray("backends");
        for (Tested each : tested) {
            ObjectNode backend = backends.addObject().put("name", each.backend());
            each.devices().forEach(backend.putArray("devices")::add);
            each.missing().ifPresent(why -> backend.put("missing", why));
            each.remarks().forEach(backend.putArray("remarks")::add);
            ObjectNode test = backend.putObject("self_test");
            each.outcomes().forEach(outcome -> test.put(outcome.name(), outcome.difference()));
            backend.put(
                    "passed",
                    each.missing().isEmpty() && each.outcomes().stream().allMatch(SelfTest.Outcome::passed));
        }
        return root.toPrettyString() + "\n";
    }
}
