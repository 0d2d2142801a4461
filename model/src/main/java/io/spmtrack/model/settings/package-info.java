/**
 * Settings as records and as keys: the one mapping between both, which command lines, presets, configuration files,
 * weight files and checkpoints share. It is independent of tracking.
 */
package io.spmtrack.model.settings;
