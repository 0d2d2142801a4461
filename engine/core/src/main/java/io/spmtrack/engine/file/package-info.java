/**
 * Tensor files: safetensors (also in shards) read and written, PyTorch checkpoints read. Files may be
 * malformed or malicious and are checked before use; every refusal is one {@link io.spmtrack.engine.InputException} that names the file and the defect.
 */
package io.spmtrack.engine.file;
