package io.spmtrack.eval.pair;

import io.spmtrack.eval.Frames;
import io.spmtrack.model.image.Image;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Depth pictures of one folder as colour pictures. Any thread may read; nothing is kept.
 *
 * @param names in the folder
 */
public record DepthFrames(Path folder, List<String> names, ColourOrder order) implements Frames {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int HEADER = 26;

    /** Where the header tells the bits of a sample; the kind of colour is behind it. */
    private static final int BITS = 24;

    private static final int GREY = 0;

    /** Whether a file is a grey PNG picture of 16 bits, by its header: distances, not light. */
    public static boolean isDepth(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(HEADER);
            return header.length == HEADER
                    && Arrays.equals(header, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)
                    && header[BITS] == Short.SIZE
                    && header[BITS + 1] == GREY;
        } catch (IOException e) {
            return false; // whoever reads the picture tells why
        }
    }

    @Override
    public int size() {
        return names.size();
    }

    @Override
    public Image image(int index) {
        return Depth.read(folder.resolve(names.get(index))).coloured(order);
    }

    @Override
    public boolean gone() {
        return Files.notExists(folder);
    }
}
