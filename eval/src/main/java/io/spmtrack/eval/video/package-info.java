/** Videos and cameras through an external {@code ffmpeg}. */
package io.spmtrack.eval.video;
