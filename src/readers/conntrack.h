/*
 * conntrack.h - the size of the connection tracking table, wherever it is told
 */
#ifndef CRUX_READERS_CONNTRACK_H
#define CRUX_READERS_CONNTRACK_H

#include "readers/reader.h"

/*
 * net.netfilter.nf_conntrack_count and _max are settings by their place and
 * counters by their nature: a rule compares them. Adds ConntrackCount or
 * ConntrackMax when name is one of them.
 */
void conntrack_setting(struct reading *r, const struct section *s, const struct line *l,
		       uint32_t sample, struct str name, struct str value);

#endif
