/*
 * random.h - numbers that are the same on every machine
 */
#ifndef CRUX_BENCH_RANDOM_H
#define CRUX_BENCH_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

/* splitmix64 (Steele, Lea, Flood 2014) */
static inline uint64_t
random_next(struct random *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* 0 … n - 1 */
static inline uint32_t
random_below(struct random *r, uint32_t n)
{
	return (uint32_t)((random_next(r) >> 32) * n >> 32);
}

static inline int64_t
random_between(struct random *r, int64_t low, int64_t high)
{
	return low + (int64_t)(random_next(r) % (uint64_t)(high - low + 1));
}

static inline bool
random_chance(struct random *r, uint32_t per_million)
{
	return random_below(r, 1000000) < per_million;
}

/*
 * Around a median, nearly log-normal: four uniform numbers for the exponent of
 * two, which has a standard deviation of octaves / 1.73; integers throughout,
 * so that no libm has a say. octaves is at most 8.
 */
static inline int64_t
random_spread(struct random *r, int64_t median, uint32_t octaves)
{
	int64_t exponent = -2 * 65536, whole, part;

	for (int i = 0; i < 4; i++)
		exponent += random_below(r, 65536);
	exponent *= octaves;
	whole = exponent >> 16;
	part = median + (median * (exponent & 65535) >> 16);
	return whole >= 0 ? part << whole : part >> -whole;
}

#endif
