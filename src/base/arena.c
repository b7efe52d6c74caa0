/*
 * arena.c - blocks of memory, handed out from their front
 *
 * Blocks double up to 1 MiB, so that small cases stay small and a large one
 * makes few system calls. A block is zeroed once, by calloc; arena_reset
 * zeroes what it takes back, which keeps "memory is zero" true.
 */
#include "base/arena.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK_BYTES ((size_t)16 << 10)
#define LAST_BLOCK_BYTES ((size_t)1 << 20)

struct arena_end {
	struct arena_end *next;
	void (*end)(void *ctx);
	void *ctx;
};

struct arena_block {
	struct arena_block *older;
	size_t size;
	size_t used;
	_Alignas(max_align_t) uint8_t data[];
};

void
arena_init(struct arena *a, const char *name, size_t limit_bytes)
{
	*a = (struct arena){
		.name = name,
		.limit_bytes = limit_bytes ? limit_bytes : SIZE_MAX,
	};
}

static void
call_ends(struct arena *a, const struct arena_end *until)
{
	while (a->ends != until) {
		struct arena_end *e = a->ends;

		a->ends = e->next;
		e->end(e->ctx);
	}
}

void
arena_fini(struct arena *a)
{
	struct arena_block *b = a->block;

	call_ends(a, NULL);
	while (b) {
		struct arena_block *older = b->older;

		free(b);
		b = older;
	}
	free(a->spare);
	a->block = a->spare = NULL;
	a->used_bytes = 0;
}

void
arena_is_full(struct arena *a, size_t asked)
{
	if (a->full)
		a->full(a->full_ctx, a->name, asked, a->limit_bytes);
	fprintf(stderr, "crux: no memory: %s needs %zu bytes more, its bound is %zu\n", a->name,
		asked, a->limit_bytes);
	exit(1);
}

static size_t
left(const struct arena *a)
{
	return a->limit_bytes - a->used_bytes - a->beside_bytes;
}

static struct arena_block *
block_new(struct arena *a, size_t need)
{
	size_t size = a->block ? MIN(a->block->size * 2, LAST_BLOCK_BYTES) : FIRST_BLOCK_BYTES;
	struct arena_block *b;

	size = MAX(size, need);
	if (need > SIZE_MAX - sizeof *b || left(a) < need)
		arena_is_full(a, need);
	if (a->spare && a->spare->size >= need) {
		b = a->spare;
		a->spare = NULL;
	} else {
		b = calloc(1, sizeof *b + size);
		if (!b)
			arena_is_full(a, size);
		b->size = size;
	}
	b->older = a->block;
	a->block = b;
	return b;
}

void *
arena_alloc(struct arena *a, size_t size, size_t align)
{
	struct arena_block *b = a->block;
	size_t pad = 0;
	void *p;

	assert(align && !(align & (align - 1)) && align <= _Alignof(max_align_t));
	if (b)
		pad = -b->used & (align - 1);
	if (!b || b->size - b->used < pad || b->size - b->used - pad < size) {
		b = block_new(a, size);
		pad = 0;
	}
	if (left(a) < size + pad)
		arena_is_full(a, size);
	p = b->data + b->used + pad;
	b->used += pad + size;
	a->used_bytes += pad + size;
	return p;
}

void *
arena_array(struct arena *a, size_t size, size_t n, size_t align)
{
	size_t bytes;

	if (__builtin_mul_overflow(size, n, &bytes))
		arena_is_full(a, SIZE_MAX);
	return arena_alloc(a, bytes, align);
}

void *
arena_grow(struct arena *a, const void *old, size_t old_size, size_t new_size, size_t align)
{
	struct arena_block *b = a->block;
	void *p;

	assert(new_size >= old_size);
	/* The newest piece grows in place when its block has room. */
	if (old_size && b && (const uint8_t *)old + old_size == b->data + b->used &&
	    b->size - b->used >= new_size - old_size && left(a) >= new_size - old_size) {
		b->used += new_size - old_size;
		a->used_bytes += new_size - old_size;
		return (void *)(uintptr_t)old;
	}
	p = arena_alloc(a, new_size, align);
	if (old_size)
		memcpy(p, old, old_size);
	return p;
}

void
arena_at_end(struct arena *a, void (*end)(void *ctx), void *ctx)
{
	struct arena_end *e = arena_new(a, struct arena_end, 1);

	*e = (struct arena_end){ a->ends, end, ctx };
	a->ends = e;
}

struct arena_mark
arena_mark(const struct arena *a)
{
	return (struct arena_mark){
		.block = a->block,
		.ends = a->ends,
		.block_used = a->block ? a->block->used : 0,
		.used_bytes = a->used_bytes,
	};
}

/* Who marks and resets in a loop at the end of a block would make one each time. */
static void
give_back(struct arena *a, struct arena_block *b)
{
	if (a->spare || b->size > LAST_BLOCK_BYTES) {
		free(b);
		return;
	}
	memset(b->data, 0, b->used);
	b->used = 0;
	a->spare = b;
}

void
arena_reset(struct arena *a, struct arena_mark m)
{
	call_ends(a, m.ends);
	while (a->block != m.block) {
		struct arena_block *older = a->block->older;

		give_back(a, a->block);
		a->block = older;
	}
	if (a->block) {
		memset(a->block->data + m.block_used, 0, a->block->used - m.block_used);
		a->block->used = m.block_used;
	}
	a->used_bytes = m.used_bytes;
}
