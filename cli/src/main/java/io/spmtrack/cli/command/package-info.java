/** One class per command, and the options that commands share. */
package io.spmtrack.cli.command;
