/**
 * Settings as records and as keys: the one mapping between both, which command lines, presets, configuration files,
 * weight files and checkpoints share. It knows nothing of tracking.
 */
package io.spmtrack.model.settings;
