package io.spmtrack.eval.benchmark;

import static io.spmtrack.eval.benchmark.BenchmarkRow.named;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.metric.Quirks;
import io.spmtrack.eval.metric.Rule;
import io.spmtrack.eval.read.layout.DataLayout;
import io.spmtrack.eval.read.layout.FolderReader;
import io.spmtrack.eval.read.layout.FramesReader;
import io.spmtrack.eval.read.layout.Got10kReader;
import io.spmtrack.eval.read.layout.LasotReader;
import io.spmtrack.eval.read.layout.MadeReader;
import io.spmtrack.eval.read.layout.NfsReader;
import io.spmtrack.eval.read.layout.OtbReader;
import io.spmtrack.eval.read.layout.TrackingNetReader;
import io.spmtrack.eval.read.layout.Uav123Reader;
import io.spmtrack.eval.read.layout.VideoReader;
import io.spmtrack.eval.read.layout.VotReader;
import io.spmtrack.eval.read.pair.PairReader;
import io.spmtrack.eval.read.text.RowRule;
import io.spmtrack.model.ReferenceRule;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The data sets there are, each with all that is known of it. A new one is one constant here, and a {@link DataLayout} of
 * its own where no other lies like it. A path without a kind is recognised by the first layout that fits, so special
 * layouts stand before general ones.
 */
public enum Benchmark {
    VIDEO(named("video").read(new VideoReader())),
    TRACKINGNET(named("trackingnet").read(new TrackingNetReader()).official(Rule.TRACKINGNET)),
    UAV123(named("uav123", "uav")
            .read(Uav123Reader.UAV123)
            .official(Rule.OTB_MATLAB)
            .quirks(Quirks.NONE.withInvalidHits())
            .attributes(AttributeNames.UAV)),
    UAV20L(named("uav20l")
            .read(Uav123Reader.UAV20L)
            .official(Rule.OTB_MATLAB)
            .quirks(Quirks.NONE.withInvalidHits())
            .attributes(AttributeNames.UAV)),
    GOT10K(named("got10k").read(new Got10kReader()).official(Rule.GOT10K)),
    NFS(named("nfs").read(new NfsReader()).official(Rule.OTB_MATLAB)),
    OTB(named("otb", "otb100", "otb2015")
            .read(new OtbReader())
            .official(Rule.OTB_MATLAB)
            .attributes(AttributeNames.OTB)),
    TC128(named("tc128", "templecolor", "templecolor128")
            .read(new FolderReader("img", "%s_gt.txt").allowing(RowRule.STRICT))
            .official(Rule.OTB_MATLAB)
            .attributes(AttributeNames.OTB)),
    MIL(named("mil")
            .read(new FolderReader("imgs", "%s_gt.txt").allowing(RowRule.SPARSE).zeros(FolderReader.Zeros.UNKNOWN))),
    RGBT234(named("rgbt234").read(PairReader.RGBT234).official(Rule.RGBT234)),
    LASHER(named("lasher").read(PairReader.LASHER).official(Rule.LASHER)),
    VTUAV(named("vtuav").read(PairReader.VTUAV)),
    GTOT(named("gtot").read(PairReader.GTOT).official(Rule.GTOT)),
    VOT_RGBD(named("vot-rgbd", "vot-rgbd2022", "vot22-rgbd").read(PairReader.VOT_RGBD)),
    DEPTHTRACK(named("depthtrack").read(PairReader.DEPTHTRACK)),
    VISEVENT(named("visevent").read(PairReader.VISEVENT).official(Rule.VISEVENT)),
    COESOT(named("coesot").read(PairReader.COESOT)),
    VASTTRACK(named("vasttrack", "vasttracktest")
            .read(new FolderReader("imgs", "Groundtruth.txt")
                    .zeros(FolderReader.Zeros.ABSENT)
                    .fromOneInCategories())
            .quirks(Quirks.NONE.countingFromOne())
            .attributes(AttributeNames.VASTTRACK)),
    TNL2K(named("tnl2k", "tnl2ktest")
            .read(new FolderReader("imgs", "groundtruth.txt"))
            .attributes(AttributeNames.TNL2K)),
    LASOT_EXT(named("lasot-ext", "lasotextension")
            .read(LasotReader.EXTENSION)
            .official(Rule.LASOT)
            .quirks(Quirks.NONE.withAbsence())
            .attributes(AttributeNames.LASOT)),
    LASOT(named("lasot")
            .read(LasotReader.LASOT)
            .official(Rule.LASOT)
            .quirks(Quirks.NONE.countingFromOne())
            .references(ReferenceRule.THIRDS)
            .attributes(AttributeNames.LASOT)),
    VOT(named("vot").read(new VotReader())),
    MINI_SOT(named("mini_sot").read(LasotReader.ALIKE).official(Rule.MINI_SOT)),
    COCO(named("coco", "coco2017").read(MadeReader.OBJECTS)),
    PLANAR(named("planar").read(MadeReader.RECTANGLES)),
    PASTE(named("paste").read(MadeReader.CUTOUTS)),
    FRAMES(named("frames").read(new FramesReader())),
    SYNTHETIC(named("synthetic").read(MadeReader.DRAWN));

    /** A value: layouts and rules have no state. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final BenchmarkRow row;

    Benchmark(BenchmarkRow row) {
        this.row = row;
    }

    /** The word before the colon of a SPEC. */
    public String id() {
        return names().getFirst();
    }

    /** The word before the colon first, then the others. */
    List<String> names() {
        return row.names();
    }

    /** How its files lie and are read. */
    public DataLayout layout() {
        return row.layout();
    }

    /** Whether its sequences are made on the fly, ever new ones. */
    public boolean made() {
        return layout().made();
    }

    /** The rule of its own toolkit, which published tables use. */
    public Optional<Rule> official() {
        return row.official();
    }

    /** What the official code does otherwise than elsewhere. */
    public Quirks quirks() {
        return row.quirks();
    }

    /** The rule for references that the official configuration has for it with SPMTrack-B. */
    public Optional<ReferenceRule> references() {
        return row.references();
    }

    /** Short names of what makes its sequences difficult, in the order of its files; empty where it has no such files. */
    public List<String> attributes() {
        return row.attributes();
    }

    /** The one that has this word before the colon. */
    public static Optional<Benchmark> ofId(String id) {
        String wanted = id.toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).filter(each -> each.id().equals(wanted)).findFirst();
    }

    /** The one that goes by this name, in any spelling: {@code LaSOT_Extension} as well as {@code lasot-ext}. */
    public static Optional<Benchmark> ofName(String name) {
        String wanted = letters(name);
        return Arrays.stream(values())
                .filter(each ->
                        each.names().stream().anyMatch(own -> letters(own).equals(wanted)))
                .findFirst();
    }

    /**
     * The one that a data set is, or is a split of.
     *
     * @param dataset such as {@code LaSOT}, {@code lasot-test}, {@code uav123}, {@code OTB50}: what begins with one of
     *     the benchmark's names
     */
    public static Optional<Benchmark> ofDataset(String dataset) {
        String wanted = letters(dataset);
        return Arrays.stream(values())
                .filter(each -> each.beginning(wanted) > 0)
                .max(Comparator.comparingInt(each -> each.beginning(wanted)));
    }

    /** Length of the longest name that a word begins with; 0 when it begins with none. */
    private int beginning(String word) {
        return names().stream()
                .map(Benchmark::letters)
                .filter(word::startsWith)
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    private static String letters(String name) {
        StringBuilder letters = new StringBuilder(name.length());
        for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                letters.append(c);
            }
        }
        return letters.toString();
    }

    /** The quirks of a data set; none when it is no benchmark that is known. */
    public static Quirks quirksOf(String dataset) {
        return ofDataset(dataset).map(Benchmark::quirks).orElse(Quirks.NONE);
    }

    /**
     * The rule that a data set is scored by: the one named; for {@code official} that of the data set's own toolkit, for
     * {@code auto} the same where there is one and {@link Rule#PLAIN} elsewhere.
     *
     * @param dataset such as {@code otb} or {@code got10k-val}
     * @throws InputException if there is no such rule, or no official one for the data set
     */
    public static Rule rule(String name, String dataset) {
        Optional<Rule> official = ofDataset(dataset).flatMap(Benchmark::official);
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "auto" -> official.orElse(Rule.PLAIN);
            case "official" ->
                official.orElseThrow(() -> new InputException(
                        "no official rule is known for " + dataset + "; choose one of " + Rule.labels()));
            default -> Rule.named(name);
        };
    }

    /** The words before the colon that a SPEC may have. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Benchmark::id).toList();
    }
}
