/** An online correlation filter: a tracker that is learned from the video it follows and from nothing else. */
package io.spmtrack.model.track.filter;
