package io.rondo.allreduce.kernel;

/**
 * The arithmetic of one element at raw addresses. The implementations are records because the JIT trusts the fields of
 * a record: where the element is a constant, its operator is decided while compiling.
 */
sealed interface Element {
    ElementType type();

    Operator operator();

    /** {@code target = (a op b) / divisor}. */
    void reduce(long aAddress, long bAddress, long divisor, long targetAddress);

    /** {@code target = a / divisor}. */
    void divide(long aAddress, long divisor, long targetAddress);

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
        public void reduce(long aAddress, long bAddress, long divisor, long targetAddress) {
            float a = Memory.get(aAddress);
            float b = Memory.get(bAddress);
            float value = operator == Operator.MIN ? Math.min(a, b) : operator == Operator.MAX ? Math.max(a, b) : a + b;
            Memory.set(targetAddress, divisor == 1 ? value : value / (float) divisor);
        }

        @Override
        public void divide(long aAddress, long divisor, long targetAddress) {
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
        public void reduce(long aAddress, long bAddress, long divisor, long targetAddress) {
            double a = Memory.getDouble(aAddress);
            double b = Memory.getDouble(bAddress);
            double value =
                    operator == Operator.MIN ? Math.min(a, b) : operator == Operator.MAX ? Math.max(a, b) : a + b;
            Memory.setDouble(targetAddress, divisor == 1 ? value : value / (double) divisor);
        }

        @Override
        public void divide(long aAddress, long divisor, long targetAddress) {
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
        public void reduce(long aAddress, long bAddress, long divisor, long targetAddress) {
            int a = Memory.getInt(aAddress);
            int b = Memory.getInt(bAddress);
            int value = operator == Operator.MIN ? Math.min(a, b) : operator == Operator.MAX ? Math.max(a, b) : a + b;
            Memory.setInt(targetAddress, divisor == 1 ? value : (int) (value / divisor));
        }

        @Override
        public void divide(long aAddress, long divisor, long targetAddress) {
            Memory.setInt(targetAddress, (int) (Memory.getInt(aAddress) / divisor));
        }
    }

    /** An int64. */
    record Int64(Operator operator) implements Element {
        @Override
        public ElementType type() {
            return ElementType.INT64;
        }

        @Override
        public void reduce(long aAddress, long bAddress, long divisor, long targetAddress) {
            long a = Memory.getLong(aAddress);
            long b = Memory.getLong(bAddress);
            long value = operator == Operator.MIN ? Math.min(a, b) : operator == Operator.MAX ? Math.max(a, b) : a + b;
            Memory.setLong(targetAddress, divisor == 1 ? value : value / divisor);
        }

        @Override
        public void divide(long aAddress, long divisor, long targetAddress) {
            Memory.setLong(targetAddress, Memory.getLong(aAddress) / divisor);
        }
    }
}
