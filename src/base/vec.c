/*
 * vec.c - growth of the arrays in vec.h
 */
#include "base/vec.h"

#include <stdint.h>

void
vec_grow(struct arena *a, void **v, size_t *cap, size_t elem_bytes, size_t align)
{
	size_t want = *cap ? *cap * 2 : 8, bytes;

	if (__builtin_mul_overflow(want, elem_bytes, &bytes))
		bytes = SIZE_MAX / 2; /* the arena refuses it, in its own words */
	*v = arena_grow(a, *v, *cap * elem_bytes, bytes, align);
	*cap = want;
}
