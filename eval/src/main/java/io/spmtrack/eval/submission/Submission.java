package io.spmtrack.eval.submission;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.AtomicFile;
import io.spmtrack.eval.result.SequenceResult;
import io.spmtrack.eval.result.TrackedFrame;
import io.spmtrack.model.image.Box;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs results as a server wants them ({@code docs/spec/evaluation.md §6}). The same results make the same bytes.
 *
 * @param tracker name of the folder in the zip, where there is one
 * @param rasterize whether corners are rounded outwards to whole pixels, as the official code does for these servers
 */
public record Submission(Server server, String tracker, boolean rasterize) {
    /** Of all entries, the earliest a zip can hold. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** From the official code: what lies this little above a whole pixel still belongs to it. */
    private static final double NEARLY = 0.9999;

    private static final int BUFFER = 1 << 16;

    public Submission {
        if (!tracker.matches("[\\w.+-]+") || tracker.startsWith(".")) {
            throw new InputException(
                    "name '" + tracker + "': letters, digits and . _ + - are expected, it becomes a folder in the zip");
        }
    }

    /** All runs of a sequence, the first with times. */
    public record Runs(String sequence, List<SequenceResult> runs) {
        public Runs {
            runs = List.copyOf(runs);
        }
    }

    /** Writes the zip whole or not at all. */
    public void write(Path file, List<Runs> sequences) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new InputException(file + ": its folder cannot be created: " + e + "; choose another --out", e);
        }
        AtomicFile.write(file, channel -> {
            ZipOutputStream zip = new ZipOutputStream(
                    new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER), StandardCharsets.UTF_8);
            for (Runs sequence : sequences) {
                add(zip, sequence);
            }
            zip.finish();
            zip.flush();
        });
    }

    private void add(ZipOutputStream zip, Runs sequence) throws IOException {
        String name = sequence.sequence();
        switch (server) {
            case GOT10K -> {
                String folder = tracker + "/" + name + "/" + name;
                for (int run = 0; run < sequence.runs().size(); run++) {
                    String file = String.format(Locale.ROOT, "%s_%03d.txt", folder, run + 1);
                    put(zip, file, boxes(sequence.runs().get(run), "%.4f,%.4f,%.4f,%.4f\n"));
                }
                if (timed(sequence.runs().getFirst())) {
                    put(zip, folder + "_time.txt", times(sequence.runs().getFirst()));
                }
            }
            case TRACKINGNET -> put(zip, name + ".txt", boxes(sequence.runs().getFirst(), "%.2f,%.2f,%.2f,%.2f\n"));
        }
    }

    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        ((OutputStream) zip).write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private String boxes(SequenceResult result, String format) {
        StringBuilder text = new StringBuilder();
        for (Box box : result.boxes()) {
            Box written = rasterize ? rasterized(box) : box;
            text.append(
                    String.format(Locale.ROOT, format, written.x1(), written.y1(), written.width(), written.height()));
        }
        return text.toString();
    }

    private static Box rasterized(Box box) {
        return new Box(
                Math.floor(box.x1()),
                Math.floor(box.y1()),
                Math.floor(box.x2() + NEARLY),
                Math.floor(box.y2() + NEARLY));
    }

    private static boolean timed(SequenceResult result) {
        return result.frames().stream().noneMatch(frame -> Double.isNaN(frame.seconds()));
    }

    private static String times(SequenceResult result) {
        StringBuilder text = new StringBuilder();
        for (TrackedFrame frame : result.frames()) {
            text.append(String.format(Locale.ROOT, "%.8f\n", frame.seconds()));
        }
        return text.toString();
    }
}
