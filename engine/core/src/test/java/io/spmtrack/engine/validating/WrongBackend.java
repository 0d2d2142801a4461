package io.spmtrack.engine.validating;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.TensorType;
import io.spmtrack.engine.op.Compute;
import io.spmtrack.engine.op.Fused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A backend that runs some ops as others: what a wrong kernel looks like from outside. */
public record WrongBackend(Backend right, UnaryOperator<Compute> mistake) implements Backend {
    @Override
    public String name() {
        return "wrong";
    }

    @Override
    public boolean fuses(Fused op, List<TensorType> in) {
        return right.fuses(op, in);
    }

    @Override
    public Session load(Map<String, Plan> programs) {
        Map<String, Plan> mistaken = new LinkedHashMap<>();
        programs.forEach((name, plan) -> mistaken.put(name, mistaken(plan)));
        return right.load(mistaken);
    }

    private Plan mistaken(Plan plan) {
        List<Step> steps = plan.steps().stream()
                .map(step -> new Step(mistake.apply(step.op()), step.in(), step.out(), step.site()))
                .toList();
        return new Plan(steps, plan.slots(), plan.inputs(), plan.outputs(), plan.workElements());
    }
}
