package io.spmtrack.engine.file;

import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The small text that stands in place of a large file in a repository that was cloned without its large files. Every
 * reader of files from elsewhere asks for it first, so that the message names the cause and not a damaged header.
 */
public enum Pointer {
    GIT_LFS(
            "Git LFS",
            "git lfs pull",
            "version https?://(git-lfs\\.github\\.com/spec|hawser\\.github\\.com/spec|git-media\\.io)/v"),
    GIT_ANNEX("git-annex", "git annex get", "/annex/objects/");

    /** Enough of a file to tell. */
    public static final int BYTES = 64;

    private final String tool;
    private final String command;
    private final Pattern start;

    Pointer(String tool, String command, String start) {
        this.tool = tool;
        this.command = command;
        this.start = Pattern.compile(start);
    }

    /**
     * Refuses content that is a pointer.
     *
     * @param content the whole content or its beginning
     * @param name of the file, as messages call it
     * @throws InputException if it is a pointer
     */
    public static void refuse(byte[] content, String name) {
        String start = new String(content, 0, Math.min(BYTES, content.length), StandardCharsets.ISO_8859_1);
        for (Pointer pointer : values()) {
            if (pointer.start.matcher(start).lookingAt()) {
                throw new InputException(name + ": is a " + pointer.tool + " pointer, not the file itself; run "
                        + pointer.command + " in the repository it came from");
            }
        }
    }

    /**
     * Refuses a file that is a pointer; one that cannot be read is left to its reader.
     *
     * @throws InputException if it is a pointer
     */
    public static void refuse(Path file) {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(BYTES);
        } catch (IOException e) {
            return;
        }
        refuse(start, file.toString());
    }
}
