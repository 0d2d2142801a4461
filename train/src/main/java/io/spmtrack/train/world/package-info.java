/** Several processes that work together: who takes part, what they exchange, and what happens when one of them fails. */
package io.spmtrack.train.world;
