package io.rondo.peer.config;

import io.rondo.peer.config.yaml.Durations;
import io.rondo.peer.config.yaml.InvalidSettingException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A peer that is slow on purpose: {@code ID=3x} sleeps twice the step's own thread CPU time, {@code ID=200ms} so long each
 * step; {@code @FROM-TO} limits it to steps, FROM counted from 0, TO not included.
 *
 * @param factor 1: no slower by it
 * @param pause each step
 */
public record Slowdown(int peer, double factor, Duration pause, long fromStep, long toStep) {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,5})=(?:(\\d+(?:\\.\\d+)?)x|(\\d+(?:ms|s)))(?:@(\\d{1,18})-(\\d{1,18}))?");

    static List<Slowdown> of(List<String> texts) {
        return texts.stream().map(Slowdown::of).toList();
    }

    static Slowdown of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidSettingException(
                    "slow", "ID=FACTORx or ID=DURATION, such as 1=3x or 2=200ms@100-300", text);
        }
        double factor = matcher.group(2) == null ? 1 : Double.parseDouble(matcher.group(2));
        if (factor < 1) {
            throw new InvalidSettingException("slow", "a factor of at least 1", text);
        }
        return new Slowdown(
                Integer.parseInt(matcher.group(1)),
                factor,
                Durations.parse(matcher.group(3) == null ? "0s" : matcher.group(3))
                        .orElseThrow(),
                matcher.group(4) == null ? 0 : Long.parseLong(matcher.group(4)),
                matcher.group(5) == null ? Long.MAX_VALUE : Long.parseLong(matcher.group(5)));
    }

    /** How long to sleep after a step that took so much of the thread's own CPU time. */
    public long pauseNs(int id, long step, long cpuNs) {
        return id == peer && step >= fromStep && step < toStep ? (long) (cpuNs * (factor - 1)) + pause.toNanos() : 0;
    }
}
