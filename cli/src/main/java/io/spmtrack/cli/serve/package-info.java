/** The page of {@code spmtrack serve}: a web server on the loopback address, the videos open in it and their targets. */
package io.spmtrack.cli.serve;
