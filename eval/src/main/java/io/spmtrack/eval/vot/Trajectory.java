package io.spmtrack.eval.vot;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The regions of a run, from {@code NAME.txt} or the toolkit's binary {@code NAME.bin}. */
final class Trajectory {
    private static final int MAX_BYTES = 256 << 20;
    private static final int VERSION = 1;
    private static final int TWO_BYTES = 0xffff;

    private Trajectory() {}

    /** Whether there is one. */
    static boolean exists(Path folder, String name) {
        return Files.isRegularFile(text(folder, name)) || Files.isRegularFile(binary(folder, name));
    }

    private static Path text(Path folder, String name) {
        return folder.resolve(name + ".txt");
    }

    private static Path binary(Path folder, String name) {
        return folder.resolve(name + ".bin");
    }

    /** Reads as many regions as there are frames; the text comes before the binary file, as in the toolkit. */
    static List<Region> read(Path folder, String name, int frames) {
        Path text = text(folder, name);
        boolean plain = Files.isRegularFile(text);
        List<Region> regions = plain ? rows(text) : packed(binary(folder, name));
        if (regions.size() != frames) {
            throw new InputException((plain ? text : binary(folder, name))
                    + (regions.size() < frames ? ", behind row " + regions.size() : ", row " + (frames + 1)) + ": "
                    + regions.size() + " rows for a run of " + frames + " frames");
        }
        return regions;
    }

    /** The regions of a text file. */
    static List<Region> rows(Path file) {
        List<String> lines = TextFile.lines(file);
        List<Region> regions = new ArrayList<>();
        for (String line : lines) {
            try {
                regions.add(RegionRow.parse(line));
            } catch (IllegalArgumentException e) {
                throw new InputException(file + ", row " + (regions.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return regions;
    }

    private static List<Region> packed(Path file) {
        ByteBuffer in = ByteBuffer.wrap(bytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Region> regions = new ArrayList<>();
        try {
            if (in.getShort() != VERSION) {
                throw new IllegalArgumentException("not of version " + VERSION);
            }
            for (long rows = Integer.toUnsignedLong(in.getInt()); regions.size() < rows; ) {
                regions.add(region(in));
            }
        } catch (IllegalArgumentException e) {
            throw new InputException(file + ", row " + (regions.size() + 1) + ": " + e.getMessage(), e);
        } catch (BufferUnderflowException e) {
            throw new InputException(file + ", row " + (regions.size() + 1) + ": the file ends within it", e);
        }
        return regions;
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new InputException(file + ": larger than " + (MAX_BYTES >> 20) + " MB, so no result of a run");
            }
            return bytes;
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read" + Folder.reason(e), e);
        }
    }

    private static Region region(ByteBuffer in) {
        byte kind = in.get();
        return switch (kind) {
            case 0 -> new NoRegion(in.getInt());
            case 1 -> new Rectangle(number(in), number(in), number(in), number(in));
            case 2 -> {
                float[] corners = new float[2 * count(in, 2 * Float.BYTES)];
                for (int i = 0; i < corners.length; i++) {
                    corners[i] = number(in);
                }
                yield new Polygon(corners);
            }
            case 3 -> mask(in);
            default -> throw new IllegalArgumentException("a region of kind " + kind + " is not known");
        };
    }

    private static Mask mask(ByteBuffer in) {
        int left = in.getShort();
        int top = in.getShort();
        int width = in.getShort() & TWO_BYTES;
        int height = in.getShort() & TWO_BYTES;
        int[] runs = new int[count(in, Short.BYTES)];
        for (int i = 0; i < runs.length; i++) {
            runs[i] = in.getShort() & TWO_BYTES;
        }
        return new Mask(left, top, width, height, runs);
    }

    /** How many of some size follow, not more than there are bytes. */
    private static int count(ByteBuffer in, int size) {
        int count = in.getShort() & TWO_BYTES;
        if (count == 0 || (long) count * size > in.remaining()) {
            throw new IllegalArgumentException(count + " numbers are announced that are not there");
        }
        return count;
    }

    private static float number(ByteBuffer in) {
        float value = in.getFloat();
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException(value + " is not finite");
        }
        return value;
    }
}
