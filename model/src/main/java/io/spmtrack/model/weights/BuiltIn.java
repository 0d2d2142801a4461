package io.spmtrack.model.weights;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The trained weights that the program carries, so that it tracks without any other file. What they were trained on, and what they
 * are good and bad at, says {@code built-in.md} beside them.
 */
public final class BuiltIn {
    /** The preset they are of. */
    public static final String PRESET = "small-cpu";

    private static final String RESOURCE = PRESET + ".safetensors";

    private BuiltIn() {}

    /** The trained model that comes with the program, to track on a CPU at once; close it after use. */
    public static Model load() {
        return ModelFile.load(file());
    }

    /**
     * Writes them to a temporary file, since weights are read through a mapping; deleted when the program ends.
     *
     * @throws InputException if there is no room for it
     */
    public static Path file() {
        try (InputStream resource = BuiltIn.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(RESOURCE + " is missing in this build");
            }
            Path file = Files.createTempFile("spmtrack-", "-" + RESOURCE);
            file.toFile().deleteOnExit();
            Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new InputException(
                    "the built-in weights cannot be written to " + System.getProperty("java.io.tmpdir") + ": "
                            + e.getMessage() + "; make room there, or name weights with --weights",
                    e);
        }
    }
}
