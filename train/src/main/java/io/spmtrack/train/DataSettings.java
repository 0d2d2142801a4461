package io.spmtrack.train;

import java.util.List;

/**
 * Which data a run uses, as data SPECs ({@code kind:path?option=value&…}).
 *
 * @param train to train on
 * @param val for the validation loss
 * @param test to track after training
 */
public record DataSettings(List<String> train, List<String> val, List<String> test) {
    public DataSettings {
        train = List.copyOf(train);
        val = List.copyOf(val);
        test = List.copyOf(test);
    }

    /** Made on the fly: nothing needs to be downloaded. */
    public static DataSettings synthetic() {
        return new DataSettings(
                List.of("synthetic:"), List.of("synthetic:?split=val"), List.of("synthetic:?split=test&limit=60"));
    }
}
