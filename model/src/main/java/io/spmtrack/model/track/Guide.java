package io.spmtrack.model.track;

import io.spmtrack.model.image.Box;

/** What says where the target is besides the network: nothing, or a correlation filter that goes its own way. */
sealed interface Guide extends AutoCloseable {

    /** Starts on a new video. */
    void start(Frame frame, Box box);

    /** Looks at the next frame; before {@link #between}. */
    void look(Frame frame);

    /** The box to go on from, given the network's. */
    Box between(Box found);

    /** The confidence to report, given the network's. */
    double confidence(double found);

    @Override
    void close();

    /** @param share of the filter in the box, 0 to 1 */
    static Guide of(double share) {
        return share == 0 ? new None() : new Filtered(share, new FilterTracker());
    }

    /** The network alone. */
    record None() implements Guide {
        @Override
        public void start(Frame frame, Box box) {}

        @Override
        public void look(Frame frame) {}

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
        private final double share;
        private final FilterTracker filter;
        private TrackResult last = new TrackResult(Box.NONE, 0);

        private Filtered(double share, FilterTracker filter) {
            this.share = share;
            this.filter = filter;
        }

        @Override
        public void start(Frame frame, Box box) {
            filter.init(frame, box);
        }

        @Override
        public void look(Frame frame) {
            last = filter.update(frame);
        }

        /** Centres are mixed by length, sides by ratio. */
        @Override
        public Box between(Box found) {
            Box other = last.box();
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
            return mixed(found, last.confidence());
        }

        private double mixed(double found, double filtered) {
            return (1 - share) * found + share * filtered;
        }

        @Override
        public void close() {
            filter.close();
        }
    }
}
