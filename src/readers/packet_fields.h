/*
 * packet_fields.h - what tcpdump prints of a TCP header
 */
#ifndef CRUX_READERS_PACKET_FIELDS_H
#define CRUX_READERS_PACKET_FIELDS_H

#include "readers/packet_text.h"

/* What follows "Flags [": sets form and fields of p, if the flags are some. */
void packet_fields_new(struct str s, struct packet_text *p);

/*
 * What follows "SRC > DST:" in the old form. False, and p as it was, unless all
 * that makes it one is there.
 */
bool packet_fields_old(struct str s, struct packet_text *p);

/* What follows "SRC > DST:" with -q: "tcp 14". */
bool packet_fields_quiet(struct str s, struct packet_text *p);

#endif
