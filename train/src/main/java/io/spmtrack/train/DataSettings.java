package io.spmtrack.train;

import io.spmtrack.model.settings.Key;
import java.util.List;

/**
 * Which data a run uses, as data SPECs ({@code kind:path?option=value&…}).
 */
public record DataSettings(
        @Key(
                initial = "lasot:?split=train,trackingnet:?split=train,coco:?motion=none&split=train,"
                        + "got10k:?split=train&subset=got10k_vot_train_split.txt",
                meaning = "data to train on, as SPECs between commas",
                changeable = true)
        List<String> train,

        @Key(initial = "got10k:?split=val", meaning = "data for the validation loss", changeable = true)
        List<String> val,

        @Key(initial = "got10k:?split=val", meaning = "data to track after training; may be empty", changeable = true)
        List<String> test) {
    public DataSettings {
        train = List.copyOf(train);
        val = List.copyOf(val);
        test = List.copyOf(test);
    }
}
