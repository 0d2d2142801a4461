package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.Role;
import io.spmtrack.model.variant.MoeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is trained of each variant, by name (docs/spec/variants.md §1, §4, §9). */
class TrainedNamesTest {
    private static final String LORA = "attn.qkv.{q,k,v}.lora.{A,B} attn.proj.lora.{A,B}";
    private static final String ROUTER = " mlp.gate.weight";

    // spotless:off
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "qkv=lora out=lora ffn=lora | lora mlp.fc{1,2}.lora.{A,B}",
        "qkv=tmoe out=lora ffn=none expert_nums=2 | attn.qkv.{q,k,v}.tmoe.{compress_expert,routed_experts.{0,1},expert_route.weight} attn.proj.lora.{A,B}",
        "qkv=none out=none ffn=none | ",
        "qkv=lora out=lora ffn=moe moe=a | lora mlp.experts.{0,1,2,3}.fc{1,2}.{weight,bias} gate",
        "qkv=lora out=lora ffn=moe moe=b | lora mlp.experts.{0,1,2,3,4}.fc{1,2}.{weight,bias} gate",
        "qkv=lora out=lora ffn=moe moe=c | lora mlp.shared_experts.fc{1,2}.lora.{A,B} mlp.experts.{0,1,2,3}.fc{1,2}.lora.{A,B} gate",
        "qkv=lora out=lora ffn=moe moe=d | lora mlp.experts.{0,1,2,3}.fc{1,2}.{weight,bias} gate",
        "qkv=lora out=none ffn=moe moe=a moe_bias=false | attn.qkv.{q,k,v}.lora.{A,B} mlp.experts.{0,1,2,3}.fc{1,2}.weight gate",
        "qkv=none out=none ffn=moe moe=b ffn_layer=swiglufused | mlp.experts.{0,1,2,3,4}.w{12,3}.{weight,bias} gate"
    })
    // spotless:on
    void ofEveryBlock(String rows, String names) {
        ModelSettings settings = settings(rows);
        Set<String> expected = new TreeSet<>();
        for (String name : names == null
                ? new String[0]
                : names.replace("lora mlp", LORA + " mlp")
                        .replace("gate", ROUTER)
                        .trim()
                        .split(" +")) {
            for (int block = 0; block < 2; block++) {
                expand("blocks." + block + "." + name, expected);
            }
        }
        Set<String> trained = trained(settings);
        expected.addAll(Set.of("track_query", "query_embed", "token_type_embed"));
        trained.stream().filter(name -> name.startsWith("head.")).forEach(expected::add);
        assertEquals(expected, trained);
        assertEquals(
                SpmTrack.of(settings).head().parameters().size(),
                trained.stream().filter(name -> name.startsWith("head.")).count());
    }

    private static ModelSettings settings(String rows) {
        List<String> all = new ArrayList<>();
        for (String row : rows.split(" ")) {
            if (row.startsWith("moe=")) { // a row of Table 7
                MoeSettings.Row.valueOf(row.substring(4).toUpperCase(Locale.ROOT))
                        .settings()
                        .forEach((key, value) -> all.add(key + "=" + value));
            } else {
                all.add(row);
            }
        }
        return SmallNetwork.settings(all.toArray(String[]::new));
    }

    private static Set<String> trained(ModelSettings settings) {
        Set<String> trained = new TreeSet<>();
        SpmTrack.of(settings).parameters().forEach((name, parameter) -> {
            if (parameter.role() == Role.TRAINED) {
                trained.add(name);
            }
        });
        return trained;
    }

    /** Adds a name with each of the alternatives in its innermost braces. */
    private static void expand(String name, Set<String> names) {
        int end = name.indexOf('}');
        if (end < 0) {
            names.add(name);
            return;
        }
        int begin = name.lastIndexOf('{', end);
        for (String one : name.substring(begin + 1, end).split(",")) {
            expand(name.substring(0, begin) + one + name.substring(end + 1), names);
        }
    }
}
