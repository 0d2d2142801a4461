package io.spmtrack.eval.index;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.read.layout.FileFrames;
import io.spmtrack.eval.read.layout.StoredFrames;
import io.spmtrack.eval.read.layout.ZipFrames;
import io.spmtrack.eval.read.text.FileNames;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A video or picture with its targets as bytes of an index: where its frames lie, their size, names and boxes. */
final class PackedEntry {
    private static final byte ZIPPED = 1;
    private static final byte NUMBERED = 2;

    private PackedEntry() {}

    static byte[] pack(List<Sequence> targets, Path root) {
        StoredFrames frames = ((StoredFrames) targets.getFirst().frames()).measured();
        List<String> names = FileNames.of(frames.names());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + targets.size() * frames.size() * Truth.PACKED);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            boolean numbered = names instanceof FileNames;
            out.writeByte((frames instanceof ZipFrames ? ZIPPED : 0) | (numbered ? NUMBERED : 0));
            text(out, place(frames.place(), root));
            out.writeInt(frames.known().map(FrameSize::width).orElse(0));
            out.writeInt(frames.known().map(FrameSize::height).orElse(0));
            out.writeInt(names.size());
            names(out, names);
            out.writeInt(targets.size());
            for (Sequence target : targets) {
                text(out, target.name());
                ByteBuffer truth = ByteBuffer.allocate(target.size() * Truth.PACKED);
                target.truth().pack(truth);
                out.write(truth.array());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail to be written
        }
        return bytes.toByteArray();
    }

    /** Relative where it lies below the root, so that a data set may move with its index. */
    private static String place(Path place, Path root) {
        Path absolute = place.toAbsolutePath().normalize();
        Path base = root.toAbsolutePath().normalize();
        return absolute.startsWith(base) ? base.relativize(absolute).toString() : absolute.toString();
    }

    private static void names(DataOutputStream out, List<String> names) throws IOException {
        if (names instanceof FileNames computed) {
            text(out, computed.prefix());
            out.writeInt(computed.first());
            out.writeInt(computed.digits());
            text(out, computed.suffix());
        } else {
            for (String name : names) {
                text(out, name);
            }
        }
    }

    static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static List<Sequence> unpack(ByteBuffer in, String dataset, Path root) {
        int kind = in.get();
        Path place = root.resolve(text(in));
        Optional<FrameSize> size = size(in.getInt(), in.getInt());
        int frames = count(in);
        List<String> names = (kind & NUMBERED) == 0
                ? names(in, frames)
                : FileNames.numbered(text(in), in.getInt(), in.getInt(), text(in), frames);
        StoredFrames stored =
                (kind & ZIPPED) == 0 ? new FileFrames(place, names, size) : new ZipFrames(place, names, size);
        int targets = count(in);
        List<Sequence> sequences = new ArrayList<>(targets);
        for (int i = 0; i < targets; i++) {
            String name = text(in);
            sequences.add(new Sequence(dataset, name, stored, Truth.unpack(in, frames)));
        }
        return sequences;
    }

    /** Empty where the first picture could not be read. */
    private static Optional<FrameSize> size(int width, int height) {
        return width == 0 ? Optional.empty() : Optional.of(new FrameSize(width, height));
    }

    private static List<String> names(ByteBuffer in, int count) {
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(text(in));
        }
        return List.copyOf(names);
    }

    static String text(ByteBuffer in) {
        byte[] bytes = new byte[count(in)];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A number of things that take a byte at least: never more than there are bytes left. */
    private static int count(ByteBuffer in) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining()) {
            throw new IllegalArgumentException("a count of " + count + " where " + in.remaining() + " bytes are left");
        }
        return count;
    }
}
