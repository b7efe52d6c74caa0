/*
 * vec.h - a growing array on an arena
 *
 *	struct ports VEC(uint16_t);	in a struct: VEC(uint16_t) ports;
 *	vec_push(arena, &ports, 443);	amortised constant time
 *	for (size_t i = 0; i < ports.n; i++) use(ports.v[i]);
 *
 * Growth copies, so keep indexes and not pointers to elements while it grows.
 */
#ifndef CRUX_BASE_VEC_H
#define CRUX_BASE_VEC_H

#include <stddef.h>

#include "base/arena.h"

#define VEC(T)              \
	struct {            \
		T *v;       \
		size_t n;   \
		size_t cap; \
	}

/* Room for one more; the new element is zero until assigned. */
#define vec_reserve(a, vec)                                                                       \
	((vec)->n < (vec)->cap ? (void)0                                                          \
			       : vec_grow((a), (void **)&(vec)->v, &(vec)->cap, sizeof *(vec)->v, \
					  _Alignof(max_align_t)))

#define vec_push(a, vec, ...) \
	(vec_reserve((a), (vec)), (void)((vec)->v[(vec)->n++] = (__VA_ARGS__)))

/* A zeroed new last element. */
#define vec_add(a, vec) (vec_reserve((a), (vec)), &(vec)->v[(vec)->n++])

void vec_grow(struct arena *a, void **v, size_t *cap, size_t elem_bytes, size_t align);

#endif
