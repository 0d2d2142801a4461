package io.spmtrack.engine;

/** What training does with a parameter: changes it, leaves it, or keeps statistics in it. */
public enum Role {
    TRAINED,
    FROZEN,
    BUFFER
}
