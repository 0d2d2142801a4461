package io.spmtrack.train;

import io.spmtrack.model.settings.Key;
import java.util.List;

/**
 * Which data a run uses, as data SPECs ({@code kind:path?option=value&…}).
 */
public record DataSettings(
        @Key(initial = "synthetic:", meaning = "data to train on, as SPECs between commas", changeable = true)
        List<String> train,

        @Key(initial = "synthetic:?split=val", meaning = "data for the validation loss", changeable = true)
        List<String> val,

        @Key(
                initial = "synthetic:?split=test&limit=60",
                meaning = "data to track after training; may be empty",
                changeable = true)
        List<String> test) {
    public DataSettings {
        train = List.copyOf(train);
        val = List.copyOf(val);
        test = List.copyOf(test);
    }
}
