package io.spmtrack.cli.data;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.console.DataProgress;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.eval.read.TrainingSet;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack data ls}: the sequences of data sets as training and evaluation see them. */
@Command(
        name = "ls",
        description = "Lists sequences: frames, size of the first, targets, and frames in which these exist.")
final class LsCommand implements Runnable {
    @Mixin
    private Console console;

    @Option(names = "--count", description = "Only the line of each data set, not those of its sequences.")
    private boolean count;

    @Parameters(arity = "1..*", paramLabel = "SPEC", description = "Data, e.g. lasot:/data/LaSOT?split=train.")
    private List<String> specs = new ArrayList<>();

    @Override
    public void run() {
        specs.forEach(text -> list(DataSpec.parse(text)));
        console.out().flush();
    }

    private void list(DataSpec spec) {
        TrainingSet set;
        try (DataProgress progress = new DataProgress(console)) {
            set = Datasets.training(spec, "train", progress);
        }
        long frames = 0;
        long targets = 0;
        for (List<Sequence> member : set.members()) {
            frames += member.getFirst().size();
            targets += member.size();
            if (!count) {
                line(set.name(), member);
            }
        }
        console.out()
                .printf(
                        Locale.ROOT,
                        "%s: %,d %s, %,d frames, %,d targets%s%n",
                        set.name(),
                        set.members().size(),
                        spec.endless() ? "of endless sequences" : "sequences",
                        frames,
                        targets,
                        spec.endless() ? "" : "; " + spec.path());
    }

    private void line(String dataset, List<Sequence> targets) {
        Sequence first = targets.getFirst();
        FrameSize size = first.frames().frameSize();
        long seen = targets.stream().mapToLong(LsCommand::existing).sum();
        PrintWriter out = console.out();
        out.printf(
                Locale.ROOT,
                "%s/%s\t%d\t%dx%d\t%d\t%d%n",
                dataset,
                targets.size() == 1 ? first.name() : first.name().replaceFirst("#1$", ""),
                first.size(),
                size.width(),
                size.height(),
                targets.size(),
                seen);
    }

    private static long existing(Sequence sequence) {
        return IntStream.range(0, sequence.size())
                .filter(sequence.truth()::exists)
                .count();
    }
}
