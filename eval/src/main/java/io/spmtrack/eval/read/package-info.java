/** Readers of tracking data sets: the data SPEC of the command line, annotation files, folders of pictures. */
package io.spmtrack.eval.read;
