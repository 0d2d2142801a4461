package io.spmtrack.cli.weights;

import io.spmtrack.cli.console.Console;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.report.TextTable;
import io.spmtrack.model.weights.Import;
import io.spmtrack.model.weights.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack weights import}: files of others as one file of this program. */
@Command(
        name = "import",
        description = {
            "Writes one self-contained file of a checkpoint and the backbone it was trained on, and says which tensor came"
                    + " from where. Of a backbone alone: one safetensors file for --backbone."
        })
final class ImportCommand implements Runnable {
    @Mixin
    private Console console;

    @Mixin
    private ModelOptions model;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "An official model.bin, a DINOv2 file, or both: safetensors, PyTorch files, indices of shards,"
                            + " Hugging Face folders. Then model.KEY=VALUE for what differs from the --preset.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = {"--to", "--out"},
            paramLabel = "FILE",
            required = true,
            description = "The file to write, .safetensors.")
    private Path out;

    @Override
    public void run() {
        if (Files.exists(out)) {
            throw new InputException(out + ": exists already; choose another --to");
        }
        List<Path> files = ModelOptions.files(arguments);
        if (files.isEmpty()) {
            throw new InputException("import: no file to import; name a checkpoint, a backbone, or both");
        }
        files.stream().filter(Files::isRegularFile).forEach(Published::refuseRegisters);
        List<Origin> origins = Import.write(files, model.model(arguments), out);
        TextTable table = new TextTable(3, "tensor", "shape", "from");
        Map<Path, Long> counts = new LinkedHashMap<>();
        for (Origin origin : origins) {
            table.add(origin.tensor(), origin.shape().toString(), origin.file().getFileName() + ": " + origin.source());
            counts.merge(origin.file(), 1L, Long::sum);
        }
        console.out().print(table);
        console.out()
                .println(out + ": "
                        + counts.entrySet().stream()
                                .map(each -> each.getValue() + " tensors of " + each.getKey())
                                .collect(Collectors.joining(", ")));
        console.out().flush();
    }
}
