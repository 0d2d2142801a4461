/** Annotations in COCO's style, read as a stream, and the stills that training makes of them. */
package io.spmtrack.eval.coco;
