/**
 * Tensor files: safetensors (also in shards) read and written, PyTorch checkpoints read. A file is hostile until its
 * checks have passed; every refusal is one {@link io.spmtrack.engine.InputException} that names the file and the defect.
 */
package io.spmtrack.engine.file;
