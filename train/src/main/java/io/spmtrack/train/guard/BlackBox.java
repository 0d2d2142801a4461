package io.spmtrack.train.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.file.Json;
import io.spmtrack.engine.file.Safetensors;
import io.spmtrack.engine.file.TensorData;
import io.spmtrack.engine.file.TensorEntry;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.train.data.FrameChoice;
import io.spmtrack.train.data.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * All that a step depends on whose loss or gradient was not finite, in one file that appears whole or not at all: the
 * weights, the batch, the step and all settings, the seed among them.
 *
 * @param step steps made before it
 * @param settings of the run, as JSON
 * @param samples the whole batch
 */
public record BlackBox(long step, String settings, List<Sample> samples) {
    private static final ObjectMapper JSON = Json.mapper().build();
    private static final String STEP = "step";
    private static final String SETTINGS = "settings";
    private static final String SAMPLES = "samples";
    private static final String WEIGHTS = "weights.";

    /** Far from any pixel that was normalised, and from any box in units of the crop. */
    private static final float LARGE = 100;

    public BlackBox {
        samples = List.copyOf(samples);
    }

    /** The parts of a sample that hold floats, by name. */
    private static Map<String, float[]> parts(int number, Sample sample) {
        Map<String, float[]> parts = new TreeMap<>();
        String name = "sample" + number + ".";
        for (int i = 0; i < sample.references().length; i++) {
            parts.put(name + "reference" + i, sample.references()[i]);
        }
        for (int i = 0; i < sample.searches().length; i++) {
            parts.put(name + "search" + i, sample.searches()[i]);
            parts.put(name + "box" + i, sample.boxes()[i]);
            parts.put(name + "positive" + i, sample.positives()[i]);
        }
        return parts;
    }

    private static String mask(int sample, int number) {
        return "sample" + sample + ".mask" + number;
    }

    /**
     * Writes it together with the weights.
     *
     * @throws InputException if the file cannot be written
     */
    public void write(Path file, Map<String, Param> weights) {
        List<TensorData> tensors = new ArrayList<>();
        weights.forEach((name, weight) -> tensors.add(
                TensorData.floats(WEIGHTS + name, List.of(weight.shape().count()), weight::read)));
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            parts(i, sample)
                    .forEach((name, values) ->
                            tensors.add(TensorData.floats(name, List.of((long) values.length), values)));
            for (int r = 0; r < sample.masks().length; r++) {
                long[] cells = Arrays.stream(sample.masks()[r]).asLongStream().toArray();
                tensors.add(TensorData.longs(mask(i, r), List.of((long) cells.length), cells));
            }
        }
        Safetensors.write(
                file,
                tensors,
                new TreeMap<>(Map.of(STEP, Long.toString(step), SETTINGS, settings, SAMPLES, described())));
    }

    private String described() {
        ArrayNode all = JSON.createArrayNode();
        for (Sample sample : samples) {
            var each = all.addObject().put("sequence", sample.sequence());
            sample.frames().references().forEach(each.putArray("references")::add);
            sample.frames().searches().forEach(each.putArray("searches")::add);
        }
        return all.toString();
    }

    /**
     * The settings that such a file was written with, as JSON.
     *
     * @throws InputException if it is no such file
     */
    public static String settings(Path file) {
        try (TensorFile tensors = Safetensors.open(file)) {
            return text(file, tensors, SETTINGS);
        }
    }

    private static String text(Path file, TensorFile tensors, String key) {
        String text = tensors.metadata().get(key);
        if (text == null) {
            throw new InputException(file + ": holds no " + key + "; name a file of a run's folder blackbox");
        }
        return text;
    }

    /**
     * Reads such a file.
     *
     * @param count samples it must hold
     * @param room makes an empty sample of the sizes that its settings ask for
     * @param weights are replaced by those of the file
     * @throws InputException if it is damaged, or not of these sizes
     */
    public static BlackBox read(Path file, int count, Supplier<Sample> room, Map<String, Param> weights) {
        try (TensorFile tensors = Safetensors.open(file)) {
            weights.forEach((name, weight) ->
                    require(file, tensors, WEIGHTS + name, weight.shape().count()));
            JsonNode described = JSON.readTree(text(file, tensors, SAMPLES));
            if (described.size() != count) {
                throw new InputException(
                        file + ": describes " + described.size() + " samples, expected train.batch=" + count);
            }
            List<Sample> samples = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                samples.add(sample(file, tensors, i, described.get(i), room.get()));
            }
            weights.forEach((name, weight) -> tensors.read(WEIGHTS + name, weight.segment()));
            return new BlackBox(Long.parseLong(text(file, tensors, STEP)), text(file, tensors, SETTINGS), samples);
        } catch (JsonProcessingException | NumberFormatException e) {
            throw new InputException(file + ": step or samples are not readable: " + e.getMessage(), e);
        }
    }

    private static Sample sample(Path file, TensorFile tensors, int number, JsonNode described, Sample room) {
        List<Integer> references = frames(file, described.path("references"), room.references().length);
        List<Integer> searches = frames(file, described.path("searches"), room.searches().length);
        Sample sample = room.refilled(
                described.path("sequence").asText(), new FrameChoice(references, searches), Sample.Rest.NONE);
        parts(number, sample).forEach((name, values) -> {
            require(file, tensors, name, values.length);
            System.arraycopy(tensors.floats(name), 0, values, 0, values.length);
        });
        for (int r = 0; r < sample.masks().length; r++) {
            int[] cells = sample.masks()[r];
            require(file, tensors, mask(number, r), cells.length);
            long[] values = tensors.longs(mask(number, r));
            Arrays.setAll(cells, cell -> values[cell] == 0 ? 0 : 1);
        }
        for (int frame = 0; frame < sample.positives().length; frame++) {
            int positives = 0;
            for (float cell : sample.positives()[frame]) {
                positives += cell > 0 ? 1 : 0;
            }
            sample.positiveCounts()[frame] = positives;
        }
        return sample;
    }

    private static List<Integer> frames(Path file, JsonNode numbers, int count) {
        if (!numbers.isArray() || numbers.size() != count) {
            throw new InputException(file + ": a sample has not the " + count + " frames that its settings ask for");
        }
        List<Integer> frames = new ArrayList<>();
        numbers.forEach(number -> frames.add(number.asInt()));
        return frames;
    }

    private static void require(Path file, TensorFile tensors, String name, long elements) {
        TensorEntry entry = tensors.entries().get(name);
        if (entry == null || entry.elements() != elements) {
            throw new InputException(
                    file + ": " + name + " is " + (entry == null ? "missing" : "of shape " + entry.shape())
                            + ", expected " + elements + " elements");
        }
    }

    /** Parts of samples that no picture and no box makes: values that are not finite, or far too large. */
    public List<String> suspects() {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            String where = sample.sequence() + ", references " + sample.frames().references() + ", search frames "
                    + sample.frames().searches();
            parts(i, sample).forEach((name, values) -> {
                for (float value : values) {
                    if (!(Math.abs(value) <= LARGE)) {
                        found.add(name + " holds " + value + " (" + where + ")");
                        return;
                    }
                }
            });
        }
        return found;
    }
}
