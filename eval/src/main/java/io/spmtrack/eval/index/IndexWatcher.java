package io.spmtrack.eval.index;

/** Told how far the index of a data set is that is being built, which takes minutes on a slow disk. */
public interface IndexWatcher {
    /** Nobody looks. */
    IndexWatcher NONE = (dataset, done, total) -> {};

    /**
     * So many videos and pictures have been read.
     *
     * @param dataset such as {@code lasot-train}
     */
    void at(String dataset, int done, int total);
}
