package io.spmtrack.eval.pair;

import io.spmtrack.eval.Frames;
import io.spmtrack.model.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Depth pictures of one folder as colour pictures. Any thread may read; nothing is kept.
 *
 * @param names in the folder
 */
public record DepthFrames(Path folder, List<String> names, ColourOrder order) implements Frames {

    @Override
    public int size() {
        return names.size();
    }

    @Override
    public Image image(int index) {
        return Depth.read(folder.resolve(names.get(index))).coloured(order);
    }

    @Override
    public boolean gone() {
        return Files.notExists(folder);
    }
}
