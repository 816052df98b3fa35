package io.rondo.bench.train;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.ConsistencyName;
import io.rondo.peer.config.Mode;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.config.yaml.Assignment;
import io.rondo.peer.config.yaml.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A mode of training, with its rule of consistency where it has one.
 *
 * @param rule of mode central
 * @param number the rule's bound or number of backups, if one was given
 */
record Contestant(Mode mode, Optional<ConsistencyName> rule, Optional<Integer> number) {
    /** {@code solo}, {@code ring}, {@code gossip}, or a rule of mode central such as {@code ssp:10}. */
    static Contestant of(String text) {
        String[] nameAndNumber = text.split(":", 2);
        Optional<Mode> mode = Arrays.stream(Mode.values())
                .filter(each -> each != Mode.CENTRAL && Section.word(each).equals(text))
                .findFirst();
        Optional<ConsistencyName> rule = Arrays.stream(ConsistencyName.values())
                .filter(each -> Section.word(each).equals(nameAndNumber[0]))
                .findFirst();
        boolean takesNumber = rule.isPresent() && (rule.get().isBounded() || rule.get() == ConsistencyName.BACKUP);
        boolean isWhole = nameAndNumber.length == 1 || nameAndNumber[1].matches("\\d{1,9}");
        if (mode.isEmpty() && (rule.isEmpty() || !isWhole || nameAndNumber.length == 2 && !takesNumber)) {
            throw new RondoException("--modes: expected " + words() + ", found " + text);
        }
        Optional<Integer> number =
                nameAndNumber.length == 2 ? Optional.of(Integer.parseInt(nameAndNumber[1])) : Optional.empty();
        return new Contestant(mode.orElse(Mode.CENTRAL), rule, number);
    }

    private static String words() {
        String rules =
                Arrays.stream(ConsistencyName.values()).map(Section::word).collect(Collectors.joining(", "));
        return "solo, ring, gossip, " + rules + " (ssp:10 with a bound of 10, backup:2 with two backup workers)";
    }

    String name() {
        return rule.map(Section::word).orElse(Section.word(mode))
                + number.map(each -> ":" + each).orElse("");
    }

    /** One peer alone has nobody to exchange with. */
    boolean fits(int peers) {
        return mode != Mode.SOLO || peers == 1;
    }

    /**
     * The changes to a config.
     *
     * @param batch of each peer
     */
    List<Assignment> changes(RondoConfig base, int peers, int batch) {
        List<Assignment> changes = new ArrayList<>();
        changes.add(Assignment.parse("mode=" + mode));
        changes.add(Assignment.parse("peers=" + peers));
        changes.add(Assignment.parse("training.batch=" + batch));
        rule.ifPresent(each -> {
            String key = each == ConsistencyName.BACKUP ? "backups" : "bound";
            changes.add(Assignment.parse(
                    "central={servers: " + Math.max(1, base.central().servers())
                            + ", consistency: " + each + ", gradient: "
                            + base.central().gradient() + ", replicas: "
                            + base.central().replicas() + ", virtualNodes: "
                            + base.central().virtualNodes()
                            + number.map(value -> ", " + key + ": " + value).orElse("") + "}"));
        });
        return changes;
    }
}
