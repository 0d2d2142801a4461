package io.spmtrack.eval.read;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.text.TextFile;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The kinds of data a SPEC can name. The layouts are those of {@code docs/spec/data.md §2}. */
public enum Kind {
    OTB("otb"),
    LASOT("lasot"),
    LASOT_EXT("lasot-ext"),
    GOT10K("got10k"),
    TRACKINGNET("trackingnet"),
    COCO("coco"),
    PLANAR("planar"),
    PASTE("paste"),
    TNL2K("tnl2k"),
    UAV123("uav123"),
    NFS("nfs"),
    VASTTRACK("vasttrack"),
    TC128("tc128"),
    VOT("vot"),
    MIL("mil"),
    LASHER("lasher"),
    FRAMES("frames"),
    VIDEO("video"),
    SYNTHETIC("synthetic");

    private static final List<String> OPTIONS = List.of("split", "sequences", "subset", "limit", "stride", "weight");

    private final String id;

    Kind(String id) {
        this.id = id;
    }

    /** The word before the colon. */
    public String id() {
        return id;
    }

    /** Names of its splits; empty when the data set has none. */
    public List<String> splits() {
        return switch (this) {
            case GOT10K, SYNTHETIC, PLANAR, PASTE, COCO -> List.of("train", "val", "test");
            case LASOT, TRACKINGNET -> List.of("train", "test");
            case OTB, LASOT_EXT, TNL2K, UAV123, NFS, VASTTRACK, TC128, VOT, MIL, LASHER, FRAMES, VIDEO -> List.of();
        };
    }

    /** Options that may follow the path. */
    List<String> options() {
        return switch (this) {
            case FRAMES, VIDEO -> with("boxes");
            case SYNTHETIC -> with("seed", "length", "size");
            case COCO -> with("seed", "length", "size", "from");
            case PLANAR -> with("seed", "length", "size", "from", "over", "against");
            case PASTE -> with("seed", "length", "size", "from", "over");
            case OTB, LASOT, LASOT_EXT, GOT10K, TRACKINGNET, TNL2K, UAV123, NFS, VASTTRACK, TC128, VOT, MIL, LASHER ->
                OPTIONS;
        };
    }

    private static List<String> with(String... more) {
        return Stream.concat(OPTIONS.stream(), Arrays.stream(more)).toList();
    }

    /** Whether its sequences are made on the fly, ever new ones. */
    public boolean made() {
        return this == SYNTHETIC || this == COCO || this == PLANAR || this == PASTE;
    }

    /**
     * The kind of a name.
     *
     * @throws InputException if there is none, naming the nearest
     */
    public static Kind of(String id) {
        for (Kind kind : values()) {
            if (kind.id.equals(id.toLowerCase(Locale.ROOT))) {
                return kind;
            }
        }
        List<String> known = Arrays.stream(values()).map(Kind::id).toList();
        throw new InputException("unknown kind of data " + TextFile.quoted(id) + ", did you mean '"
                + Nearest.of(id.toLowerCase(Locale.ROOT), known) + "'? Kinds are " + String.join(", ", known));
    }

    /** Whether there is a kind of this name. */
    static boolean known(String id) {
        return Arrays.stream(values()).anyMatch(kind -> kind.id.equals(id.toLowerCase(Locale.ROOT)));
    }
}
