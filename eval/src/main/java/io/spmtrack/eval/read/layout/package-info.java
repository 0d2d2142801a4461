/** How the files of each data set are laid out, and how they are read. Used through {@link io.spmtrack.eval.read.Datasets}. */
package io.spmtrack.eval.read.layout;
