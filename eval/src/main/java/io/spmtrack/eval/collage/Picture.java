package io.spmtrack.eval.collage;

import io.spmtrack.model.image.Box;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a picture lies, and what is marked in it.
 *
 * @param place a zip file or a folder
 * @param file its name in there
 * @param objects boxes of its objects in pixels; empty where nothing is marked
 */
record Picture(Path place, String file, List<Box> objects) {

    Picture {
        objects = List.copyOf(objects);
    }

    /** As messages call it. */
    String name() {
        return place + "!" + file;
    }
}
