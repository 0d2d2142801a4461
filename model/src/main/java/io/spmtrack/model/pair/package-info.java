/** What lets a frozen tracker see a second modality beside the visible light (docs/adr/0021). */
package io.spmtrack.model.pair;
