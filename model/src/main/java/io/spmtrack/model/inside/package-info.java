/** What happens inside the network in one frame: values of its layers, read from the tape that records it. */
package io.spmtrack.model.inside;
