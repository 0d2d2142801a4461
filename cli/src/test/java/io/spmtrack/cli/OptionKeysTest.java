package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.spmtrack.cli.console.OptionKeys;
import org.junit.jupiter.api.Test;

final class OptionKeysTest {
    private static void check(String given, String expected) {
        assertArrayEquals(
                expected.split(" "), OptionKeys.expand(Spmtrack.commandLine(new Spmtrack()), given.split(" ")));
    }

    @Test
    void keysOfOptionsBecomeOptions() {
        check("train preset=tiny data=otb:x?split=val", "train --preset=tiny --data=otb:x?split=val");
        check("track video.mp4 video=true out=x", "track video.mp4 --video=true --out=x");
        check("weights verify file preset=base", "weights verify file --preset=base");
    }

    @Test
    void settingsAndForeignWordsStay() {
        check("train optimizer.lr=1 nonsense=2 --out a=b", "train optimizer.lr=1 nonsense=2 --out a=b");
        check("track --box x=1", "track --box x=1");
        check("--help", "--help");
    }

    @Test
    void resumeAloneTakesNoSetting() {
        check("train --resume train.steps=5", "train --resume= train.steps=5");
        check("train --resume", "train --resume=");
        check("train --resume -q", "train --resume= -q");
        check("train --resume runs/x train.steps=5", "train --resume runs/x train.steps=5");
    }
}
