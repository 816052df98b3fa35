package io.rondo.allreduce.kernel;

/**
 * The arithmetic of one element at raw addresses. The implementations are records because the JIT trusts the fields of
 * a record: where the element is a constant, its operator is decided while compiling. Nothing else is decided here:
 * operators share this code and its profile, and what one of them never does would be slow for the others.
 */
sealed interface Element {
    ElementType type();

    Operator operator();

    /** {@code target = a op b}. */
    void combine(long aAddress, long bAddress, long targetAddress);

    /** {@code target = a / divisor}; the divisor is 2 or more. */
    void divide(long aAddress, long divisor, long reciprocal, long targetAddress);

    /** What {@link #divide} wants with this divisor: integers are multiplied by it instead of divided. */
    default long reciprocal(long divisor) {
        return 0;
    }

    static Element of(ElementType type, Operator operator) {
        return switch (type) {
            case FLOAT32 -> new Float32(operator);
            case FLOAT64 -> new Float64(operator);
            case INT32 -> new Int32(operator);
            case INT64 -> new Int64(operator);
        };
    }

    /** A float32. */
    record Float32(Operator operator) implements Element {
        @Override
        public ElementType type() {
            return ElementType.FLOAT32;
        }

        @Override
        public void combine(long aAddress, long bAddress, long targetAddress) {
            float a = Memory.get(aAddress);
            float b = Memory.get(bAddress);
            float value = operator == Operator.MIN ? Math.min(a, b) : operator == Operator.MAX ? Math.max(a, b) : a + b;
            Memory.set(targetAddress, value);
        }

        @Override
        public void divide(long aAddress, long divisor, long reciprocal, long targetAddress) {
            Memory.set(targetAddress, Memory.get(aAddress) / (float) divisor);
        }
    }

    /** A float64. */
    record Float64(Operator operator) implements Element {
        @Override
        public ElementType type() {
            return ElementType.FLOAT64;
        }

        @Override
        public void combine(long aAddress, long bAddress, long targetAddress) {
            double a = Memory.getDouble(aAddress);
            double b = Memory.getDouble(bAddress);
            double value =
                    operator == Operator.MIN ? Math.min(a, b) : operator == Operator.MAX ? Math.max(a, b) : a + b;
            Memory.setDouble(targetAddress, value);
        }

        @Override
        public void divide(long aAddress, long divisor, long reciprocal, long targetAddress) {
            Memory.setDouble(targetAddress, Memory.getDouble(aAddress) / (double) divisor);
        }
    }

    /** An int32. */
    record Int32(Operator operator) implements Element {
        @Override
        public ElementType type() {
            return ElementType.INT32;
        }

        @Override
        public void combine(long aAddress, long bAddress, long targetAddress) {
            int a = Memory.getInt(aAddress);
            int b = Memory.getInt(bAddress);
            int value = operator == Operator.MIN ? Math.min(a, b) : operator == Operator.MAX ? Math.max(a, b) : a + b;
            Memory.setInt(targetAddress, value);
        }

        @Override
        public void divide(long aAddress, long divisor, long reciprocal, long targetAddress) {
            Memory.setInt(targetAddress, (int) Reciprocal.quotient(Memory.getInt(aAddress), divisor, reciprocal));
        }

        @Override
        public long reciprocal(long divisor) {
            return Reciprocal.of(divisor);
        }
    }

    /** An int64. */
    record Int64(Operator operator) implements Element {
        @Override
        public ElementType type() {
            return ElementType.INT64;
        }

        @Override
        public void combine(long aAddress, long bAddress, long targetAddress) {
            long a = Memory.getLong(aAddress);
            long b = Memory.getLong(bAddress);
            long value = operator == Operator.MIN ? Math.min(a, b) : operator == Operator.MAX ? Math.max(a, b) : a + b;
            Memory.setLong(targetAddress, value);
        }

        @Override
        public void divide(long aAddress, long divisor, long reciprocal, long targetAddress) {
            Memory.setLong(targetAddress, Reciprocal.quotient(Memory.getLong(aAddress), divisor, reciprocal));
        }

        @Override
        public long reciprocal(long divisor) {
            return Reciprocal.of(divisor);
        }
    }
}
