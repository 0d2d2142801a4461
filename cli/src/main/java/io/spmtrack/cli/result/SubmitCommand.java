package io.spmtrack.cli.result;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.options.TestData;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.submission.Expected;
import io.spmtrack.eval.submission.Packing;
import io.spmtrack.eval.submission.Server;
import io.spmtrack.eval.submission.Submission;
import io.spmtrack.eval.submission.SubmissionCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack submit}: the zip that an evaluation server wants, after a check of the server's rules. */
@Command(
        name = "submit",
        description = {
            "Packs results for an evaluation server, after a check of the server's rules; each violation is one line.",
            "A zip is checked as it is."
        })
public final class SubmitCommand implements Runnable {
    private static final int MOST_RUNS = 999;

    @Mixin
    private Console console;

    @Parameters(index = "0", paramLabel = "SERVER", description = "got10k or trackingnet.")
    private String server;

    @Parameters(
            index = "1",
            paramLabel = "RUN",
            description = "Folder of an evaluation or of result files in any format; or a zip, to be checked only.")
    private Path run;

    @Option(
            names = "--data",
            paramLabel = "SPEC",
            description = "The data set: lengths and first boxes are checked against it.")
    private List<String> data = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Default: GOT10k-test.zip or TrackingNet-test.zip in the folder.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "spmtrack",
            description = "Of the tracker, a folder in the zip of GOT-10k. Default: ${DEFAULT-VALUE}.")
    private String name;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description =
                    "Runs of each sequence (GOT-10k); missing ones are copies of the first. Default: those found.")
    private Optional<Integer> runs = Optional.empty();

    @Option(
            names = "--rasterize",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Round corners outwards to whole pixels, as the official code does. Default: on.")
    private boolean rasterize;

    @Override
    public void run() {
        Server chosen = Server.of(server);
        int wanted = runs.orElse(0);
        if (runs.isPresent() && (wanted < 1 || wanted > MOST_RUNS || (wanted > 1 && chosen != Server.GOT10K))) {
            throw new InputException("--runs=" + wanted + ": a number from 1 to " + MOST_RUNS
                    + " is expected, and more than 1 only for got10k");
        }
        List<Expected> expected = chosen.sequences(data.isEmpty() ? List.of() : TestData.open(data));
        if (Files.isRegularFile(run)) {
            finish(SubmissionCheck.violations(run, chosen, expected), run + ": in order for " + chosen.label(), run);
            return;
        }
        Packing packing = new Packing(new Submission(chosen, name, rasterize), expected);
        List<Submission.Runs> sequences = packing.read(run, wanted);
        Path file = out.orElseGet(() -> run.resolve(chosen.zip() + ".zip"));
        finish(
                packing.write(file, sequences),
                file + ": " + sequences.size() + " sequences, "
                        + sequences.getFirst().runs().size() + " runs each, for " + chosen.label(),
                file);
    }

    private void finish(List<String> violations, String done, Path file) {
        violations.forEach(console.out()::println);
        if (violations.isEmpty()) {
            console.out().println(done);
        }
        console.out().flush();
        if (!violations.isEmpty()) {
            throw new InputException(file + ": " + violations.size()
                    + (violations.size() == 1 ? " rule is" : " rules are") + " violated; correct what is listed");
        }
    }
}
