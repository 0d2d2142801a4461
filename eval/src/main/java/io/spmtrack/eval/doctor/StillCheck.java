package io.spmtrack.eval.doctor;

import io.spmtrack.eval.coco.CocoJson;
import io.spmtrack.eval.coco.CocoJson.Marked;
import io.spmtrack.eval.coco.CocoJson.Picture;
import io.spmtrack.eval.coco.Place;
import io.spmtrack.eval.coco.Stills;
import io.spmtrack.eval.index.IndexWatcher;
import io.spmtrack.eval.read.layout.StoredFrames;
import io.spmtrack.eval.read.text.Folder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at a file of annotations in COCO's style and its pictures. */
final class StillCheck {
    /** Without decoding, the headers of so many pictures are read, spread over the file. */
    private static final int HEADERS = 500;

    private static final int TRIED = 20;

    private final CocoJson file;
    private final boolean deep;
    private final Findings findings;
    private final IndexWatcher watcher;

    StillCheck(CocoJson file, boolean deep, Findings findings, IndexWatcher watcher) {
        this.file = file;
        this.deep = deep;
        this.findings = findings;
        this.watcher = watcher;
    }

    void run() {
        Map<Long, Picture> pictures = new HashMap<>();
        for (Picture picture : file.pictures()) {
            if (pictures.put(picture.id(), picture) != null) {
                findings.add(Defect.LISTS, file.path(), "lists two pictures with the id " + picture.id());
            }
        }
        for (Picture picture : pictures.values()) {
            if (picture.size().isEmpty()) {
                findings.add(
                        Defect.SIZES,
                        file.path() + ", picture " + picture.id(),
                        "has no width and height, so it is left out");
            }
        }
        objects(pictures);
        pictures();
    }

    private void objects(Map<Long, Picture> pictures) {
        Set<Long> ids = new HashSet<>();
        for (Marked object : file.objects()) {
            String where = file.path() + ", annotation " + object.id();
            Optional<Picture> picture = Optional.ofNullable(pictures.get(object.image()));
            if (object.id() >= 0 && !ids.add(object.id())) {
                findings.add(Defect.LISTS, where, "there are two with this id");
            }
            if (picture.isEmpty()) {
                findings.add(Defect.LISTS, where, "is of picture " + object.image() + ", which is not listed");
            } else if (!object.crowd()) {
                fault(object, picture.get()).ifPresent(fault -> findings.add(Defect.BOXES, where, fault));
            }
        }
    }

    private static Optional<String> fault(Marked object, Picture picture) {
        if (!object.box().finite()) {
            return Optional.of("has no box of four numbers");
        }
        if (!object.box().valid()) {
            return Optional.of("the box is empty or has a negative size");
        }
        return picture.size().isEmpty()
                        || Stills.inside(object.box(), picture.size().get())
                ? Optional.empty()
                : Optional.of("the box lies outside of the picture " + picture.file());
    }

    private void pictures() {
        List<String> names = file.pictures().stream().map(Picture::file).toList();
        Optional<Place> place = names.stream()
                .limit(TRIED)
                .flatMap(name -> Place.find(file.path(), name).stream())
                .findFirst();
        if (place.isPresent()) {
            pictures(StoredFrames.of(place.get(), names));
        } else if (!names.isEmpty()) {
            findings.add(
                    Defect.MISSING,
                    file.path(),
                    "its pictures, such as " + names.getFirst() + ", lie in no folder or zip"
                            + " beside it; unpack them into images");
        }
    }

    private void pictures(StoredFrames frames) {
        int step = deep ? 1 : Math.max(1, frames.size() / HEADERS);
        for (int i = 0; i < frames.size(); i++) {
            watcher.at(Folder.name(file.path()), i + 1, frames.size());
            Picture picture = file.pictures().get(i);
            if (!frames.exists(i)) {
                findings.add(Defect.MISSING, frames.where(i), "no such picture; fetch or unpack them again");
            } else if (i % step == 0) {
                new PictureCheck(frames.only(i), deep, findings).run(picture.size());
            } else {
                findings.looked(1);
            }
        }
    }
}
