package io.rondo.peer.config;

import io.rondo.peer.config.yaml.InvalidSettingException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A peer of mode central that ends on purpose, at once and without a word, as if it were killed: {@code server:4@60} after 60
 * updates of a server's part, {@code worker:1@60} after 60 steps of its own.
 *
 * @param peer its id
 */
public record ScriptedFailure(Role role, int peer, long step) {
    private static final Pattern FORM = Pattern.compile("(server|worker):(\\d{1,5})@(\\d{1,18})");

    static List<ScriptedFailure> of(List<String> texts) {
        return texts.stream().map(ScriptedFailure::of).toList();
    }

    static ScriptedFailure of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidSettingException("fail", "server:ID@STEP or worker:ID@STEP, such as server:4@60", text);
        }
        return new ScriptedFailure(
                matcher.group(1).equals("server") ? Role.SERVER : Role.WORKER,
                Integer.parseInt(matcher.group(2)),
                Long.parseLong(matcher.group(3)));
    }
}
