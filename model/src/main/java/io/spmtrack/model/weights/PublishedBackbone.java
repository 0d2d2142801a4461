package io.spmtrack.model.weights;

import io.spmtrack.model.BackboneSettings;
import io.spmtrack.model.BackboneSettings.FfnLayer;
import io.spmtrack.model.ModelSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The DINOv2 files that Meta publishes for the sizes of this program's presets (docs/spec/model.md §2). */
public enum PublishedBackbone {
    VITS14("dinov2_vits14", false, 384, 12, FfnLayer.MLP, "88 MB", "b938bf1bc15c"),
    VITB14("dinov2_vitb14", false, 768, 12, FfnLayer.MLP, "346 MB", "0b8b82f85de9"),
    VITL14("dinov2_vitl14", false, 1024, 24, FfnLayer.MLP, "1.2 GB", "d5383ea8f487"),
    VITG14("dinov2_vitg14", false, 1536, 40, FfnLayer.SWIGLUFUSED, "4.5 GB", "baf8467e50af"),
    VITB14_REG4("dinov2_vitb14", true, 768, 12, FfnLayer.MLP, "346 MB", "73182a088cf9"),
    VITL14_REG4("dinov2_vitl14", true, 1024, 24, FfnLayer.MLP, "1.2 GB", "36e4deffbaef"),
    VITG14_REG4("dinov2_vitg14", true, 1536, 40, FfnLayer.SWIGLUFUSED, "4.5 GB", "746ecb8c6301");

    /** Where such a file belongs, so that nobody has to name it. */
    private static final Path FOLDER = Path.of("weights");

    private static final int PATCH = 14;

    private final String network;
    private final boolean registers;
    private final int width;
    private final int depth;
    private final FfnLayer ffn;
    private final String size;
    private final String sha256;

    PublishedBackbone(
            String network, boolean registers, int width, int depth, FfnLayer ffn, String size, String sha256) {
        this.network = network;
        this.registers = registers;
        this.width = width;
        this.depth = depth;
        this.ffn = ffn;
        this.size = size;
        this.sha256 = sha256;
    }

    /** The file that a model of these sizes is built on; none where the sizes are those of no published network. */
    public static Optional<PublishedBackbone> of(ModelSettings model) {
        BackboneSettings sizes = model.backbone();
        return Arrays.stream(values())
                .filter(file -> !file.registers
                        && sizes.patch() == PATCH
                        && file.width == sizes.embedDim()
                        && file.depth == sizes.depth()
                        && file.ffn == sizes.ffnLayer())
                .findFirst();
    }

    /** The file with this SHA-256, in hexadecimal. */
    public static Optional<PublishedBackbone> of(String hash) {
        return Arrays.stream(values())
                .filter(file -> hash.startsWith(file.sha256))
                .findFirst();
    }

    /** Its name where it is published. */
    public String fileName() {
        return network + (registers ? "_reg4" : "") + "_pretrain.pth";
    }

    /** Whether it is of the network with registers, which no tracker of this family is built on. */
    public boolean registers() {
        return registers;
    }

    /** The file of the same size without registers. */
    public PublishedBackbone withoutRegisters() {
        return Arrays.stream(values())
                .filter(file -> !file.registers && file.network.equals(network))
                .findFirst()
                .orElseThrow();
    }

    /** The file, if it lies in {@code weights} or where PyTorch keeps what it downloads. */
    public Optional<Path> found() {
        return Stream.of(FOLDER, downloads())
                .map(folder -> folder.resolve(fileName()))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static Path downloads() {
        String home = System.getenv().getOrDefault("TORCH_HOME", System.getProperty("user.home") + "/.cache/torch");
        return Path.of(home, "hub", "checkpoints");
    }

    /** What to do for somebody who has not got it: which file, how large, where it goes, and how to go on. */
    public String request() {
        return "download https://dl.fbaipublicfiles.com/dinov2/" + network + "/" + fileName() + " (" + size
                + ") to the folder " + FOLDER + " here and run the same command again, or name a copy with --backbone"
                + " FILE";
    }
}
