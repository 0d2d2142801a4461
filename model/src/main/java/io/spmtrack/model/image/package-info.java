/** Boxes, 8-bit pictures, and reading and writing picture files whose origin is not trusted. */
package io.spmtrack.model.image;
