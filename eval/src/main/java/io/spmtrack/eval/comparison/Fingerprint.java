package io.spmtrack.eval.comparison;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256 of what a result depends on, in hexadecimal. */
public final class Fingerprint {
    private static final int BUFFER = 1 << 20;

    private Fingerprint() {}

    /** Of a file's bytes. */
    public static String of(Path file) {
        MessageDigest digest = digest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read: " + e, e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of names, lengths and true boxes; pictures are not read. */
    public static String of(List<Sequence> sequences) {
        return of(sequences.stream());
    }

    /** The same of many sequences that are made one after the other. */
    public static String of(Stream<Sequence> sequences) {
        MessageDigest digest = digest();
        sequences.forEachOrdered(sequence -> {
            digest.update((sequence.dataset() + "\n" + sequence.name() + "\n" + sequence.size() + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            for (Box box : sequence.truth().boxes()) {
                digest.update(ByteBuffer.allocate(4 * Double.BYTES)
                        .putDouble(box.x1())
                        .putDouble(box.y1())
                        .putDouble(box.x2())
                        .putDouble(box.y2())
                        .flip());
            }
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
