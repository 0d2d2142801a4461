/** From sequences to training samples: mixture, choice of frames, crops, augmentation, labels, prefetching. */
package io.spmtrack.train.data;
