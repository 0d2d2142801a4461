package io.spmtrack.model.crop;

import io.spmtrack.model.image.Box;

/**
 * Where a score map is highest.
 *
 * @param cell index of the cell, row by row
 * @param confidence its score in [0, 1], without the window's share
 * @param box the box predicted there, in crop pixels
 */
public record Peak(int cell, float confidence, Box box) {}
