/** Endless training sequences made of real pictures: moving crops of stills, moving rectangles, pasted cut-outs. */
package io.spmtrack.eval.collage;
