package io.rondo.allreduce;

/**
 * What a ring's links have met beside their work.
 *
 * @param staleFrames of this job and another generation, dropped
 * @param foreignFrames of other jobs, dropped
 * @param backPressures times that a frame had to wait because the link was full
 */
public record LinkTally(long staleFrames, long foreignFrames, long backPressures) {
    public static final LinkTally NONE = new LinkTally(0, 0, 0);

    public LinkTally plus(LinkTally other) {
        return new LinkTally(
                staleFrames + other.staleFrames,
                foreignFrames + other.foreignFrames,
                backPressures + other.backPressures);
    }
}
