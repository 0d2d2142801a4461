package io.spmtrack.engine;

import java.util.List;

/**
 * Trained parameters that the optimiser treats alike, lying one after the other in one storage.
 *
 * @param name the group's name
 * @param flat all members as one vector
 * @param members the members in order of their offsets
 */
public record ParamGroup(String name, Param flat, List<Param> members) {
    public ParamGroup {
        members = List.copyOf(members);
    }
}
