package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.collage.Collage;
import io.spmtrack.eval.collage.Collage.Subject;
import io.spmtrack.eval.pair.ColourOrder;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.Globs;
import io.spmtrack.eval.synthetic.Synthetic;
import io.spmtrack.eval.synthetic.pair.Modality;
import io.spmtrack.eval.synthetic.pair.Pairs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Data made on the fly: the first {@code limit} sequences of a world, 60 when there is no limit. */
public enum MadeReader implements DataLayout {
    /** Drawn objects. */
    DRAWN("seed", "length", "size", "modality", "colormap"),
    /** Stills of objects that move. */
    OBJECTS("seed", "length", "size", "from", "motion"),
    /** Rectangles of pictures that move. */
    RECTANGLES("seed", "length", "size", "from", "over", "against"),
    /** Cut-outs that move over pictures. */
    CUTOUTS("seed", "length", "size", "from", "over");

    private static final int COUNT = 60;
    private static final int MOST = 100_000;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> options;

    MadeReader(String... options) {
        this.options = List.of(options);
    }

    @Override
    public String mark() {
        return "";
    }

    @Override
    public boolean fits(Path path) {
        return false;
    }

    @Override
    public List<String> splits() {
        return List.of("train", "val", "test");
    }

    /** Each split is a world of its own, made when asked for. */
    @Override
    public List<String> splits(Path root) {
        return splits();
    }

    @Override
    public Optional<String> unnamedSplit() {
        return Optional.of("test");
    }

    @Override
    public List<String> options() {
        return options;
    }

    @Override
    public boolean onDisk() {
        return this != DRAWN;
    }

    @Override
    public boolean made() {
        return true;
    }

    @Override
    public boolean hasCopies() {
        return false;
    }

    @Override
    public List<Path> files(Reading reading) {
        return still(reading) ? StillReader.annotations(reading) : List.of();
    }

    /** Whether the pictures are asked for as they are. */
    private static boolean still(Reading reading) {
        return reading.option("motion").orElse("").equals("none");
    }

    @Override
    public List<Entry> entries(Reading reading) {
        return still(reading) ? StillReader.entries(reading) : made(reading);
    }

    private List<Entry> made(Reading reading) {
        int count = reading.option("limit").map(Integer::valueOf).orElse(COUNT);
        if (count > MOST) {
            throw new InputException(
                    reading.dataset() + ": limit=" + count + ": at most " + MOST + " sequences at once");
        }
        World world = create(reading);
        return IntStream.range(0, count)
                .mapToObj(index -> Entry.of(world.name(index), () -> world.sequence(index)))
                .toList();
    }

    @Override
    public Optional<World> world(Reading reading) {
        return still(reading) ? Optional.empty() : Optional.of(create(reading));
    }

    private World create(Reading reading) {
        return switch (this) {
            case DRAWN -> drawn(reading, Synthetic.of(reading.options(), reading.split()));
            case OBJECTS -> new World.Pasted(collage(reading, Subject.OBJECT));
            case RECTANGLES -> new World.Pasted(collage(reading, Subject.RECTANGLE));
            case CUTOUTS -> new World.Pasted(collage(reading, Subject.CUTOUT));
        };
    }

    private static World drawn(Reading reading, Synthetic world) {
        ColourOrder order = ColourOrder.named(reading.option("colormap").orElse("bgr"));
        return reading.option("modality")
                .<World>map(word -> new World.Paired(new Pairs(world, Modality.named(word), order)))
                .orElseGet(() -> new World.Drawn(world));
    }

    private static Collage collage(Reading reading, Subject subject) {
        // The generator's options of the same names are checked in one place.
        Synthetic sizes = Synthetic.of(reading.options(), reading.split());
        int length = reading.option("length").isPresent() ? sizes.length() : Collage.LENGTH;
        double against = reading.option("against").map(Double::valueOf).orElse(0.5);
        return Collage.open(
                reading.dataset(),
                subject,
                reading.path(),
                reading.option("over").map(Folder::path),
                reading.option("from").map(Globs::matching).orElse(name -> true),
                reading.split(),
                new Collage.Options(sizes.seed(), length, sizes.size(), against));
    }
}
