package io.spmtrack.eval.read;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.collage.Collage;
import io.spmtrack.eval.collage.Collage.Subject;
import io.spmtrack.eval.synthetic.Synthetic;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Sequences made on the fly, ever new ones: each is a function of its world and its index. Any number of threads. */
public sealed interface World {

    /** Name of the sequence of an index from 0. */
    String name(long index);

    /** The sequence of an index from 0. */
    Sequence sequence(long index);

    /** Drawn objects. */
    record Drawn(Synthetic world) implements World {
        @Override
        public String name(long index) {
            return world.name(index);
        }

        @Override
        public Sequence sequence(long index) {
            return world.sequence(index);
        }
    }

    /** Real pictures that move. */
    record Pasted(Collage world) implements World {
        @Override
        public String name(long index) {
            return world.name(index);
        }

        @Override
        public Sequence sequence(long index) {
            return world.sequence(index);
        }
    }

    /**
     * The world of a SPEC whose kind is {@link Kind#made()}.
     *
     * @throws io.spmtrack.engine.InputException if an option is out of range, or its pictures cannot be found
     */
    public static World of(DataSpec spec, String split) {
        return switch (spec.kind()) {
            case SYNTHETIC -> new Drawn(Synthetic.of(spec.options(), split));
            case COCO -> new Pasted(collage(spec, split, Subject.OBJECT));
            case PLANAR -> new Pasted(collage(spec, split, Subject.RECTANGLE));
            case PASTE -> new Pasted(collage(spec, split, Subject.CUTOUT));
            case OTB,
                    LASOT,
                    LASOT_EXT,
                    GOT10K,
                    TRACKINGNET,
                    TNL2K,
                    UAV123,
                    NFS,
                    VASTTRACK,
                    TC128,
                    VOT,
                    MIL,
                    LASHER,
                    FRAMES,
                    VIDEO -> throw new IllegalArgumentException(spec + " is read, not made");
        };
    }

    private static Collage collage(DataSpec spec, String split, Subject subject) {
        // The generator's options of the same names are checked in one place.
        Synthetic sizes = Synthetic.of(spec.options(), split);
        int length = spec.option("length").isPresent() ? sizes.length() : Collage.LENGTH;
        FrameSize size = sizes.size();
        double against = spec.option("against").map(Double::valueOf).orElse(0.5);
        Optional<Path> over = spec.option("over").map(DataSpec::path);
        Predicate<String> wanted = spec.option("from").map(World::globs).orElse(name -> true);
        String name = spec.kind().id() + "-" + split;
        return Collage.open(
                name,
                subject,
                spec.path(),
                over,
                wanted,
                split,
                new Collage.Options(sizes.seed(), length, size, against));
    }

    private static Predicate<String> globs(String text) {
        Pattern pattern = Pattern.compile(Selection.pattern(text));
        return name -> pattern.matcher(name).matches();
    }
}
