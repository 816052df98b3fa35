package io.rondo.bench.allreduce;

import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Operator;

/** What is reduced, and by which way. */
record Workload(ElementType type, Operator operator, TransportKind path, Binding binding) {}
