package io.spmtrack.model.pair;

import io.spmtrack.model.settings.Key;

/** The fusion of two streams by a hypergraph (docs/adr/0022); all of it but its parts' names is a reading of this project. */
public record GsahfSettings(
        @Key(
                initial = "false",
                meaning =
                        "fuse both pictures by Gram alignment and a hypergraph before the head, beside their mean: GSAHF as"
                                + " this project reads it; needs sdmoe=true")
        boolean gsahf,

        @Key(initial = "4", meaning = "depths whose tokens are fused, evenly spaced, the last one with them")
        int gsahfLevels,

        @Key(initial = "0", meaning = "width of the fusion; 0 for 256, or embed_dim if that is less")
        int gsahfWidth,

        @Key(initial = "2", meaning = "side of the squares of cells that become one node by their mean")
        int gsahfPool,

        @Key(
                initial = "nearest",
                meaning =
                        "a hyperedge joins a node with: nearest, the gsahf_neighbours nearest ones; radius, of these the ones"
                                + " within a radius")
        Edges gsahfEdges,

        @Key(
                initial = "10",
                meaning = "nodes that a hyperedge joins with its own one; with edges=radius at most so many")
        int gsahfNeighbours,

        @Key(
                initial = "0.01",
                meaning =
                        "with edges=radius the share of all pairs of nodes that are not farther apart than the radius")
        double gsahfRadius,

        @Key(initial = "2", meaning = "layers of hypergraph convolution")
        int gsahfLayers,

        @Key(initial = "0.07", meaning = "temperature of the Gram alignment at the start; it is learned")
        double gsahfTemperature,

        @Key(
                initial = "0",
                meaning = "factor on the loss that makes the aligned Gram matrices of both pictures alike; 0 for none")
        double gsahfGram) {
    /** Which nodes a hyperedge joins. */
    public enum Edges {
        NEAREST,
        RADIUS
    }

    private static final int MOST = 64;
    private static final int MOST_WIDTH = 8192;
    private static final int WIDTH = 256;

    public GsahfSettings {
        require(gsahfLevels >= 1 && gsahfLevels <= MOST, "gsahf_levels must lie in 1 to " + MOST);
        require(gsahfWidth >= 0 && gsahfWidth <= MOST_WIDTH, "gsahf_width must lie in 0 to " + MOST_WIDTH);
        require(gsahfPool >= 1 && gsahfPool <= MOST, "gsahf_pool must lie in 1 to " + MOST);
        require(gsahfNeighbours >= 0 && gsahfNeighbours <= MOST, "gsahf_neighbours must lie in 0 to " + MOST);
        require(gsahfRadius > 0 && gsahfRadius <= 1, "gsahf_radius must lie above 0 and not above 1");
        require(gsahfLayers >= 1 && gsahfLayers <= MOST, "gsahf_layers must lie in 1 to " + MOST);
        require(
                gsahfTemperature >= GramAlignment.COLDEST && Double.isFinite(gsahfTemperature),
                "gsahf_temperature must not be below " + GramAlignment.COLDEST);
        require(gsahfGram >= 0 && Double.isFinite(gsahfGram), "gsahf_gram must not be negative");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("model: " + message);
        }
    }

    /** Width of the fusion in a network of some width. */
    public int width(int network) {
        return gsahfWidth > 0 ? gsahfWidth : Math.min(WIDTH, network);
    }

    /** Blocks, counted from 0, whose tokens are fused. */
    public boolean takes(int block, int depth) {
        return (block + 1) * gsahfLevels / depth > block * gsahfLevels / depth;
    }

    /** Nodes of a map of cells with the given side. */
    int nodes(int grid) {
        int side = Math.ceilDiv(grid, gsahfPool);
        return 2 * gsahfLevels * side * side;
    }

    /** Nodes of a hyperedge, its own among them. */
    int members(int grid) {
        return Math.min(gsahfNeighbours + 1, nodes(grid));
    }

    /** Multiply-accumulates of a frame: narrowing, Gram matrices, distances, convolutions and widening. */
    public long macs(int network, int grid) {
        if (!gsahf) {
            return 0;
        }
        long width = width(network);
        long cells = (long) gsahfLevels * grid * grid;
        long nodes = nodes(grid);
        long narrowing = 2 * cells * network * width;
        long alignment = 2 * cells * width * width;
        long distances = nodes * nodes * width;
        long convolutions = gsahfLayers * nodes * (width * width + 2L * members(grid) * width);
        return narrowing + alignment + distances + convolutions + nodes / (2L * gsahfLevels) * width * network;
    }
}
