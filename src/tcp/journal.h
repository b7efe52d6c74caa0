/*
 * journal.h - the first segments of a connection, kept as they came
 *
 * Private to src/tcp. Where thousands of connections are alive, one in full is lines of
 * cache that each of its segments has to wait for; most are short. So what its first
 * segments told is only noted, some ten bytes each (note.h), and they are taken one after
 * the other when more comes than fits, or when the connection is to be told of: it is then
 * what it would have been, and its memory is waited for once.
 */
#ifndef CRUX_TCP_JOURNAL_H
#define CRUX_TCP_JOURNAL_H

#include <assert.h>

#include "tcp/note.h"
#include "tcp/rests.h"

/*
 * With its place, its slots and what the allocator adds a connection is 450 bytes. The first
 * segments of both ends take some 60 of the log.
 */
#define JOURNAL_BYTES 384
#define JOURNAL_LOG_BYTES (JOURNAL_BYTES - 96)

struct journal {
	struct endpoint client, server;
	uint32_t number; /* of the connection */
	uint32_t index;	 /* in the table */
	uint16_t used;	 /* of log */
	uint8_t at;	 /* in its chunk */
	bool reused : 1, lately : 1;
	bool opening_only : 1; /* nothing but SYNs and SYN-ACKs so far */
	bool asked : 1;	       /* of its SYNs, whether they are copies */
	bool waits : 1;	       /* closed, in the queue of those */
	bool closed : 1;       /* a RST, or both FINs were acknowledged */
	bool may_repeat : 1;   /* one may be a copy of another: see note_is_fresh */
	struct note_state state;
	uint8_t log[JOURNAL_LOG_BYTES];
};
static_assert(sizeof(struct journal) == JOURNAL_BYTES && JOURNAL_BYTES % RESTS_STEP == 0, "full");

/* With s it may be closed: others may then be told of, whose turn it is. */
static inline bool
journal_may_close(const struct journal *j, const struct segment *s)
{
	return s->flags & (TCP_FIN | TCP_RST) || j->state.end[C2S].fin || j->state.end[S2C].fin;
}

/* Ask for what noting one more segment reads and writes: first what stands in front, then */
static inline void
journal_prefetch_front(const struct journal *j)
{
	__builtin_prefetch(j);
	__builtin_prefetch((const char *)j + offsetof(struct journal, log) - 1);
}

/* what is behind what it has. */
static inline void
journal_prefetch_end(const struct journal *j)
{
	__builtin_prefetch(&j->log[j->used]);
}

/* Ask for all of it. */
static inline void
journal_prefetch(const struct journal *j)
{
	for (size_t at = 0; at < sizeof *j; at += 64)
		__builtin_prefetch((const char *)j + at);
	__builtin_prefetch((const char *)j + sizeof *j - 1);
}

#endif
