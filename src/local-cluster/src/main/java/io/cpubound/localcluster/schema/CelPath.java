package io.cpubound.localcluster.schema;

import java.util.Arrays;
import java.util.List;

/**
 * The way from a rule's variable to a value: {@code self, spec, list, @items}.
 *
 * <p>Adding to one is done as Go does it to a slice, in place where there is room: in {@code list.all(x, x.inner.all(y, x.name == y))}
 * the real server asks for the length of {@code x.inner} when {@code x.name} has taken its place, and so multiplies by the length of the
 * name. Whoever wants the same answers has to do the same.
 */
final class CelPath {

    static final String ITEMS = "@items";
    static final String KEYS = "@keys";
    static final String VALUES = "@values";
    static final CelPath NONE = new CelPath(new String[0], 0);

    private final String[] room;
    private final int length;

    private CelPath(String[] room, int length) {
        this.room = room;
        this.length = length;
    }

    static CelPath of(String variable) {
        return new CelPath(new String[] {variable}, 1);
    }

    CelPath add(String step) {
        String[] target = length < room.length ? room : Arrays.copyOf(room, Math.max(1, 2 * room.length));
        target[length] = step;
        return new CelPath(target, length + 1);
    }

    /** One that shares nothing. */
    CelPath copy() {
        return new CelPath(Arrays.copyOf(room, length), length);
    }

    boolean isNone() {
        return length == 0;
    }

    /** Without the variable: {@code self} and {@code oldSelf} look the same. */
    List<String> steps() {
        return List.of(Arrays.copyOfRange(room, 1, length));
    }
}
