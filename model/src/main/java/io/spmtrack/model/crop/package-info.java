/**
 * What lies between a picture and the network: the crop and its inverse, foreground masks and positive cells, the choice of
 * references, and the decoding of score maps.
 */
package io.spmtrack.model.crop;
