/*
 * compare.h - all that a tracker says of the same segments, fed twice
 *
 * The second feeding was turned in some way, and struct turn says how, so that the
 * comparison can turn it back.
 */
#ifndef CRUX_TEST_TCP_COMPARE_H
#define CRUX_TEST_TCP_COMPARE_H

#include "play.h"

/* How the second feeding was turned, so that the comparison can turn it back. */
struct turn {
	const char *name;
	int64_t later_ns;
	uint32_t isn_up[2];  /* by side_of */
	bool twice;	     /* each packet is followed by its copy */
	bool other_way;	     /* of connections whose client is not sure, the ends change places */
	bool episodes_apart; /* the second was fed without keeping them */
};

struct comparison {
	const struct turn *turn;
	const char *source;
	unsigned differences;
};

/* One of two sides, whoever is the client: 0 is that with the higher port. */
int side_of(const struct endpoint *from, const struct endpoint *to);

/* Count a difference; the first few are printed. */
void differ(struct comparison *cmp, const char *fmt, ...) PRINTF(2, 3);

void compare_conn(struct comparison *cmp, const struct conn *was, const struct conn *is);

/* Connections, and judged segments where both plays were observed. */
void compare(struct comparison *cmp, const struct play *was, const struct play *is);

#endif
