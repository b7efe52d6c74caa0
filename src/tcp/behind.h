/*
 * behind.h - what comes for a connection that is packed, noted behind it
 *
 * Where thousands are busy in turns, to unpack one for each of its segments would take
 * several times as long as to take it. So plain ones are only noted (note.h), and when
 * their room is full they are taken one after the other: it is paid once for all of them.
 * Noted is what the plain way would take (plain.c), and nothing else: that much is known of
 * the connection without unpacking it. Its fingerprint is left at once, as if it were taken.
 */
#ifndef CRUX_TCP_BEHIND_H
#define CRUX_TCP_BEHIND_H

#include "tcp/note.h"
#include "tcp/tcp.h"

struct conn_track;
struct rest;
struct tracker;

/* What stands in front of one that is packed. */
struct behind {
	struct note_state state;
	uint32_t una[2]; /* up to there it is acknowledged, by whose it is (enum direction) */
};

/* Of an end: its segments carry time stamps; its IP ids tell nothing of what is missing. */
#define BEHIND_TIMED(dir) (1u << (dir))
#define BEHIND_ODD_IDS(dir) (4u << (dir))
uint8_t behind_bits(const struct conn_track *c);
/* How it begins behind c. */
void behind_begin(const struct conn_track *c, struct behind *ret);
/* r has noted s; false: it cannot, or s is not between its ends, and nothing is done. */
bool behind_note(struct tracker *t, struct rest *r, const struct segment *s);
/* What was noted behind r, which c was, is taken. */
void behind_take(struct tracker *t, const struct rest *r, struct conn_track *c);

#endif
