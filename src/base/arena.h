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
struct arena_end;

struct arena {
	const char *name;	   /* the lifetime: "run", "case", "scratch" */
	struct arena_block *block; /* newest block, NULL before first use */
	struct arena_block *spare; /* one that a reset took back, clear; NULL: none */
	size_t used_bytes;	   /* in all blocks, with their padding */
	size_t beside_bytes;	   /* in pools that end with it */
	size_t limit_bytes;	   /* never exceeded, by both */
	struct arena_end *ends;	   /* what to call, the latest first */
	arena_full_fn *full;	   /* NULL: print and exit(1) */
	void *full_ctx;
};

struct arena_mark {
	struct arena_block *block;
	struct arena_end *ends;
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

/*
 * Call end(ctx) when what was made up to now is given back, by arena_fini or by a reset to
 * an earlier mark: the latest first. For memory that is kept beside the arena.
 */
void arena_at_end(struct arena *a, void (*end)(void *ctx), void *ctx);
/* What a full arena does; asked: bytes wanted. For memory that is held to a's bound. */
NORETURN void arena_is_full(struct arena *a, size_t asked);

/* Remember where the arena stands; reset gives back all that came after. */
struct arena_mark arena_mark(const struct arena *a);
void arena_reset(struct arena *a, struct arena_mark m);

/* n objects of type T; the product is checked. */
#define arena_new(a, T, n) ((T *)arena_array((a), sizeof(T), (n), _Alignof(T)))
void *arena_array(struct arena *a, size_t size, size_t n, size_t align);

#endif
