/*
 * play.h - feed segments to a tracker and keep all that it says
 */
#ifndef CRUX_TEST_TCP_PLAY_H
#define CRUX_TEST_TCP_PLAY_H

#include "tcp/tcp.h"

struct segments {
	VEC(struct segment) list;
};

struct said {
	VEC(struct judged) list; /* in the order that the observer was called */
};

struct play {
	struct arena *arena;
	struct tracker *tracker;
	struct said said;
};

/* Feed all, with or without an observer, and finish. The play lives in a. */
void play_all(struct play *p, struct arena *a, const struct segment *segs, size_t n, bool observed);

/* The same without one, where the first segments of each connection are noted. */
void play_noted(struct play *p, struct arena *a, const struct segment *segs, size_t n);

/* The words for a judgement, NUL-terminated on a. */
const char *play_why(struct arena *a, const struct judged *j);

#endif
