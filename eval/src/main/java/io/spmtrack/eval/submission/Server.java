package io.spmtrack.eval.submission;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.text.TextFile;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The servers that score results whose true boxes are not public. */
public enum Server {
    /** {@code TRACKER/NAME/NAME_001.txt}, further runs and {@code NAME_time.txt}, as the GOT-10k toolkit records them. */
    GOT10K("got10k-test", "GOT10k-test", "(?:(?<tracker>[^/]+)/)?(?<name>[^/]+)/\\k<name>_(?<run>\\d{3}|time)\\.txt"),
    /** {@code NAME.txt} for each of the 511 sequences, as the devkit reads them. */
    TRACKINGNET("trackingnet-test", "TrackingNet-test", "(?<name>[^/]+)\\.txt");

    private final String dataset;
    private final String zip;
    private final Pattern entry;

    Server(String dataset, String zip, String entry) {
        this.dataset = dataset;
        this.zip = zip;
        this.entry = Pattern.compile(entry);
    }

    /** The name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The data set whose results it wants, with the split. */
    public String dataset() {
        return dataset;
    }

    /** Name of the file that the official code writes, without the ending. */
    public String zip() {
        return zip;
    }

    /** How files in the zip are called. */
    Pattern entry() {
        return entry;
    }

    /** @throws InputException if there is no such server, naming those there are */
    public static Server of(String label) {
        return Arrays.stream(values())
                .filter(each ->
                        each.label().equals(label.toLowerCase(Locale.ROOT).replace("-", "")))
                .findFirst()
                .orElseThrow(() -> new InputException("unknown server " + label
                        + "; choose got10k or trackingnet (other benchmarks publish their boxes: spmtrack score)"));
    }

    /** The one that scores a data set. */
    public static Optional<Server> ofDataset(String dataset) {
        return Arrays.stream(values())
                .filter(each -> each.dataset.equals(dataset))
                .findFirst();
    }

    /** All sequences of its test set; numbers of frames where they are the same for everyone's copy of the data. */
    public List<Expected> sequences() {
        try (InputStream in = Server.class.getResourceAsStream(dataset + ".txt")) {
            return TextFile.lines(in, dataset).stream()
                    .filter(line -> !line.isBlank())
                    .map(Server::listed)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with what a copy of the data says of them: lengths and first boxes. */
    public List<Expected> sequences(List<Sequence> own) {
        Map<String, Expected> known = own.stream()
                .map(Expected::of)
                .collect(Collectors.toMap(Expected::sequence, Function.identity(), (one, other) -> one));
        return sequences().stream()
                .map(each -> known.getOrDefault(each.sequence(), each))
                .toList();
    }

    private static Expected listed(String line) {
        String[] parts = line.strip().split(" ");
        return new Expected(parts[0], parts.length > 1 ? Integer.parseInt(parts[1]) : 0, Box.NONE);
    }
}
