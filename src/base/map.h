/*
 * map.h - a hash map from bytes to a pointer, on an arena
 *
 * Keys are copied. The hash is seeded at map_init from the kernel's random
 * numbers, as keys come from hostile input. Order of walking is insertion.
 */
#ifndef CRUX_BASE_MAP_H
#define CRUX_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct map_entry {
	struct str key;
	void *value;
	uint64_t hash;
};

struct map {
	struct arena *arena;
	struct map_entry *entries; /* in order of insertion, n of them */
	size_t n, cap;
	uint32_t *slots; /* index + 1 into entries, 0 free; power of two */
	size_t slot_count;
	uint64_t seed;
};

void map_init(struct map *m, struct arena *a);

/*
 * The value's place for key, made (as NULL) if it was not there. Good until the
 * next map_put.
 */
void **map_put(struct map *m, struct str key);

/* The value for key, NULL if it is not there. */
void *map_get(const struct map *m, struct str key);

/* A hash of bytes that an attacker without the seed cannot steer. */
uint64_t hash_bytes(const void *p, size_t n, uint64_t seed);

/* A seed for this process: the same at every call. */
uint64_t hash_seed(void);

#endif
