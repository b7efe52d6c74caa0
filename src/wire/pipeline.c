/*
 * pipeline.c - a capture in blocks, read here or by a thread that goes ahead
 *
 *     file ── walk, decode ── ring of blocks ── who judges and prints
 *             reading thread                    the thread that asked
 *
 * The reading thread alone touches the capture and its input until it is joined; what
 * the other needs to know meanwhile stands in the block. It is started when the
 * process is locked, and a new thread has the rights of the one that made it.
 */
#include <pthread.h>

#include "wire/capture.h"

/*
 * A hand-over costs some 100 ns, and 10 us where somebody has to be woken: nothing for
 * one of 512 segments. The ring bridges what the other thread does in between, as
 * printing. 128 to 512 are one plateau; with 1024 the blocks no more fit the cache.
 */
#define BLOCK_SEGMENTS ((size_t)512)
#define BLOCKS 32
/* Without a second thread: enough that calls between the layers cost nothing, small
 * enough for the cache. */
#define BATCH_SEGMENTS ((size_t)CAPTURE_ORDERED)

struct block {
	size_t n;
	uint64_t consumed_bytes;
	struct segment segs[];
};

struct pipeline {
	struct capture *capture;
	size_t block_segments;
	size_t block_bytes;
	char *blocks;
	struct block *held; /* in the caller's hands; NULL: none */
	uint64_t consumed_bytes;
	bool ended;
	bool ahead; /* a thread reads; capture is its own */
	pthread_t thread;
	struct ring ring;
};

static struct block *
block_at(const struct pipeline *p, uint32_t i)
{
	return (struct block *)(void *)(p->blocks + i * p->block_bytes);
}

static bool
fill(const struct pipeline *p, struct block *b)
{
	b->n = capture_read(p->capture, b->segs, p->block_segments);
	b->consumed_bytes = input_consumed(p->capture->in);
	return b->n > 0;
}

static void *
read_ahead(void *arg)
{
	struct pipeline *p = arg;
	uint32_t i;

	while ((i = ring_fill(&p->ring)) != RING_OVER && fill(p, block_at(p, i)))
		ring_filled(&p->ring);
	ring_end(&p->ring);
	return NULL;
}

static void
make_blocks(struct pipeline *p, struct arena *a, size_t n, size_t segments)
{
	p->block_segments = segments;
	p->block_bytes = sizeof(struct block) + segments * sizeof(struct segment);
	p->blocks = arena_array(a, p->block_bytes, n, _Alignof(struct block));
}

static bool
start_thread(struct pipeline *p)
{
	ring_init(&p->ring, BLOCKS);
	p->ahead = !pthread_create(&p->thread, NULL, read_ahead, p);
	if (!p->ahead)
		ring_fini(&p->ring);
	return p->ahead;
}

struct pipeline *
pipeline_start(struct arena *a, struct capture *c, bool ahead)
{
	struct pipeline *p = arena_new(a, struct pipeline, 1);

	p->capture = c;
	p->consumed_bytes = input_consumed(c->in);
	if (ahead)
		make_blocks(p, a, BLOCKS, BLOCK_SEGMENTS);
	if (!ahead || !start_thread(p))
		make_blocks(p, a, 1, BATCH_SEGMENTS);
	return p;
}

static struct block *
next_from_ring(struct pipeline *p)
{
	uint32_t i;

	if (p->held)
		ring_emptied(&p->ring);
	i = ring_empty(&p->ring);
	return i == RING_OVER ? NULL : block_at(p, i);
}

static struct block *
next_from_capture(struct pipeline *p)
{
	struct block *b = block_at(p, 0);

	return fill(p, b) ? b : NULL;
}

size_t
pipeline_next(struct pipeline *p, const struct segment **ret_segs)
{
	if (p->ended)
		return 0;
	p->held = p->ahead ? next_from_ring(p) : next_from_capture(p);
	p->ended = !p->held;
	if (p->ended)
		return 0;
	p->consumed_bytes = p->held->consumed_bytes;
	*ret_segs = p->held->segs;
	return p->held->n;
}

uint64_t
pipeline_consumed(const struct pipeline *p)
{
	return p->consumed_bytes;
}

void
pipeline_stop(struct pipeline *p)
{
	p->ended = true;
	if (!p->ahead)
		return;
	ring_leave(&p->ring);
	pthread_join(p->thread, NULL);
	ring_fini(&p->ring);
	p->ahead = false;
}
