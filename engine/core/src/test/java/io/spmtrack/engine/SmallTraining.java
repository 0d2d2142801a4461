package io.spmtrack.engine;

import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.nn.LayerNorm;
import io.spmtrack.engine.nn.Linear;
import io.spmtrack.engine.nn.TmoeLinear;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.AdamWStep;
import io.spmtrack.engine.op.Random;
import io.spmtrack.engine.op.Reduction;
import io.spmtrack.engine.op.UnaryKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** One training step of a small transformer: embedding, dropout, attention, adapters, loss, gradients, clipping and AdamW. */
public record SmallTraining(ParamStore store, Tape tape) implements AutoCloseable {
    static final String PROGRAM = "step";

    private static final int BATCH = 2;
    private static final int TOKENS = 9;
    private static final int WIDTH = 24;
    private static final int HEADS = 3;
    private static final int WORDS = 13;

    private record Block(LayerNorm norm1, Linear qkv, TmoeLinear projection, LayerNorm norm2, Linear up, Linear down)
            implements Module {
        static Block create() {
            Init init = new Init.Normal(0.2);
            return new Block(
                    LayerNorm.of(WIDTH, Role.TRAINED, 1e-6),
                    Linear.of(WIDTH, 3 * WIDTH, Role.TRAINED, init),
                    TmoeLinear.of(
                            WIDTH,
                            WIDTH,
                            Role.TRAINED,
                            init,
                            new TmoeLinear.Settings(4, 8, 3, false, true, false, TmoeLinear.InitMethod.BERT)),
                    LayerNorm.of(WIDTH, Role.TRAINED, 1e-6),
                    Linear.of(WIDTH, 2 * WIDTH, Role.TRAINED, init),
                    Linear.of(2 * WIDTH, WIDTH, Role.TRAINED, init));
        }

        Tensor apply(Tensor x) {
            Tensor normal = qkv.apply(norm1.apply(x));
            Tensor[] parts = IntStream.range(0, 3)
                    .mapToObj(i -> normal.slice(-1, i * WIDTH, WIDTH).reshape(BATCH, TOKENS + 1, HEADS, WIDTH / HEADS))
                    .toArray(Tensor[]::new);
            Tensor mixed = parts[0].attention(parts[1], parts[2], 0.35).reshape(BATCH, TOKENS + 1, WIDTH);
            Tensor after = x.add(projection.apply(mixed));
            return after.add(down.apply(up.apply(norm2.apply(after), Activation.GELU)));
        }
    }

    private record Network(Param words, Param state, List<Block> blocks, Optional<Linear> head) implements Module {
        Tensor loss(Tape tape) {
            Tensor words = tape.param(this.words).gather(tape.input("words", DType.I32, BATCH, TOKENS));
            Tensor uniform =
                    tape.add(new Random(3, 1, Shape.of(BATCH, TOKENS, WIDTH)), tape.input("number", DType.I32))[0];
            Tensor kept = words.mul(
                    uniform.sub(tape.constant(0.1)).unary(UnaryKind.SIGN).add(1));
            Tensor first = tape.param(state).expand(Shape.of(BATCH, 1, WIDTH));
            Tensor x = Tensor.concat(1, first, kept);
            for (Block block : blocks) {
                x = block.apply(x);
            }
            Tensor result = head.orElseThrow().apply(x.slice(1, 1, TOKENS)).softmax();
            Tensor difference = result.sub(tape.input("target", DType.F32, BATCH, TOKENS, WIDTH));
            return difference.mul(difference).sumAll();
        }
    }

    /** Freshly initialised, the same at each call. */
    public static SmallTraining create() {
        Network network = new Network(
                Param.trained(new Init.Normal(1), WORDS, WIDTH),
                Param.trained(new Init.Normal(1), 1, 1, WIDTH),
                List.of(Block.create(), Block.create()),
                Optional.of(Linear.of(WIDTH, WIDTH, Role.TRAINED, new Init.Normal(0.2))));
        ParamStore store = new ParamStore(network);
        store.initialize(11);
        Tape tape = new Tape();
        Tensor loss = network.loss(tape);
        tape.output("loss", loss);
        ParamGroup group = store.groups().getFirst();
        update(tape, loss, group, store);
        return new SmallTraining(store, tape);
    }

    private static void update(Tape tape, Tensor loss, ParamGroup group, ParamStore store) {
        List<Tensor> gradients =
                Grad.of(loss, group.members().stream().map(tape::param).toList());
        Tensor flat = Tensor.concat(
                0,
                gradients.stream()
                        .map(gradient -> gradient.reshape(
                                Math.toIntExact(gradient.shape().count())))
                        .toArray(Tensor[]::new));
        Tensor norm =
                flat.reduce(Reduction.SUM_OF_SQUARES, List.of(0)).reshape().unary(UnaryKind.SQRT);
        int size = Math.toIntExact(flat.shape().count());
        tape.add(
                new AdamWStep(0.9, 0.999, 1e-8, 0.01),
                tape.param(group.flat()),
                tape.param(store.buffer("first", size)),
                tape.param(store.buffer("second", size)),
                flat,
                tape.constant(1e-2),
                tape.input("correction1", DType.F32),
                tape.input("correction2", DType.F32),
                tape.constant(1).div(norm).min(tape.constant(1)),
                norm.add(loss).unary(UnaryKind.FINITE));
    }

    public Session load(Backend backend) {
        Session session = backend.load(Map.of(PROGRAM, Compiler.compile(tape, backend)));
        MemorySegment words = session.input(PROGRAM, "words");
        for (int i = 0; i < BATCH * TOKENS; i++) {
            words.setAtIndex(ValueLayout.JAVA_INT, i, i * 5 % WORDS);
        }
        MemorySegment target = session.input(PROGRAM, "target");
        for (int i = 0; i < BATCH * TOKENS * WIDTH; i++) {
            target.setAtIndex(ValueLayout.JAVA_FLOAT, i, i % 7 == 0 ? 1 : 0);
        }
        return session;
    }

    /** Runs step {@code number}, from 1. */
    public static void step(Session session, int number) {
        session.input(PROGRAM, "number").setAtIndex(ValueLayout.JAVA_INT, 0, number);
        session.input(PROGRAM, "correction1")
                .setAtIndex(ValueLayout.JAVA_FLOAT, 0, (float) (1 - Math.pow(0.9, number)));
        session.input(PROGRAM, "correction2")
                .setAtIndex(ValueLayout.JAVA_FLOAT, 0, (float) Math.sqrt(1 - Math.pow(0.999, number)));
        session.run(PROGRAM);
    }

    /** The loss of the last step. */
    public static float loss(Session session) {
        return session.output(PROGRAM, "loss").getAtIndex(ValueLayout.JAVA_FLOAT, 0);
    }

    @Override
    public void close() {
        store.close();
    }
}
