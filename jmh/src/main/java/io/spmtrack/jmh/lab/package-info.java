/**
 * Kernels that lost, beside the winner's idea in the same form: one line of idea each, checked before they are timed, their
 * rates in the Javadoc of each method.
 */
package io.spmtrack.jmh.lab;
