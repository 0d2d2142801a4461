package io.spmtrack.model.weights;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tracker below a second modality. A file of what was trained holds the SHA-256 of it instead of its tensors, and is of no use with
 * another one.
 *
 * @param file of the tracker
 */
record FrozenTracker(Path file) {
    /** Name of the tracker beside a file of what was added to it. */
    static final String NAME = "tracker.safetensors";

    private static final String KEY = "frozen_tracker";
    private static final int SHOWN = 12;
    private static final int PIECE = 1 << 20;

    /** Whether a file holds what was added to a tracker, and not that tracker. */
    static boolean isBelow(TensorFile added) {
        return added.metadata().containsKey(KEY);
    }

    /** What tells in a file which tracker its tensors were added to. */
    static Map<String, String> metadata(Model model) {
        return Map.of(KEY, hash(frozen(model.weights().parameters())));
    }

    /** The parameters that training leaves alone. */
    static Map<String, Param> frozen(Map<String, Param> parameters) {
        Map<String, Param> frozen = new LinkedHashMap<>(parameters);
        frozen.values().removeIf(parameter -> parameter.role() != Role.FROZEN);
        return frozen;
    }

    /** The others. */
    static Map<String, Param> added(Map<String, Param> parameters) {
        Map<String, Param> added = new LinkedHashMap<>(parameters);
        added.values().removeIf(parameter -> parameter.role() == Role.FROZEN);
        return added;
    }

    /** The named one, else the one beside the file of what was added, else the one in the box. */
    static FrozenTracker of(TensorFile added, Optional<Path> named) {
        Path beside = added.path().toAbsolutePath().resolveSibling(NAME);
        return new FrozenTracker(named.orElseGet(() -> Files.exists(beside) ? beside : BuiltIn.file()));
    }

    /**
     * Reads the tracker into the frozen parameters of a model.
     *
     * @throws InputException if it is not the one that the file's tensors were added to
     */
    void read(TensorFile added, ModelSettings settings, Map<String, Param> parameters) {
        Map<String, Param> frozen = frozen(parameters);
        try (Model tracker = Weights.load(file, Optional.empty(), Optional.of(settings.frozenTracker()))) {
            frozen.forEach((name, parameter) -> parameter
                    .segment()
                    .copyFrom(tracker.weights().find(name).orElseThrow().segment()));
        } catch (InputException e) {
            throw new InputException(wrong(added) + " (" + e.getMessage() + ")", e);
        }
        if (!hash(frozen).equals(added.metadata().get(KEY))) {
            throw new InputException(wrong(added));
        }
    }

    private String wrong(TensorFile added) {
        String wanted = added.metadata().get(KEY);
        return added.path() + ": was trained on a tracker of SHA-256 "
                + wanted.substring(0, Math.min(SHOWN, wanted.length())) + "…, which " + file
                + " is not: put the right one beside it as " + NAME + ", or name it with --backbone";
    }

    /** Of names and values, in the order of the network. */
    private static String hash(Map<String, Param> parameters) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            parameters.forEach((name, parameter) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                parameter.read(values -> update(digest, values));
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void update(MessageDigest digest, MemorySegment values) {
        for (long at = 0; at < values.byteSize(); at += PIECE) {
            digest.update(
                    values.asSlice(at, Math.min(PIECE, values.byteSize() - at)).asByteBuffer());
        }
    }
}
