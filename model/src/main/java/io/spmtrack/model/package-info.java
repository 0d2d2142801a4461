/** SPMTrack, its variants and the online tracker: what an application embeds. */
package io.spmtrack.model;
