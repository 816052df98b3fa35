package io.rondo.allreduce;

import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Operator;

/** A collective as this rank calls it. One instance a ring, filled anew for every call. */
final class Call {
    private static final Collective[] COLLECTIVES = Collective.values();
    private static final DataPath[] PATHS = DataPath.values();
    private static final ElementType[] TYPES = ElementType.values();
    private static final Operator[] OPERATORS = Operator.values();
    private static final int BITS = 8;
    private static final int MASK = 0xff;

    long operation;
    Collective collective;
    DataPath path;
    ElementType type;
    Operator operator;
    int root;
    /** Raw addresses; 0 where the collective has none. */
    long sourceAddress;

    long targetAddress;
    long lengthBytes;
    long weight;
    double rider;
    long arrivalNs;
    /** Places in windows, or {@link Windows#NOWHERE}. */
    long sourceAt;

    long targetAt;

    long elements() {
        return lengthBytes / type.bytes();
    }

    /** All that the ranks must agree on besides the length, in one number. */
    long signature() {
        return ((((long) root << BITS | collective.ordinal()) << BITS | path.ordinal()) << BITS | type.ordinal())
                        << BITS
                | operator.ordinal();
    }

    /** A signature in words. */
    static String describe(long signature, long lengthBytes) {
        Operator operator = OPERATORS[(int) (signature & MASK)];
        ElementType type = TYPES[(int) (signature >> BITS & MASK)];
        DataPath path = PATHS[(int) (signature >> 2 * BITS & MASK)];
        Collective collective = COLLECTIVES[(int) (signature >> 3 * BITS & MASK)];
        long root = signature >> 4 * BITS;
        return "collective=" + collective + " elements=" + lengthBytes / type.bytes() + " type=" + type + " operator="
                + operator + " path=" + path + " root=" + root;
    }
}
