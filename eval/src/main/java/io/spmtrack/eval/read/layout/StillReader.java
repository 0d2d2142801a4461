package io.spmtrack.eval.read.layout;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.coco.Stills;
import io.spmtrack.eval.coco.Stills.Still;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.Globs;
import io.spmtrack.eval.read.text.TextSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** COCO's pictures as they are ({@code docs/spec/data.md §2}): one frame each, with a target for each object. */
final class StillReader {
    private StillReader() {}

    /** The files of annotations that a pass reads. */
    static List<Path> annotations(Reading reading) {
        Predicate<String> wanted = reading.option("from").map(Globs::matching).orElse(name -> true);
        return Stills.annotations(reading.path(), reading.split(), wanted);
    }

    /** The pictures, each with its targets. */
    static List<Entry> entries(Reading reading) {
        return annotations(reading).stream()
                .flatMap(file -> Stills.read(file).stream())
                .map(still -> new Entry(name(still), () -> targets(reading, still)))
                .toList();
    }

    /** The picture's name without folders and ending. */
    private static String name(Still still) {
        String file = still.file().substring(still.file().lastIndexOf('/') + 1);
        return file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file;
    }

    private static List<Sequence> targets(Reading reading, Still still) {
        Optional<FrameSize> size = Optional.of(still.size());
        StoredFrames frames = TextSource.isZip(still.place())
                ? new ZipFrames(still.place(), List.of(still.file()), size)
                : new FileFrames(Folder.existing(still.place()), List.of(still.file()), size);
        return IntStream.range(0, still.objects().size())
                .mapToObj(i -> new Sequence(
                        reading.dataset(),
                        name(still) + "#" + (i + 1),
                        frames,
                        Truth.of(List.of(still.objects().get(i)))))
                .toList();
    }
}
