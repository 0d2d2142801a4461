/** The command line: {@code Main} and one class per command. */
package io.spmtrack.cli;
