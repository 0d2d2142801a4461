/** How the program starts: JVM flags, starting again with them, standard error. */
package io.spmtrack.cli.launch;
