package io.spmtrack.train.data;

/**
 * How samples are prepared in the background.
 *
 * @param threads that make samples
 * @param ahead samples that are made or wait while training goes on, so the most that memory holds beside a batch; with 0 they
 *     are made when asked for, so that they never share the cores with a step
 */
public record LoaderSettings(int threads, int ahead) {

    /** One thread beside the two that train; enough samples to bridge a slow frame. */
    public static final LoaderSettings DEFAULT = new LoaderSettings(1, 8);

    public LoaderSettings {
        if (threads < 1 || ahead < 0) {
            throw new IllegalArgumentException(
                    "a loader has at least one thread and no negative number of samples ahead, not " + threads + " and "
                            + ahead);
        }
    }
}
