package io.spmtrack.cli.serve;

import java.time.Duration;

/**
 * What bounds the memory and the work of pages that nobody looks at any more.
 *
 * @param videos open at a time
 * @param targets of a video
 * @param rows boxes kept of a video, over all targets
 * @param pictures bytes of encoded pictures kept of a video
 * @param idle a video nobody asked about for so long is no longer tracked, and makes room for others
 * @param kept a video nobody asked about for so long is closed
 */
record Limits(int videos, int targets, int rows, long pictures, Duration idle, Duration kept) {
    static final Limits USUAL = new Limits(8, 16, 500_000, 32L << 20, Duration.ofSeconds(60), Duration.ofMinutes(15));
}
