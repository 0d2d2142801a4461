/** Commands that make something of result files: reports, submissions. */
package io.spmtrack.cli.result;
