package io.spmtrack.train.data;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Plain sequences for tests: a bright red rectangle of whole pixels moves over a dark blue ground. */
final class Scenes {

    static final int WIDTH = 160;
    static final int HEIGHT = 120;

    private Scenes() {}

    /** A sequence that has a name and nothing else of interest. */
    static Sequence named(String name) {
        return moving(name, 12, 8);
    }

    /** The rectangle is {@code side} pixels wide and half again as high; its path depends on the name. */
    static Sequence moving(String name, int length, int side) {
        int height = 3 * side / 2;
        List<Box> boxes = new ArrayList<>();
        for (int frame = 0; frame < length; frame++) {
            int x = Math.floorMod(name.hashCode() + 3 * frame, WIDTH - side);
            int y = Math.floorMod(name.hashCode() / 7 + 2 * frame, HEIGHT - height);
            boxes.add(Box.xywh(x, y, side, height));
        }
        return new Sequence("scenes", name, new Rectangles(boxes), Truth.of(boxes));
    }

    /** The same, but its frames cannot be read. */
    static Sequence unreadable(String name) {
        Sequence sequence = moving(name, 12, 20);
        return new Sequence("scenes", name, new Broken(sequence.size()), sequence.truth());
    }

    record Rectangles(List<Box> boxes) implements Frames {

        @Override
        public int size() {
            return boxes.size();
        }

        @Override
        public FrameSize frameSize() {
            return new FrameSize(WIDTH, HEIGHT);
        }

        @Override
        public Image image(int index) {
            byte[] rgb = new byte[3 * WIDTH * HEIGHT];
            for (int i = 2; i < rgb.length; i += 3) {
                rgb[i] = 60;
            }
            Box box = boxes.get(index);
            for (int y = (int) box.y1(); y < box.y2(); y++) {
                int from = 3 * (y * WIDTH + (int) box.x1());
                int to = 3 * (y * WIDTH + (int) box.x2());
                Arrays.fill(rgb, from, to, (byte) 0);
                for (int i = from; i < to; i += 3) {
                    rgb[i] = (byte) 255;
                }
            }
            return Image.of(WIDTH, HEIGHT, rgb);
        }
    }

    record Broken(int size) implements Frames {

        @Override
        public FrameSize frameSize() {
            return new FrameSize(WIDTH, HEIGHT);
        }

        @Override
        public Image image(int index) {
            throw new InputException("0007.jpg: truncated; fetch it again");
        }
    }
}
