/** What evaluation servers and other toolkits want: zips, the check of a server's rules, result trees. */
package io.spmtrack.eval.submission;
