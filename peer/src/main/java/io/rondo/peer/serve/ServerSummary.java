package io.rondo.peer.serve;

import java.util.List;

/**
 * What a server has done.
 *
 * @param elements of the model that it held
 * @param updates of them
 * @param droppedPushes that came too late for their round
 * @param staleness how many pushes had missed 0, 1, 2 … updates of others, when they came, since their worker had seen the
 *     parameters; the last one: so many or more
 */
public record ServerSummary(int elements, long updates, long droppedPushes, List<Long> staleness) {}
