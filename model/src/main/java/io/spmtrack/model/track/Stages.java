package io.spmtrack.model.track;

/**
 * How long the parts of a tracker's last update took, in nanoseconds.
 *
 * @param crop cutting and normalising what the network sees, and waiting where targets share it
 * @param network from its inputs to its outputs
 * @param decode from there to the box, the crop that is kept as a reference included
 */
public record Stages(long crop, long network, long decode) {}
