package io.spmtrack.eval.video;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Image;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decoded pictures one after the other, from an {@code ffmpeg} that writes PPM files into a pipe. */
final class PictureStream implements AutoCloseable {

    private static final int BUFFER = 1 << 16;
    private static final int MAX_NUMBER = 1 << 16;

    private final String name;
    private final Ffmpeg ffmpeg;
    private final InputStream in;
    private long read;

    /** @param input arguments up to and including the input */
    PictureStream(String name, List<String> input) {
        this.name = name;
        List<String> output = List.of("-f", "image2pipe", "-c:v", "ppm", "-pix_fmt", "rgb24", "-");
        this.ffmpeg = Ffmpeg.start(Stream.of(input, List.of("-map", "0:v:0"), Ffmpeg.everyFrame(), output)
                .flatMap(List::stream)
                .toList());
        this.in = new BufferedInputStream(ffmpeg.process().getInputStream(), BUFFER);
    }

    /**
     * The next picture, or nothing at the end of the stream.
     *
     * @throws InputException if {@code ffmpeg} failed; the message has its reason
     */
    Optional<Image> next() {
        try {
            int first = in.read();
            if (first < 0) {
                return end();
            }
            if (first != 'P' || in.read() != '6') {
                throw new InputException(name + ": ffmpeg sent something that is not a PPM picture; update ffmpeg");
            }
            int width = number();
            int height = number();
            if (number() != 255 || (long) width * height > Image.MAX_PIXELS) {
                throw new InputException(name + ": frames of " + width + "x" + height + " pixels are too large");
            }
            byte[] pixels = new byte[3 * width * height];
            if (in.readNBytes(pixels, 0, pixels.length) < pixels.length) {
                return end();
            }
            read++;
            return Optional.of(Image.of(width, height, pixels));
        } catch (IOException e) {
            throw new InputException(name + ": reading from ffmpeg failed (" + e.getMessage() + "); try again", e);
        }
    }

    /** Skips white space, reads digits and the one white character behind them. */
    private int number() throws IOException {
        int next = in.read();
        while (next == ' ' || next == '\n') {
            next = in.read();
        }
        int value = 0;
        while (next >= '0' && next <= '9' && value < MAX_NUMBER) {
            value = 10 * value + next - '0';
            next = in.read();
        }
        if (value == 0 || value >= MAX_NUMBER) {
            throw new InputException(name + ": ffmpeg sent a damaged PPM picture; update ffmpeg");
        }
        return value;
    }

    private Optional<Image> end() {
        int code = ffmpeg.exitCode();
        if (code != 0 || read == 0) {
            throw new InputException(name + ": ffmpeg cannot read it (" + ffmpeg.complaint()
                    + "); check that it is a video this ffmpeg plays");
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        ffmpeg.close();
    }
}
