/**
 * Scores of tracking results: per-frame errors, curves, data set means and their uncertainty
 * ({@code docs/spec/evaluation.md}).
 */
package io.spmtrack.eval.metric;
