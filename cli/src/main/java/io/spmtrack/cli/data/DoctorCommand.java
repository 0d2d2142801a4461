package io.spmtrack.cli.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.console.DataProgress;
import io.spmtrack.eval.doctor.Checkup;
import io.spmtrack.eval.doctor.Defect;
import io.spmtrack.eval.doctor.Finding;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack data doctor}: what is missing, unreadable or inconsistent in data sets; exit code 1 when something is wrong. */
@Command(
        name = "doctor",
        description = {
            "Says in one line each what is missing, unreadable or inconsistent in data sets.",
            "Exit code 1 when something is wrong that is not so in the published data set itself."
        })
final class DoctorCommand implements Callable<Integer> {
    /** Lines of one kind that are printed; the JSON has all. */
    private static final int SHOWN = 20;

    @Mixin
    private Console console;

    @Option(names = "--deep", description = "Decode every picture; otherwise a few headers of each sequence are read.")
    private boolean deep;

    @Option(names = "--json", paramLabel = "FILE", description = "Write it as JSON; - for standard output.")
    private Optional<Path> json = Optional.empty();

    @Parameters(arity = "1..*", paramLabel = "SPEC", description = "Data, e.g. got10k:/data/GOT-10k?split=train.")
    private List<String> specs = new ArrayList<>();

    @Override
    public Integer call() {
        boolean silent = json.map(Console::standardOutput).orElse(false);
        List<Checkup> checkups = new ArrayList<>();
        for (String spec : specs) {
            try (DataProgress progress = new DataProgress(console)) {
                checkups.add(Datasets.doctor(DataSpec.parse(spec), "train", deep, progress));
            }
            if (!silent) {
                print(checkups.getLast());
            }
        }
        json.ifPresent(file -> console.json(file, json(checkups)));
        return checkups.stream().anyMatch(Checkup::wrong) ? 1 : 0;
    }

    private void print(Checkup checkup) {
        Map<Defect, Integer> printed = new EnumMap<>(Defect.class);
        for (Finding finding : checkup.findings()) {
            if (printed.merge(finding.defect(), 1, Integer::sum) <= SHOWN) {
                console.out().println(finding.defect().word() + "\t" + finding);
            }
        }
        printed.forEach((defect, count) -> {
            if (count > SHOWN) {
                console.out().println(defect.word() + "\tand " + (count - SHOWN) + " more; --json FILE lists all");
            }
        });
        console.out()
                .printf(
                        Locale.ROOT,
                        "%s: %,d sequences, %,d pictures%s; %s%n",
                        checkup.dataset(),
                        checkup.sequences(),
                        checkup.frames(),
                        checkup.decoded() > 0 ? String.format(Locale.ROOT, ", %,d decoded", checkup.decoded()) : "",
                        verdict(checkup));
        console.out().flush();
    }

    private static String verdict(Checkup checkup) {
        long known = checkup.findings().stream().filter(Finding::known).count();
        long wrong = checkup.findings().size() - known;
        String found = wrong == 0 ? "nothing is wrong" : wrong + (wrong == 1 ? " thing is wrong" : " things are wrong");
        return known == 0 ? found : found + ", " + known + " known of the published copy";
    }

    private static String json(List<Checkup> checkups) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        ArrayNode list = root.putArray("datasets");
        for (Checkup checkup : checkups) {
            ObjectNode node = list.addObject();
            node.put("name", checkup.dataset())
                    .put("sequences", checkup.sequences())
                    .put("frames", checkup.frames())
                    .put("decoded", checkup.decoded())
                    .put("wrong", checkup.wrong());
            ArrayNode findings = node.putArray("findings");
            for (Finding finding : checkup.findings()) {
                findings.addObject()
                        .put("defect", finding.defect().word())
                        .put("where", finding.where())
                        .put("what", finding.what())
                        .put("known", finding.known());
            }
        }
        return root.toPrettyString() + "\n";
    }
}
