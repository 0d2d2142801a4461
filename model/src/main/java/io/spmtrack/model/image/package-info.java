/** Boxes, 8-bit pictures, and reading and writing image files of unknown origin. */
package io.spmtrack.model.image;
