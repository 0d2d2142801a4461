package io.spmtrack.train.data;

/**
 * How samples are prepared in the background.
 *
 * @param threads that make samples
 * @param ahead samples that are made or waiting at the same time, so the most that memory holds
 */
public record LoaderSettings(int threads, int ahead) {

    /** One thread beside the two that train; enough samples to bridge a slow frame. */
    public static final LoaderSettings DEFAULT = new LoaderSettings(1, 8);

    public LoaderSettings {
        if (threads < 1 || ahead < threads) {
            throw new IllegalArgumentException(
                    "a loader has at least one thread and as many samples ahead, not " + threads + " and " + ahead);
        }
    }
}
