/*
 * sock_row.h - what the rows of ss and netstat have in common
 */
#ifndef CRUX_READERS_SOCK_ROW_H
#define CRUX_READERS_SOCK_ROW_H

#include "readers/reader.h"

/*
 * "10.0.0.5:443", "[::1]:22", ":::80", "*:*", "fe80::1%eth0:22",
 * "[fe80::1]%eth0:22", "localhost:https", and with a point before the port as
 * BSD has it, "10.0.0.5.443", "*.*". False when s is no such pair. The address
 * stays zero for "*" and for names, the port for "*" and unknown names.
 */
bool sock_end_parse(struct str s, struct endpoint *ret);

/* A new row of this line and sample. */
struct sock *sock_add(struct reading *r, const struct section *s, const struct line *l,
		      uint32_t sample);

#endif
