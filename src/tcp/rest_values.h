/*
 * rest_values.h - a connection as values, and back
 *
 * Private to src/tcp. Each of its fields as how far it is from what is expected of it by
 * those before it (values.h). What hangs on it is told behind it.
 */
#ifndef CRUX_TCP_REST_VALUES_H
#define CRUX_TCP_REST_VALUES_H

#include "tcp/values.h"

struct conn_track;
struct tracker;

/*
 * What many connections have alike: states, flags, windows. One of these is what is expected
 * of a connection; they are made as they come, and stay.
 */
#define REST_KINDS 64
struct rest_kind {
	uint32_t conn[7], half[2][2];
	uint16_t window_syn[2], mss_seen[2];
	uint32_t window_max_bytes[2];
	bool taken;
};

/* So many bytes are written at most. */
#define REST_VALUES_MAX 2048
#define REST_VALUES_BYTES (REST_VALUES_MAX * VALUE_BYTES_MAX + VALUES_SLACK)

/* c's kind; of it and its pieces so many bytes of memory would be given back. */
uint8_t rest_kind_of(struct tracker *t, const struct conn_track *c);
/* Write c; the bytes that it takes as it is. */
size_t rest_put(struct pen *p, const struct tracker *t, const struct conn_track *c, uint8_t kind);
/* c, whose ends and number are known, and all that hung on it. */
void rest_get(struct eye *e, struct tracker *t, struct conn_track *c, uint8_t kind);
/* What rest_put has written of c and its pieces needs no memory any more. */
void rest_free(struct tracker *t, struct conn_track *c);

#endif
