/*
 * rests.h - where connections at rest stand: chunks of pieces of one size
 */
#ifndef CRUX_TCP_RESTS_H
#define CRUX_TCP_RESTS_H

#include "base/base.h"

/* Sizes go by steps, so that little is lost; nothing stands between two pieces. */
#define RESTS_STEP 16
#define RESTS_MOST 1024
/* So many bytes behind a piece may be read, which say nothing. */
#define RESTS_SPARE 8

struct rests_chunk;

struct rests {
	struct pool *pool;
	struct rests_chunk *room[RESTS_MOST / RESTS_STEP + 1]; /* those with room, by size */
	size_t bytes;					       /* of all pieces in use */
};

void rests_init(struct rests *r, struct pool *pool);
/* Room for so many bytes, RESTS_MOST at most; *ret_at is for rests_remove. */
void *rests_add(struct rests *r, size_t bytes, uint8_t *ret_at);
/* bytes as they were asked for. */
void rests_remove(struct rests *r, void *piece, size_t bytes, uint8_t at);

#endif
