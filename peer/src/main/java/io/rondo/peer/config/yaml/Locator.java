package io.rondo.peer.config.yaml;

/** Finds the place of a dotted key such as {@code peers[2].port}, or of the nearest mapping around it that was written. */
final class Locator {
    private Locator() {}

    static Place placeOf(YamlMap root, String key) {
        YamlValue here = root;
        Place place = root.place();
        for (String step : key.split("\\.|(?=\\[)")) {
            if (here instanceof YamlMap map && map.entry(step).isPresent()) {
                YamlMap.Entry entry = map.entry(step).get();
                here = entry.value();
                place = here instanceof YamlScalar ? here.place() : entry.place();
            } else if (here instanceof YamlList list && step.startsWith("[")) {
                here = list.values().get(Integer.parseInt(step.substring(1, step.length() - 1)));
                place = here.place();
            } else {
                return place;
            }
        }
        return place;
    }
}
