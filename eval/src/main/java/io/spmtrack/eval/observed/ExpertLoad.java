package io.spmtrack.eval.observed;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.text.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How much each expert of each TMoE layer was used in a sequence, kept in a file {@code NAME.experts} beside its results: a line a
 * layer, its name and the average gate of each expert.
 *
 * @param layers average gates over search tokens and frames, which sum to 1, by the name of the layer: {@code blocks.3.attn.qkv.q}
 */
public record ExpertLoad(Map<String, List<Double>> layers) {
    private static final String ENDING = ".experts";
    private static final int MOST_EXPERTS = 1024;

    public ExpertLoad {
        layers = new LinkedHashMap<>(layers);
        layers.replaceAll((layer, gates) -> List.copyOf(gates));
    }

    static Path file(String sequence, Path folder) {
        return folder.resolve(sequence + ENDING);
    }

    /** The text of a file. */
    String text() {
        StringBuilder text = new StringBuilder();
        layers.forEach((layer, gates) -> {
            text.append(layer);
            gates.forEach(gate -> text.append(String.format(Locale.ROOT, ",%.5f", gate)));
            text.append('\n');
        });
        return text.toString();
    }

    /**
     * Reads the file of a sequence where there is one.
     *
     * @throws InputException naming file and line of what is wrong
     */
    public static Optional<ExpertLoad> read(String sequence, Path folder) {
        Path file = file(sequence, folder);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Map<String, List<Double>> layers = new LinkedHashMap<>();
        List<String> lines = TextFile.lines(file);
        for (int line = 0; line < lines.size(); line++) {
            String[] parts = lines.get(line).split(",", MOST_EXPERTS);
            List<Double> gates = new ArrayList<>();
            for (int i = 1; i < parts.length; i++) {
                Numbers.plain(parts[i]).filter(gate -> gate <= 1).ifPresent(gates::add);
            }
            if (parts.length < 2 || gates.size() < parts.length - 1 || layers.put(parts[0], gates) != null) {
                throw new InputException(file + ", line " + (line + 1)
                        + ": the name of a layer and a gate from 0 to 1 of each expert are expected; delete the file, or"
                        + " track again");
            }
        }
        return Optional.of(new ExpertLoad(layers));
    }
}
