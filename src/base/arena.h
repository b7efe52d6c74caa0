/*
 * arena.h - memory by lifetime
 *
 * An arena hands out zeroed memory and is freed as a whole. It never returns
 * NULL: at its bound, or when the system has no more, it calls the handler,
 * which must not return. Below that line hold nothing but arena memory.
 */
#ifndef CRUX_BASE_ARENA_H
#define CRUX_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* Called when an arena is full; must not return. asked: bytes wanted. */
typedef void arena_full_fn(void *ctx, const char *name, size_t asked, size_t limit);

struct arena_block;

struct arena {
	const char *name;	   /* the lifetime: "run", "case", "scratch" */
	struct arena_block *block; /* newest block, NULL before first use */
	size_t used_bytes;	   /* in all blocks, with their padding */
	size_t limit_bytes;	   /* never exceeded */
	arena_full_fn *full;	   /* NULL: print and exit(1) */
	void *full_ctx;
};

struct arena_mark {
	struct arena_block *block;
	size_t block_used;
	size_t used_bytes;
};

/* name must outlive the arena. limit_bytes 0 means no bound of our own. */
void arena_init(struct arena *a, const char *name, size_t limit_bytes);

/* Give everything back to the system. The arena may be used again. */
void arena_fini(struct arena *a);

/* Zeroed memory of size bytes at a multiple of align (a power of two). */
void *arena_alloc(struct arena *a, size_t size, size_t align);

/* A larger copy of old (old_size bytes), the rest zeroed. old stays readable. */
void *arena_grow(struct arena *a, const void *old, size_t old_size, size_t new_size, size_t align);

/* Remember where the arena stands; reset gives back all that came after. */
struct arena_mark arena_mark(const struct arena *a);
void arena_reset(struct arena *a, struct arena_mark m);

/* n objects of type T; the product is checked. */
#define arena_new(a, T, n) ((T *)arena_array((a), sizeof(T), (n), _Alignof(T)))
void *arena_array(struct arena *a, size_t size, size_t n, size_t align);

#endif
