/** Videos of two aligned modalities: colour with thermal, depth or events. */
package io.spmtrack.eval.pair;
