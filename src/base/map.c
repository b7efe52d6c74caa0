/*
 * map.c - open addressing over 4-byte slots; entries stand densely in order
 */
#include "base/map.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

#define FIRST_SLOTS 16

static uint64_t
rotl(uint64_t x, int b)
{
	return x << b | x >> (64 - b);
}

static void
sip_round(uint64_t v[4])
{
	v[0] += v[1], v[1] = rotl(v[1], 13) ^ v[0], v[0] = rotl(v[0], 32);
	v[2] += v[3], v[3] = rotl(v[3], 16) ^ v[2];
	v[0] += v[3], v[3] = rotl(v[3], 21) ^ v[0];
	v[2] += v[1], v[1] = rotl(v[1], 17) ^ v[2], v[2] = rotl(v[2], 32);
}

/* SipHash-1-3 with one 64-bit secret used for both key words. */
uint64_t
hash_bytes(const void *p, size_t n, uint64_t seed)
{
	uint64_t v[4] = { seed ^ 0x736f6d6570736575, rotl(seed, 29) ^ 0x646f72616e646f6d,
			  seed ^ 0x6c7967656e657261, rotl(seed, 29) ^ 0x7465646279746573 };
	const unsigned char *b = p;
	uint64_t w, last = (uint64_t)n << 56;

	for (; n >= 8; n -= 8, b += 8) {
		memcpy(&w, b, 8);
		v[3] ^= w;
		sip_round(v);
		v[0] ^= w;
	}
	w = 0;
	if (n)
		memcpy(&w, b, n);
	last |= w;
	v[3] ^= last;
	sip_round(v);
	v[0] ^= last;
	v[2] ^= 0xff;
	for (int i = 0; i < 3; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint64_t
hash_seed(void)
{
	static uint64_t seed;

	if (!seed && getrandom(&seed, sizeof seed, 0) != sizeof seed)
		seed = (uint64_t)time(NULL) * 0x9e3779b97f4a7c15;
	return seed |= 1;
}

void
map_init(struct map *m, struct arena *a)
{
	*m = (struct map){ .arena = a, .seed = hash_seed() };
}

static size_t
find_slot(const struct map *m, struct str key, uint64_t hash)
{
	size_t i = hash & (m->slot_count - 1);

	for (; m->slots[i]; i = (i + 1) & (m->slot_count - 1)) {
		const struct map_entry *e = &m->entries[m->slots[i] - 1];

		if (e->hash == hash && str_eq(e->key, key))
			break;
	}
	return i;
}

static void
rehash(struct map *m)
{
	m->slot_count = m->slot_count ? m->slot_count * 2 : FIRST_SLOTS;
	m->slots = arena_new(m->arena, uint32_t, m->slot_count);
	for (size_t e = 0; e < m->n; e++) {
		size_t i = m->entries[e].hash & (m->slot_count - 1);

		while (m->slots[i])
			i = (i + 1) & (m->slot_count - 1);
		m->slots[i] = (uint32_t)(e + 1);
	}
}

void **
map_put(struct map *m, struct str key)
{
	uint64_t hash = hash_bytes(key.p, key.n, m->seed);
	struct map_entry *e;
	size_t i;

	if (m->n * 8 >= m->slot_count * 5)
		rehash(m);
	i = find_slot(m, key, hash);
	if (m->slots[i])
		return &m->entries[m->slots[i] - 1].value;
	if (m->n == m->cap) {
		size_t cap = m->cap ? m->cap * 2 : 8;

		m->entries = arena_grow(m->arena, m->entries, m->cap * sizeof *e, cap * sizeof *e,
					_Alignof(struct map_entry));
		m->cap = cap;
	}
	e = &m->entries[m->n++];
	*e = (struct map_entry){ .key = str_copy(m->arena, key), .hash = hash };
	m->slots[i] = (uint32_t)m->n;
	return &e->value;
}

void *
map_get(const struct map *m, struct str key)
{
	size_t i;

	if (!m->slot_count)
		return NULL;
	i = find_slot(m, key, hash_bytes(key.p, key.n, m->seed));
	return m->slots[i] ? m->entries[m->slots[i] - 1].value : NULL;
}
