package io.spmtrack.eval.result;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes text files (UTF-8) that appear whole or not at all. */
public final class TextOutput {

    private TextOutput() {}

    /**
     * Replaces or creates a file; its folder is created where absent.
     *
     * @throws InputException if that is impossible; an older file is then untouched
     */
    public static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new InputException(file + ": its folder cannot be created: " + e + "; choose another --out", e);
        }
        AtomicFile.write(file, channel -> {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }
}
