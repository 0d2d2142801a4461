package io.spmtrack.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.bench.JpegClips;
import io.spmtrack.cli.launch.Argfile;
import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The first seconds of {@code track}: the command is started again and again, each time as a process of its own. */
final class StartBench implements AutoCloseable {
    private static final String MAIN = "io.spmtrack.cli.Main";
    private static final String ARCHIVE = "-XX:SharedArchiveFile=";

    private final JpegClips clips;
    private final int threads;

    StartBench(int frames, int threads) {
        clips = JpegClips.single(frames);
        this.threads = threads;
    }

    /** A file for weights, deleted with the rest. */
    Path weights() {
        return clips.beside("weights.safetensors");
    }

    /**
     * The median of each figure.
     *
     * @param weights as {@code track --weights} takes them
     */
    Pace.Start median(String weights, int runs) {
        List<Pace.Start> all = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            all.add(run(weights));
        }
        return new Pace.Start(
                median(all, Pace.Start::firstBox),
                median(all, Pace.Start::steady),
                median(all, Pace.Start::frame),
                median(all, Pace.Start::compiling));
    }

    private static double median(List<Pace.Start> all, ToDoubleFunction<Pace.Start> figure) {
        return all.stream().mapToDouble(figure).sorted().toArray()[all.size() / 2];
    }

    private Pace.Start run(String weights) {
        Path figures = clips.beside("pace.json");
        Path log = clips.beside("log.txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Argfile.CPU.flags());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith(ARCHIVE))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "track", clips.spec()));
        command.addAll(List.of("--weights", weights, "--threads", Integer.toString(threads), "--pictures", "0"));
        command.addAll(List.of("--out", clips.beside("boxes").toString(), "--pace", figures.toString()));
        try {
            Files.deleteIfExists(figures);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new InputException("a run of track failed: "
                        + Files.readString(log).strip().lines().reduce("", (first, last) -> last));
            }
            return Pace.Start.of((ObjectNode) new ObjectMapper().readTree(figures.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        clips.close();
    }
}
