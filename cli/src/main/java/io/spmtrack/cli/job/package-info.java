/** Work that the ranks of a job share: how they meet, and evaluations dealt to them. */
package io.spmtrack.cli.job;
