/** The options by which the variants in the tables of the paper and its supplement differ (docs/spec/variants.md §0). */
package io.spmtrack.model.variant;
