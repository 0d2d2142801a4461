/** What commands share on a terminal: output, progress, Ctrl-C, drawings, options written as keys. */
package io.spmtrack.cli.console;
