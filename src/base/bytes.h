/*
 * bytes.h - reading binary headers: a cursor with a sticky failure
 *
 * Read the whole header, then ask rd_failed once. A read past the end gives 0
 * and leaves the cursor failed; nothing is ever read outside the view.
 */
#ifndef CRUX_BASE_BYTES_H
#define CRUX_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Big-endian numbers at p; that the bytes are there was checked before. */
static inline uint16_t
load_be16(const uint8_t *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof v);
	return __builtin_bswap16(v);
}

static inline uint32_t
load_be32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof v);
	return __builtin_bswap32(v);
}

/* Two of them beside each other, to be stored beside each other. */
static inline uint64_t
load_be32_pair(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
		return v;
	v = __builtin_bswap64(v);
	return v << 32 | v >> 32;
}

/* In the byte order that a file says it has. */
static inline uint16_t
load_u16(const uint8_t *p, bool big)
{
	uint16_t v = load_be16(p);

	return big ? v : __builtin_bswap16(v);
}

static inline uint32_t
load_u32(const uint8_t *p, bool big)
{
	uint32_t v = load_be32(p);

	return big ? v : __builtin_bswap32(v);
}

/*
 * For who goes through megabytes once: the processor fetches ahead by itself, but not
 * across pages. 2 to 8 KiB are one plateau. There need be nothing, it is no reading.
 */
#define FETCH_AHEAD_BYTES 3072

static inline void
fetch_ahead(const uint8_t *p)
{
	__builtin_prefetch((const void *)((uintptr_t)p + FETCH_AHEAD_BYTES));
}

struct rd {
	const uint8_t *p, *end;
	bool failed;
};

static inline struct rd
rd_new(const void *p, size_t n)
{
	return (struct rd){ p, (const uint8_t *)p + n, false };
}

static inline size_t
rd_left(const struct rd *r)
{
	return (size_t)(r->end - r->p);
}

static inline bool
rd_failed(const struct rd *r)
{
	return r->failed;
}

static inline bool
rd_need(struct rd *r, size_t n)
{
	if (rd_left(r) >= n)
		return true;
	r->failed = true;
	r->p = r->end;
	return false;
}

static inline void
rd_skip(struct rd *r, size_t n)
{
	if (rd_need(r, n))
		r->p += n;
}

static inline uint8_t
rd_u8(struct rd *r)
{
	return rd_need(r, 1) ? *r->p++ : 0;
}

/* Big endian, as in all network headers. */
static inline uint16_t
rd_be16(struct rd *r)
{
	if (!rd_need(r, 2))
		return 0;
	r->p += 2;
	return (uint16_t)(r->p[-2] << 8 | r->p[-1]);
}

static inline uint32_t
rd_be32(struct rd *r)
{
	uint32_t hi = rd_be16(r);

	return hi << 16 | rd_be16(r);
}

/* Little endian, or big where the file says so. */
static inline uint16_t
rd_u16(struct rd *r, bool big)
{
	uint16_t v = rd_be16(r);

	return big ? v : (uint16_t)__builtin_bswap16(v);
}

static inline uint32_t
rd_u32(struct rd *r, bool big)
{
	uint32_t v = rd_be32(r);

	return big ? v : __builtin_bswap32(v);
}

/* A view of the next n bytes, which are passed; NULL when they are not there. */
static inline const uint8_t *
rd_bytes(struct rd *r, size_t n)
{
	if (!rd_need(r, n))
		return NULL;
	r->p += n;
	return r->p - n;
}

#endif
