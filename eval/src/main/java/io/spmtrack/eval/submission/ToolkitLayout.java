package io.spmtrack.eval.submission;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.result.ResultFormat;
import io.spmtrack.eval.result.ResultWriter;
import io.spmtrack.eval.result.SequenceResult;
import io.spmtrack.eval.result.TextOutput;
import io.spmtrack.eval.result.TrackedFrame;
import io.spmtrack.model.image.Box;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Trees of result files in which other toolkits find the results by themselves. */
public enum ToolkitLayout {
    /**
     * {@code TRACKER/default/NAME.txt}, tab separated, with {@code NAME_time.txt}: PyTracking's {@code results_path}. Names have
     * the prefixes of that toolkit, and boxes of LaSOT and VastTrack count pixels from 1.
     */
    PYTRACKING {
        @Override
        void write(Path root, String tracker, String dataset, SequenceResult result) {
            int origin =
                    dataset.equals("lasot-test") || dataset.equals("lasot") || dataset.startsWith("vasttrack") ? 1 : 0;
            Path file = ResultWriter.file(
                    prefix(dataset) + result.name(),
                    ResultFormat.OTB,
                    root.resolve(tracker).resolve("default"));
            TextOutput.write(file, boxes(result, "\t", origin));
            TextOutput.write(
                    file.resolveSibling(prefix(dataset) + result.name() + "_time.txt"),
                    rows(result, frame -> String.format(Locale.ROOT, "%.6f", frame.seconds())));
        }
    },
    /** {@code GOT-10k/TRACKER/NAME/NAME_001.txt} and {@code OTB2015/TRACKER/NAME.txt}: the {@code result_dir} of the GOT-10k toolkit. */
    GOT10K {
        @Override
        void write(Path root, String tracker, String dataset, SequenceResult result) {
            Path folder = root.resolve(experiment(dataset)).resolve(tracker);
            if (dataset.startsWith("got10k")) {
                ResultWriter.write(result, ResultFormat.GOT10K, folder);
                return;
            }
            TextOutput.write(ResultWriter.file(result.name(), ResultFormat.OTB, folder), boxes(result, ",", 0));
            TextOutput.write(
                    folder.resolve("times").resolve(result.name() + "_time.txt"),
                    rows(result, frame -> String.format(Locale.ROOT, "%.8f", frame.seconds())));
        }
    };

    /** Writes the files of one sequence. */
    abstract void write(Path root, String tracker, String dataset, SequenceResult result);

    /** The name on the command line, and of the tree's folder. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws InputException if there is no such layout, naming those there are */
    public static ToolkitLayout of(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equals(label.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new InputException("unknown layout " + label + "; choose one of "
                        + Arrays.stream(values()).map(ToolkitLayout::label).collect(Collectors.joining(", "))));
    }

    /** Writes the results of one sequence into the tree below a folder, and returns the tree's root. */
    public Path add(Path folder, String tracker, String dataset, SequenceResult result) {
        Path root = folder.resolve(label());
        write(root, tracker, dataset, result);
        return root;
    }

    private static String prefix(String dataset) {
        if (dataset.startsWith("uav")) {
            return "uav_";
        }
        if (dataset.startsWith("nfs")) {
            return "nfs_";
        }
        return dataset.startsWith("tc128") ? "tpl_" : "";
    }

    private static String experiment(String dataset) {
        String[] names = {
            "got10k",
            "GOT-10k",
            "otb",
            "OTB2015",
            "lasot",
            "LaSOT",
            "uav123",
            "UAV123",
            "nfs",
            "NfS",
            "tc128",
            "TColor128",
            "trackingnet",
            "TrackingNet"
        };
        for (int i = 0; i < names.length; i += 2) {
            if (dataset.equals(names[i])
                    || dataset.startsWith(names[i] + "-t")
                    || dataset.startsWith(names[i] + "-v")) {
                return names[i + 1];
            }
        }
        return dataset;
    }

    private static String boxes(SequenceResult result, String separator, int origin) {
        return rows(result, frame -> {
            Box box = frame.box();
            return String.format(
                    Locale.ROOT,
                    "%.3f%s%.3f%s%.3f%s%.3f",
                    box.x1() + origin,
                    separator,
                    box.y1() + origin,
                    separator,
                    box.width(),
                    separator,
                    box.height());
        });
    }

    private static String rows(SequenceResult result, Function<TrackedFrame, String> row) {
        return result.frames().stream().map(row).collect(Collectors.joining("\n", "", "\n"));
    }
}
