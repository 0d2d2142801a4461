package io.spmtrack.cli;

import io.spmtrack.cli.console.OptionKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import picocli.CommandLine;

/** One command line, run in this JVM, and what came of it. */
public record Call(int code, String out, String err) {
    /** A model that takes a second to train a few steps. */
    private static final List<String> SMALL = List.of(
            "model.embed_dim=24",
            "model.depth=1",
            "model.num_heads=2",
            "model.patch=8",
            "model.template_size=24",
            "model.search_size=48",
            "model.r=4",
            "train.steps=4",
            "train.batch=2",
            "train.validate_every=2",
            "train.validation_samples=2",
            "sampling.samples_per_epoch=8",
            "schedule.warmup=2",
            "data.train=synthetic:?size=128x96&length=16",
            "data.val=synthetic:?split=val&size=128x96&length=16",
            "data.test=synthetic:?split=test&limit=2&length=8&size=128x96");

    private static Path trained;

    public static Call of(String... arguments) {
        return to(new StringWriter(), arguments);
    }

    /** As {@link #of}, with an output that can be read meanwhile. */
    static Call to(StringWriter out, String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine line = Spmtrack.commandLine(new Spmtrack(), arguments);
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int code = line.execute(OptionKeys.expand(line, arguments));
        return new Call(code, out.toString(), err.toString());
    }

    /** The arguments of a small training run into a folder, with more of them. */
    public static String[] training(Path folder, String... more) {
        return Stream.of(Stream.of("train", "-q", "--out", folder.toString()), SMALL.stream(), Stream.of(more))
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    /** The arguments with more of them. */
    static String[] joined(List<String> arguments, String... more) {
        return Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new);
    }

    /** Keys of {@link #training} alone, for a new JVM. */
    static List<String> command(Path folder, String... more) {
        return new ArrayList<>(List.of(training(folder, more)));
    }

    /** The folder of one small run that all tests share until the JVM ends; they do not write into it. */
    static synchronized Path trained() {
        if (trained == null) {
            try {
                Path folder = temporary("spmtrack-trained");
                of(training(folder, "data.test=")).succeeds();
                trained = folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return trained;
    }

    /** A new folder that is removed when the JVM ends. */
    static Path temporary(String name) throws IOException {
        Path folder = Files.createTempDirectory(name);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
        return folder;
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String weights() {
        return trained().resolve("checkpoint").resolve("best.safetensors").toString();
    }

    Call succeeds() {
        Assertions.assertEquals(0, code, err);
        return this;
    }

    /** The one line on standard error of a call with wrong input. */
    public String refused() {
        Assertions.assertEquals(2, code, () -> out + err);
        Assertions.assertEquals(1, err.lines().count(), err);
        Assertions.assertFalse(err.contains("Exception"), err);
        return err;
    }
}
