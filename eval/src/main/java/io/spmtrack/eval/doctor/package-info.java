/** Walks over data sets and says what is missing, unreadable or inconsistent in them, all of it and not only the first. */
package io.spmtrack.eval.doctor;
