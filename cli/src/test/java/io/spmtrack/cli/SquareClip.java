package io.spmtrack.cli;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.image.ImageWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A little sequence of pictures written to disk in OTB's layout: a square that moves over a gradient. */
final class SquareClip {
    static final int FRAMES = 6;
    static final int WIDTH = 64;
    static final int HEIGHT = 48;
    private static final int SIDE = 12;

    private SquareClip() {}

    /** Writes {@code img/0001.jpg …} and {@code groundtruth_rect.txt}; the boxes move two pixels a frame. */
    static Path write(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("img"));
        for (int frame = 0; frame < FRAMES; frame++) {
            ImageWriter.write(picture(frame), folder.resolve("img").resolve(String.format("%04d.jpg", frame + 1)));
        }
        rows(folder, IntStream.range(0, FRAMES).mapToObj(SquareClip::row).toList());
        return folder;
    }

    /** Replaces the boxes. */
    static void rows(Path folder, List<String> rows) throws IOException {
        Files.writeString(
                folder.resolve("groundtruth_rect.txt"), rows.stream().collect(Collectors.joining("\n", "", "\n")));
    }

    static String row(int frame) {
        Box box = box(frame);
        return String.join(
                ",",
                Integer.toString((int) box.x1() + 1),
                Integer.toString((int) box.y1() + 1),
                Integer.toString(SIDE),
                Integer.toString(SIDE));
    }

    static Box box(int frame) {
        return Box.xywh(10 + 2 * frame, 15, SIDE, SIDE);
    }

    private static Image picture(int frame) {
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        Box box = box(frame);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean inside = x >= box.x1() && x < box.x2() && y >= box.y1() && y < box.y2();
                int at = 3 * (y * WIDTH + x);
                rgb[at] = (byte) (inside ? 230 : 2 * x);
                rgb[at + 1] = (byte) (inside ? 40 + 5 * (x % 7) : 3 * y);
                rgb[at + 2] = (byte) (inside ? 30 : 90);
            }
        }
        return Image.of(WIDTH, HEIGHT, rgb);
    }
}
