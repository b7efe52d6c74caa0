/*
 * sources.h - segments to try properties on: all scripts, and all captures
 * that can be found
 */
#ifndef CRUX_TEST_TCP_SOURCES_H
#define CRUX_TEST_TCP_SOURCES_H

#include "tcp/tcp.h"

struct source {
	const char *name;
	const struct segment *segs;
	size_t n;
};

struct sources {
	VEC(struct source) list;
};

/*
 * The scripts beside this file, the captures of tests/data and examples, and of
 * ../shared/incidents if there is such a folder; root is the project's.
 */
void sources_find(struct arena *a, const char *root, struct sources *ret);

#endif
