package io.spmtrack.cli.serve;

import io.spmtrack.model.image.Image;
import io.spmtrack.model.image.ImageWriter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The newest picture, and as many encoded ones as a bound allows; those used longest ago go first. */
final class Pictures {
    /** @param frame its number */
    record Numbered(int frame, Image image) {}

    private final long most;
    private final Map<Integer, Shown> encoded = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private Optional<Numbered> newest = Optional.empty();

    /** @param most bytes of encoded pictures */
    Pictures(long most) {
        this.most = most;
    }

    synchronized void newest(int frame, Image image) {
        newest = Optional.of(new Numbered(frame, image));
    }

    synchronized Optional<Numbered> newest() {
        return newest;
    }

    /** A picture that is kept. */
    Optional<Shown> find(int frame) {
        Optional<Shown> kept = kept(frame);
        return kept.isPresent()
                ? kept
                : newest().filter(last -> last.frame() == frame).map(last -> encode(frame, last.image()));
    }

    private synchronized Optional<Shown> kept(int frame) {
        return Optional.ofNullable(encoded.get(frame));
    }

    /** Encodes and keeps a picture. */
    Shown encode(int frame, Image image) {
        Shown shown = new Shown(frame, image.width(), image.height(), ImageWriter.encode(image, "jpeg"));
        keep(shown);
        return shown;
    }

    private synchronized void keep(Shown shown) {
        if (encoded.putIfAbsent(shown.frame(), shown) != null) {
            return;
        }
        bytes += shown.jpeg().length;
        Iterator<Shown> oldest = encoded.values().iterator();
        while (bytes > most && encoded.size() > 1) {
            bytes -= oldest.next().jpeg().length;
            oldest.remove();
        }
    }
}
