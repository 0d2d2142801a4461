/** Plans on GPUs and other accelerators through TornadoVM. */
package io.spmtrack.engine.tornado;
