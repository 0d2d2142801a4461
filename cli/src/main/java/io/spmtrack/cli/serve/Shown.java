package io.spmtrack.cli.serve;

/**
 * An encoded picture.
 *
 * @param frame its number
 * @param width in pixels
 * @param height in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on and never compared or written to.
record Shown(int frame, int width, int height, byte[] jpeg) {}
