/**
 * UDP segmentation offload for Aeron's Java media driver, for Rondo's or anyone's: one send call for 44 datagrams, one
 * receive call for as many as have arrived. What costs time on UDP is the call, not the byte.
 *
 * <pre>
 *   log buffer   │frame 1472│frame 1472│ … │frame 1472│     44 frames of exactly one datagram each
 *                └──────────── one write ────────────┘     publication mtu=64768, frame-length=1472
 *   kernel, NIC  [ip udp frame] [ip udp frame] …            cut every 1472 bytes (UDP_SEGMENT)
 *   wire         valid Aeron packets, each by itself        any of them may be lost, or go to a stock Aeron peer
 *   kernel       [ip udp frame frame frame …]               put together again (UDP_GRO)
 *   receiver     onDataPacket(frame), onDataPacket(frame)…  one by one: a gap inside must stay a gap
 * </pre>
 *
 * <p>The cut falls on frame boundaries because every frame but the last of a run fills a datagram
 * ({@link io.rondo.allreduce.offload.FrameSize}); a shorter frame ends a run and is the last datagram of its write. What
 * the kernel refuses to cut goes one datagram a write. Channels without {@code frame-length} send as ever.
 *
 * <p>Read next: {@link io.rondo.allreduce.offload.SegmentationOffload}, which installs it;
 * {@link io.rondo.allreduce.offload.Datagrams}, where datagrams begin and end. The endpoints run on the driver's sender and
 * receiver, whichever threads those have.
 */
package io.rondo.allreduce.offload;
