/** {@code spmtrack weights}: files of weights shown, checked and exported. */
package io.spmtrack.cli.weights;
