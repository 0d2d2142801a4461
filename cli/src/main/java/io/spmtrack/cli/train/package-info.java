/** {@code spmtrack train}: one training or several, from the options to the table at the end. */
package io.spmtrack.cli.train;
