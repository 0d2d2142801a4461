/** Results for people: the table on the console and the self-contained page {@code report.html}. */
package io.spmtrack.eval.report;
