/*
 * events.h - what happens next: a heap of times
 */
#ifndef CRUX_BENCH_EVENTS_H
#define CRUX_BENCH_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event {
	int64_t ns;
	uint64_t order; /* two at one time: the one asked for first */
	uint32_t what;	/* a packet or a flow, as the kind says */
	uint8_t kind;
	uint8_t side;
};

struct events {
	struct event *v;
	size_t n, room;
	uint64_t order;
};

/* Memory, or the program ends: nothing here is worth going on without. */
void *must_grow(void *p, size_t bytes);

void events_add(struct events *q, struct event e);
/* The earliest; false when there is none. */
bool events_next(struct events *q, struct event *ret);

#endif
