package io.spmtrack.eval.video;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Pointer;
import io.spmtrack.eval.Frames;
import io.spmtrack.model.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The frames of a video file, decoded in order by an external {@code ffmpeg}. Two frames are held at a time; going back or far
 * ahead starts the decoder again, at the key frame before the one that is wanted where each frame of the file has a time of its own, else at the
 * beginning. Frames are those that a player shows: an edit list, as phones and cutting without encoding write it, hides the others.
 */
public final class VideoFrames implements Frames {

    private static final double USUAL_RATE = 25;

    /** Frames that are sooner decoded than a decoder is started. */
    private static final int NEAR = 60;

    /** Formats with an index in which ffmpeg finds a frame exactly. */
    private static final Pattern INDEXED = Pattern.compile("\\b(mov|matroska|avi)\\b");

    /** The flag of a packet that is decoded for those behind it and not shown. */
    private static final char HIDDEN = 'D';

    private final Path file;
    private int size = -1;
    private int stored;
    // Seconds at which each frame is shown; empty where the file does not tell.
    private Optional<double[]> times = Optional.empty();
    private Optional<Boolean> indexed = Optional.empty();
    private Optional<PictureStream> stream = Optional.empty();
    private Optional<Image> current = Optional.empty();
    private int position = -1;
    private boolean ended;

    private VideoFrames(Path file) {
        this.file = file;
    }

    /**
     * Names a video; it is opened when the first frame is asked for.
     *
     * @throws InputException if there is no such file
     */
    public static VideoFrames of(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException(file + ": no such video file; check the path");
        }
        Pointer.refuse(file);
        return new VideoFrames(file);
    }

    /** Number of frames shown, counted in the file without decoding it. */
    @Override
    public synchronized int size() {
        if (size < 0) {
            List<String> packets = packets(List.of());
            List<String> shown = packets.stream()
                    .filter(packet -> packet.indexOf(HIDDEN, packet.indexOf(',')) < 0)
                    .toList();
            stored = packets.size();
            if (stored == 0) {
                throw new InputException(file + ": has no video in it; name a video file");
            }
            times = times(shown);
            size = shown.size();
        }
        return size;
    }

    /** Times in order; empty where the file does not tell them all, or tells the same for two frames. */
    private static Optional<double[]> times(List<String> packets) {
        double[] times = packets.stream()
                .map(packet -> packet.substring(0, Math.max(0, packet.indexOf(','))))
                .filter(time -> time.matches("-?\\d{1,9}(\\.\\d{1,9})?"))
                .mapToDouble(Double::parseDouble)
                .sorted()
                .distinct()
                .toArray();
        return times.length == packets.size() ? Optional.of(times) : Optional.empty();
    }

    /**
     * Frames shown that the file's header promises, 0 where it promises none; more than can be decoded in a file that was cut
     * or damaged.
     */
    public synchronized int promised() {
        String count = probed("-hide_banner", "stream=nb_frames");
        int header = count.matches("\\d{1,9}") ? Integer.parseInt(count) : 0;
        int shown = size();
        int found =
                header > stored && probed("-hide_banner", "format=format_name").contains("mov")
                        ? packets(List.of("-ignore_editlist", "1")).size()
                        : stored;
        return Math.min(header, shown + Math.max(0, header - found));
    }

    /** Time and flags of each packet of the stream, with a comma between. */
    private List<String> packets(List<String> options) {
        List<String> question = joined(options, question("-hide_banner", "packet=pts_time,flags"));
        try (Ffmpeg probe = Ffmpeg.probe(joined(Ffmpeg.trusted(), question))) {
            List<String> packets = probe.lines().filter(line -> !line.isBlank()).toList();
            return checked(probe, packets);
        }
    }

    private <T> T checked(Ffmpeg probe, T answer) {
        if (probe.exitCode() != 0) {
            throw new InputException(file + ": ffmpeg cannot read it (" + probe.complaint()
                    + "); check that it is a video this ffmpeg plays");
        }
        return answer;
    }

    private List<String> question(String option, String entries) {
        return List.of(option, "-select_streams", "v:0", "-show_entries", entries, "-of", "csv=p=0", Ffmpeg.file(file));
    }

    /** Frames a second, 25 where the file does not tell. */
    public double framesPerSecond() {
        String[] ratio = probed("-hide_banner", "stream=avg_frame_rate").split("/", 2);
        if (ratio.length < 2 || !ratio[0].matches("\\d{1,9}") || !ratio[1].matches("\\d{1,9}")) {
            return USUAL_RATE;
        }
        double rate = Double.parseDouble(ratio[0]) / Double.parseDouble(ratio[1]);
        return rate > 0 && Double.isFinite(rate) ? rate : USUAL_RATE;
    }

    private String probed(String option, String entries) {
        try (Ffmpeg probe = Ffmpeg.probe(joined(Ffmpeg.trusted(), question(option, entries)))) {
            String answer = probe.output();
            return checked(probe, answer).lines().findFirst().orElse("");
        }
    }

    /** @throws InputException if the file is damaged: it holds the frame, but it cannot be decoded */
    @Override
    public synchronized Image image(int index) {
        if (!has(index)) {
            if (index >= 0 && index < size()) {
                throw new InputException(file + ": is damaged: only " + position + " of its " + size
                        + " frames can be decoded; make it again, or cut it before the damage");
            }
            throw new IndexOutOfBoundsException(file + " has no frame " + index);
        }
        return current.orElseThrow();
    }

    /** Decodes up to the frame, from where the decoder is or from a key frame. */
    @Override
    public synchronized boolean has(int index) {
        if (index < 0) {
            return false;
        }
        if (index < position) {
            close();
        }
        if (index - position > NEAR && index < size() && isIndexed()) {
            times.ifPresent(at -> jump(index, (at[index - 1] + at[index]) / 2));
        }
        while (position < index && !ended) {
            current = opened().next();
            ended = current.isEmpty();
            position++;
        }
        return position == index && !ended;
    }

    private boolean isIndexed() {
        if (indexed.isEmpty()) {
            String format = probed("-hide_banner", "format=format_name");
            indexed = Optional.of(INDEXED.matcher(format).find());
        }
        return indexed.get();
    }

    /** Starts the decoder at the key frame before a frame; where nothing can be decoded from there, it is as if there were none. */
    private void jump(int index, double justBefore) {
        close();
        String from = String.format(Locale.ROOT, "%.7f", justBefore);
        PictureStream there = new PictureStream(file.toString(), input(List.of("-seek_timestamp", "1", "-ss", from)));
        stream = Optional.of(there);
        try {
            current = there.next();
            position = index;
        } catch (InputException e) {
            close();
        }
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private PictureStream opened() {
        if (stream.isEmpty()) {
            stream = Optional.of(new PictureStream(file.toString(), input(List.of())));
        }
        return stream.get();
    }

    private List<String> input(List<String> options) {
        return joined(joined(Ffmpeg.trusted(), options), List.of("-i", Ffmpeg.file(file)));
    }

    @Override
    public synchronized void close() {
        stream.ifPresent(PictureStream::close);
        stream = Optional.empty();
        current = Optional.empty();
        ended = false;
        position = -1;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
