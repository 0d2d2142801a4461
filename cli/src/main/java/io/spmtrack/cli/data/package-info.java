/** {@code spmtrack data}: what data sets hold, what is wrong with them, and the samples that training makes of them. */
package io.spmtrack.cli.data;
