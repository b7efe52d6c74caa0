/*
 * rests.h - where journals and packed connections stand: chunks of pieces of one size
 */
#ifndef CRUX_TCP_RESTS_H
#define CRUX_TCP_RESTS_H

#include "base/base.h"

/* Of few sizes, so that those who come have room where others went. */
#define RESTS_STEP 64
#define RESTS_LEAST 256
#define RESTS_MOST 1024
/* So many bytes behind a piece may be read, which say nothing. */
#define RESTS_SPARE 8

struct rests_chunk;

struct rests {
	struct pool *pool;
	struct rests_chunk *room[RESTS_MOST / RESTS_STEP + 1]; /* those with room, by size */
	size_t bytes;					       /* of all pieces in use */
	size_t taken_bytes;				       /* of all chunks */
	/* Who is told where a piece is now that rests_remove has moved, and its ret_at. */
	void (*moved)(void *ctx, void *piece, size_t bytes, uint8_t at);
	void *ctx;
};

void rests_init(struct rests *r, struct pool *pool);
/* Room for so many bytes, RESTS_LEAST to RESTS_MOST; *ret_at is for rests_remove. */
void *rests_add(struct rests *r, size_t bytes, uint8_t *ret_at);
/* bytes as they were asked for. Others of its size may move. */
void rests_remove(struct rests *r, void *piece, size_t bytes, uint8_t at);

#endif
