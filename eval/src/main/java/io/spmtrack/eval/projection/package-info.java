/** Points of many dimensions laid out in the plane: principal components, and t-SNE. */
package io.spmtrack.eval.projection;
