package io.spmtrack.eval.doctor;

import io.spmtrack.eval.coco.CocoJson;
import io.spmtrack.eval.index.IndexWatcher;
import io.spmtrack.eval.read.layout.DataLayout;
import io.spmtrack.eval.read.layout.Entry;
import io.spmtrack.eval.read.layout.Got10kReader;
import io.spmtrack.eval.read.layout.LasotReader;
import io.spmtrack.eval.read.layout.MadeReader;
import io.spmtrack.eval.read.layout.Reading;
import io.spmtrack.eval.read.layout.TrackingNetReader;
import io.spmtrack.eval.read.text.Folder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** Walks over a data set and collects everything that is wrong with its files. */
public final class Doctor {
    private final Reading reading;
    private final Predicate<String> wanted;
    private final boolean deep;
    private final IndexWatcher watcher;
    private final Findings findings = new Findings();

    private Doctor(Reading reading, Predicate<String> wanted, boolean deep, IndexWatcher watcher) {
        this.reading = reading;
        this.wanted = wanted;
        this.deep = deep;
        this.watcher = watcher;
    }

    /**
     * Looks at a data set.
     *
     * @param wanted names of the sequences to look at
     * @param deep decodes every picture, which takes as long as reading them all; otherwise a few headers are read
     * @param watcher told how far the walk is
     * @throws io.spmtrack.engine.InputException if there is no such data set
     */
    public static Checkup look(
            DataLayout layout, Reading reading, Predicate<String> wanted, boolean deep, IndexWatcher watcher) {
        return new Doctor(reading, wanted, deep, watcher).look(layout);
    }

    private Checkup look(DataLayout layout) {
        Path root = Folder.existing(reading.path());
        return switch (layout) {
            case LasotReader lasot -> cases(LasotCases.of(lasot, root, reading.split()));
            case Got10kReader got -> cases(Got10kCases.of(root, reading.split(), findings));
            case TrackingNetReader net -> cases(TrackingNetCases.of(root, reading.split(), findings));
            case MadeReader stills -> stills(stills.files(reading));
            default -> others(layout.entries(reading));
        };
    }

    private Checkup cases(List<Case> all) {
        List<Case> cases = all.stream().filter(each -> wanted.test(each.name())).toList();
        for (int i = 0; i < cases.size(); i++) {
            new CaseCheck(cases.get(i), deep, findings).run();
            watcher.at(reading.dataset(), i + 1, cases.size());
        }
        return findings.checkup(reading.dataset(), cases.size());
    }

    private Checkup stills(List<Path> annotations) {
        int pictures = 0;
        for (Path file : annotations) {
            CocoJson json = findings.read(file, () -> CocoJson.read(file)).orElse(CocoJson.NONE);
            new StillCheck(json, deep, findings, watcher).run();
            pictures += json.pictures().size();
        }
        return findings.checkup(reading.dataset(), pictures);
    }

    private Checkup others(List<Entry> entries) {
        List<Entry> cases =
                entries.stream().filter(each -> wanted.test(each.name())).toList();
        for (int i = 0; i < cases.size(); i++) {
            new OtherCheck(deep, findings).run(cases.get(i));
            watcher.at(reading.dataset(), i + 1, cases.size());
        }
        return findings.checkup(reading.dataset(), cases.size());
    }
}
