package io.spmtrack.eval.submission;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * What the servers' own documents do with a zip, written from them and not from the code under test: the {@code report} of the
 * GOT-10k toolkit, and {@code metrics.py} of the TrackingNet devkit.
 */
final class ServerDocuments {
    private ServerDocuments() {}

    static Map<String, String> unpacked(Path zip) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (InputStream in = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(in)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                files.put(entry.getName(), new String(entries.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    /** {@code np.loadtxt(file, delimiter=",")}: every row has the same number of columns, every cell is a number. */
    private static double[][] loadtxt(String text) {
        List<double[]> rows = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (!line.isEmpty()) {
                String[] cells = line.split(",", -1);
                double[] row = new double[cells.length];
                for (int i = 0; i < cells.length; i++) {
                    row[i] = Double.parseDouble(cells[i]);
                }
                rows.add(row);
            }
        }
        return rows.toArray(double[][]::new);
    }

    /** Number of files that the GOT-10k toolkit would read; throws where one of its assertions fails. */
    static int got10k(Path zip, List<Expected> sequences) throws IOException {
        Map<String, String> files = unpacked(zip);
        String tracker = files.keySet().iterator().next().split("/")[0];
        int read = 0;
        for (Expected sequence : sequences) {
            String folder = tracker + "/" + sequence.sequence() + "/" + sequence.sequence();
            List<String> records = files.keySet().stream()
                    .filter(name -> name.startsWith(folder)
                            && name.substring(folder.length()).matches("_[0-9].*\\.txt"))
                    .toList();
            check(!records.isEmpty(), "Results for sequence " + sequence.sequence() + " not found.");
            for (String record : records) {
                double[][] boxes = loadtxt(files.get(record));
                check(boxes.length == sequence.frames() && boxes[0].length == 4, record + " has another shape");
                read++;
            }
            double[][] times = loadtxt(files.get(folder + "_time.txt"));
            check(times.length == sequence.frames() && times[1][0] > 0, folder + " times");
            read++;
        }
        check(read == files.size(), "files that nobody reads");
        return read;
    }

    /** Share of rows that pass the devkit's sanity check; throws where a sequence has not exactly one file. */
    static double trackingNet(Path zip, List<Expected> sequences) throws IOException {
        Map<String, String> files = unpacked(zip);
        long rows = 0;
        long sane = 0;
        for (Expected sequence : sequences) {
            String file = sequence.sequence() + ".txt";
            List<String> names = files.keySet().stream()
                    .filter(name -> name.endsWith(".txt") && name.contains(file))
                    .toList();
            check(names.size() == 1, sequence.sequence() + " has " + names.size() + " files");
            for (double[] box : loadtxt(files.get(names.getFirst()))) {
                check(box.length == 4, names.getFirst() + " columns");
                rows++;
                sane += Math.rint(box[0]) + Math.rint(box[1]) + Math.rint(box[2]) + Math.rint(box[3]) > 0 ? 1 : 0;
            }
        }
        return (double) sane / rows;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
