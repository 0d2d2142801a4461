package io.spmtrack.model.track;

import java.lang.foreign.MemorySegment;

/**
 * What a target asks of the network about one frame. A value, but for the memory it points to, which belongs to the target
 * and holds until its next question.
 *
 * @param video a number that no other video has
 * @param references frames of that video whose crops are the references
 * @param crops where they are, each an image and its mask
 * @param search the search crop, normalised {@code [S, 3, H, W]} for the S pictures of a frame that the network sees
 * @param state the previous frame's state token {@code [D]}, zeros for the first, of no interest to a model without
 */
record Question(long video, int[] references, CropStore crops, MemorySegment search, float[] state) {
    /**
     * Copies reference {@code i}.
     *
     * @param image gets its pixels, normalised {@code [S, 3, h, w]}, and is exactly as large
     * @param mask gets its mask {@code [cells]}
     */
    void reference(int i, MemorySegment image, MemorySegment mask) {
        crops.get(references[i], 0, image);
        crops.get(references[i], image.byteSize() / Float.BYTES, mask);
    }
}
