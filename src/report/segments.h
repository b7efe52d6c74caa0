/*
 * segments.h - what both forms of a segment say alike
 */
#ifndef CRUX_REPORT_SEGMENTS_H
#define CRUX_REPORT_SEGMENTS_H

#include "report/report.h"

#define SEGMENT_FLAGS_BYTES 10

/* "SA", as the contract has it. Returns buf. */
char *segment_letters(char buf[SEGMENT_FLAGS_BYTES], uint8_t flags);
/* "S.", as tcpdump has it. Returns buf. */
char *segment_marks(char buf[SEGMENT_FLAGS_BYTES], uint8_t flags);

/* "arrived as server.pcap#123 after 12.3 ms." */
void fate_words(struct out *o, const struct fate *f);

/* Whether it was judged to repeat what was sent before. */
bool segment_is_repeat(const struct judged *j);

/*
 * Whether a relative number of what dir sent, or of an ACK of that, means anything:
 * a challenge or a reset may carry a number that is not of this connection.
 */
bool relative_is_known(const struct judged *j, enum direction dir, uint64_t relative);

#endif
