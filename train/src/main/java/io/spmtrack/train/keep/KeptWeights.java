package io.spmtrack.train.keep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Json;
import io.spmtrack.eval.result.TextOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The weights of the latest and the best validations, one file for each step, and {@code kept.json}, which says which there are. A
 * file is written before it is listed and removed after that, so a crash leaves at most one too many, which the next start removes.
 */
public final class KeptWeights {
    private static final ObjectMapper JSON = Json.mapper().build();
    private static final long MOST_BYTES = 1 << 22;
    private static final String LIST = "kept.json";
    private static final String FILES = "(average-)?step-\\d+\\.safetensors";

    private final Path folder;
    private final KeepSettings settings;
    private final List<Validated> kept = new ArrayList<>();

    /** A step and its box loss in validation; NaN where there is none. */
    private record Validated(long step, double box) {}

    /**
     * Nothing yet.
     *
     * @param folder of the files
     */
    public KeptWeights(Path folder, KeepSettings settings) {
        this.folder = folder;
        this.settings = settings;
    }

    /**
     * Takes up what a run has left, without what it did after a step.
     *
     * @throws InputException if the list is damaged, or files cannot be removed
     */
    public void resume(long step) {
        if (settings.none() || !Files.exists(list())) {
            return;
        }
        kept.clear();
        for (JsonNode each : read()) {
            long validated = each.path("step").asLong(Long.MAX_VALUE);
            if (validated <= step) {
                kept.add(new Validated(validated, each.path("box").asDouble(Double.NaN)));
            }
        }
        settle();
    }

    private JsonNode read() {
        try {
            JsonNode list = Files.size(list()) > MOST_BYTES ? JSON.nullNode() : JSON.readTree(list().toFile());
            if (list.isArray()) {
                return list;
            }
        } catch (IOException e) {
            throw damaged(Optional.of(e));
        }
        throw damaged(Optional.empty());
    }

    private InputException damaged(Optional<IOException> cause) {
        String message = list() + ": is no list of steps; remove it: the files beside it then stay for good";
        return cause.map(e -> new InputException(message, e)).orElseGet(() -> new InputException(message));
    }

    /**
     * A validation was made: keeps its weights, if it is one of the latest or the best, and no more than are asked for.
     *
     * @param box loss; NaN without samples
     * @param write writes the weights to a file
     */
    public void add(long step, double box, Consumer<Path> write) {
        if (settings.none()) {
            return;
        }
        Validated validated = new Validated(step, box);
        kept.removeIf(each -> each.step() == step);
        kept.add(validated);
        if (wanted().contains(validated)) {
            write.accept(weights(step));
        }
        settle();
    }

    /** The file of a step's weights. */
    Path weights(long step) {
        return folder.resolve(String.format(Locale.ROOT, "step-%08d.safetensors", step));
    }

    /** The file of the averaged weights beside those of a step. */
    public static Path average(Path weights) {
        return weights.resolveSibling("average-" + weights.getFileName());
    }

    private Path list() {
        return folder.resolve(LIST);
    }

    private Set<Validated> wanted() {
        Set<Validated> wanted =
                new HashSet<>(kept.subList(Math.max(0, kept.size() - settings.keepLast()), kept.size()));
        kept.stream()
                .filter(each -> Double.isFinite(each.box()))
                .sorted(Comparator.comparingDouble(Validated::box).thenComparingLong(Validated::step))
                .limit(settings.keepBest())
                .forEach(wanted::add);
        return wanted;
    }

    /** Lists what is wanted, and removes all other files of steps. */
    private void settle() {
        kept.retainAll(wanted());
        ArrayNode list = JSON.createArrayNode();
        Set<Path> files = new HashSet<>();
        for (Validated each : kept) {
            var entry = list.addObject().put("step", each.step());
            if (Double.isFinite(each.box())) {
                entry.put("box", each.box());
            }
            files.add(weights(each.step()));
            files.add(average(weights(each.step())));
        }
        TextOutput.write(list(), list + "\n");
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                if (file.getFileName().toString().matches(FILES) && !files.contains(file)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new InputException(folder + ": earlier weights cannot be removed: " + e, e);
        }
    }
}
