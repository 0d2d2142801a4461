package io.spmtrack.cli.weights;

import io.spmtrack.cli.console.Console;
import io.spmtrack.engine.file.TensorEntry;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.eval.report.TextTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code spmtrack weights inspect}: names, shapes, types and sums of a file's tensors, and the settings it carries. */
@Command(name = "inspect", description = "Lists the tensors of files: name, type, shape, sum, range.")
final class InspectCommand implements Runnable {
    @Mixin
    private Console console;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "safetensors or PyTorch files, or indices of shards.")
    private List<Path> files = new ArrayList<>();

    @Override
    public void run() {
        files.forEach(this::inspect);
        console.out().flush();
    }

    private void inspect(Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            TextTable table = new TextTable(3, "tensor", "type", "shape", "sum", "min", "max");
            long elements = 0;
            for (TensorEntry entry : file.entries().values()) {
                elements += entry.elements();
                table.add(row(TensorSummary.of(file, entry), entry));
            }
            console.out().print(table);
            console.out()
                    .printf(
                            Locale.ROOT,
                            "%s: %s, %d tensors, %,d elements%n",
                            path,
                            file.format().toString().toLowerCase(Locale.ROOT),
                            file.entries().size(),
                            elements);
            file.metadata().forEach((key, value) -> console.out().println(key + ": " + printable(value)));
        }
    }

    private static String[] row(TensorSummary summary, TensorEntry entry) {
        return new String[] {
            entry.name(),
            entry.type().toString().toLowerCase(Locale.ROOT),
            entry.shape().toString(),
            number(summary.sum()),
            number(summary.least()),
            number(summary.most()) + (summary.notFinite() > 0 ? " (" + summary.notFinite() + " not finite)" : "")
        };
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.6g", value);
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
