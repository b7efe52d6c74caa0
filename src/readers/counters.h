/*
 * counters.h - kernel counters by their MIB names
 */
#ifndef CRUX_READERS_COUNTERS_H
#define CRUX_READERS_COUNTERS_H

#include "readers/reader.h"

/* One more counter of this line and sample. name must live as long as the case. */
void counter_add(struct reading *r, const struct section *s, const struct line *l, uint32_t sample,
		 struct str name, uint64_t value);

/* Whether name begins as nstat's do: "TcpExtListenDrops", "Ip6InReceives". */
bool counter_is_full_name(struct str name);

/*
 * Whether this is the name of a counter without its group, where only one
 * group has it: "ListenDrops" is of TcpExt, "InErrors" could be of several.
 */
bool counter_is_bare_name(struct str s);

/* "ListenDrops" is "TcpExtListenDrops"; what is no bare name stays as it is. */
struct str counter_full_name(struct arena *a, struct str name);

/* Group and bare name together, "TcpExt" and "ListenDrops", on the arena. */
struct str counter_join(struct arena *a, struct str group, struct str bare);

/* "insert_failed" of "Conntrack" is ConntrackInsertFailed. */
struct str counter_camel(struct arena *a, const char *prefix, struct str words);

/* Which of the groups "Ip", "Tcp", "TcpExt" … s is, below 32; -1 if none. */
int counter_group(struct str s);

#endif
