package io.spmtrack.model.track;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.track.filter.TargetFilter;

/** What says where the target is besides the network: nothing, or a correlation filter that goes its own way. */
sealed interface Guide extends AutoCloseable {

    /** Starts on a new video. */
    void start(Frame frame, Box box);

    /**
     * Looks at the next frame; before {@link #between}.
     *
     * @param least confidence to learn from
     */
    void look(Frame frame, double least);

    /** Looks at the next frame of a lost target, where it was certain last and where the network takes it to be; learns nothing. */
    void seek(Frame frame, Box found);

    /** The box of a target that was found again, given the network's. */
    Box again(Box found);

    /** What was just seen is certain, or not: then a lost target is sought where it was certain last. */
    void settle(boolean certain, boolean lost);

    /** The box to go on from, given the network's. */
    Box between(Box found);

    /** The confidence to report, given the network's. */
    double confidence(double found);

    @Override
    void close();

    /**
     * What settings ask for.
     *
     * @param share of the filter in the box, 0 to 1
     * @param pictures of a frame that it looks at
     */
    static Guide of(double share, int pictures) {
        return share == 0 ? new None() : new Filtered(share, pictures);
    }

    /** The network alone. */
    record None() implements Guide {
        @Override
        public void start(Frame frame, Box box) {}

        @Override
        public void look(Frame frame, double least) {}

        @Override
        public void seek(Frame frame, Box found) {}

        @Override
        public Box again(Box found) {
            return found;
        }

        @Override
        public void settle(boolean certain, boolean lost) {}

        @Override
        public Box between(Box found) {
            return found;
        }

        @Override
        public double confidence(double found) {
            return found;
        }

        @Override
        public void close() {}
    }

    /**
     * The box lies between the network's and the filter's: a small network mistakes sizes and like objects where the filter does
     * not, and does not know how this target has looked since.
     */
    final class Filtered implements Guide {
        /** No confidence is that high. */
        private static final double NOTHING = 2;

        private final double share;
        private final int pictures;
        private final TargetFilter filter;
        private Box last = Box.NONE;
        private double confidence;
        private TargetFilter.Place certain = new TargetFilter.Place(0, 0, 1);

        private Filtered(double share, int pictures) {
            this.share = share;
            this.pictures = pictures;
            this.filter = new TargetFilter(pictures);
        }

        @Override
        public void start(Frame frame, Box box) {
            filter.start(frame.images(pictures), box);
            certain = filter.place();
        }

        @Override
        public void look(Frame frame, double least) {
            last = filter.follow(frame.images(pictures), least);
            confidence = filter.confidence();
        }

        @Override
        public void seek(Frame frame, Box found) {
            look(frame, NOTHING);
            if (found.valid()) {
                Box here = last;
                double before = confidence;
                TargetFilter.Place place = filter.place();
                filter.go(new TargetFilter.Place(found.centerX(), found.centerY(), certain.scale()));
                look(frame, NOTHING);
                if (before >= confidence) {
                    last = here;
                    confidence = before;
                    filter.go(place);
                }
            }
        }

        @Override
        public Box again(Box found) {
            return last;
        }

        @Override
        public void settle(boolean sure, boolean lost) {
            if (sure) {
                certain = filter.place();
            } else if (lost) {
                filter.go(certain);
            }
        }

        /** Centres are mixed by length, sides by ratio. */
        @Override
        public Box between(Box found) {
            Box other = last;
            return found.valid()
                    ? Box.centered(
                            mixed(found.centerX(), other.centerX()),
                            mixed(found.centerY(), other.centerY()),
                            Math.exp(mixed(Math.log(found.width()), Math.log(other.width()))),
                            Math.exp(mixed(Math.log(found.height()), Math.log(other.height()))))
                    : other;
        }

        @Override
        public double confidence(double found) {
            return mixed(found, confidence);
        }

        private double mixed(double found, double filtered) {
            return (1 - share) * found + share * filtered;
        }

        @Override
        public void close() {}
    }
}
