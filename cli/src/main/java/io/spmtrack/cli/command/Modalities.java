package io.spmtrack.cli.command;

import io.spmtrack.cli.console.Console;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.pair.PairFrames;
import io.spmtrack.eval.read.Source;
import java.util.List;
import java.util.stream.Stream;

/** What a user is told about the modalities of what is tracked. */
final class Modalities {
    private static final int LINES = 8;

    private Modalities() {}

    /** The recordings that a source is made of: itself, or the two of a pair. */
    static List<Frames> of(Frames frames) {
        return frames instanceof PairFrames(Frames visible, Frames other, List<String> _)
                ? List.of(visible, other)
                : List.of(frames);
    }

    /**
     * Tells what is odd about a source, and whether it has what the tracker looks at.
     *
     * @param streams pictures of a frame that the tracker looks at
     */
    static void tell(Source source, int streams, Console console) {
        boolean pair = source.frames().second().isPresent();
        if (streams > 1 && !pair) {
            warn(
                    Stream.of(source.name() + ": has no second modality, which these weights look at; both are fed from"
                            + " the visible pictures; name the other ones with --x"),
                    console);
        } else if (streams == 1 && pair) {
            console.remark("this tracker looks at the visible pictures alone; those of the second modality are shown");
        }
        tellNotes(List.of(source.frames()), console);
    }

    /** Tells what is odd about pairs, the first few of them. */
    static void tellNotes(List<Frames> sequences, Console console) {
        List<String> notes = sequences.stream()
                .flatMap(frames -> frames instanceof PairFrames pair ? pair.notes().stream() : Stream.of())
                .toList();
        warn(notes.stream().limit(LINES), console);
        if (notes.size() > LINES) {
            warn(Stream.of("and " + (notes.size() - LINES) + " more such remarks on pairs"), console);
        }
    }

    private static void warn(Stream<String> lines, Console console) {
        lines.forEach(console.errors()::println);
        console.errors().flush();
    }
}
