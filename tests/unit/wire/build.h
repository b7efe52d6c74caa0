/*
 * build.h - packets and captures, byte by byte, for the tests of wire
 *
 * Everything is appended; lengths that stand in front of what they measure are
 * given. Unless a test says otherwise a packet goes from 192.0.2.1 (2001:db8::1),
 * port 40000, to 198.51.100.2 (2001:db8::2), port 443, with numbers 1000 and 2000.
 */
#ifndef CRUX_TESTS_WIRE_BUILD_H
#define CRUX_TESTS_WIRE_BUILD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/wire.h"

#define LINK_ETHERNET 1
#define LINK_RAW 101

#define PROTO_TCP 6
#define TCP_LEAST 20

struct bytes {
	uint8_t b[1 << 17];
	size_t n;
};

static inline struct str
view(const struct bytes *b)
{
	return (struct str){ (const char *)b->b, b->n };
}

static inline void
put(struct bytes *b, const void *p, size_t n)
{
	assert_true(sizeof b->b - b->n >= n);
	if (n)
		memcpy(b->b + b->n, p, n);
	b->n += n;
}

/* Bytes as they stand in a string literal. */
#define PUT(b, lit) put((b), "" lit, sizeof(lit) - 1)

static inline void
put_fill(struct bytes *b, int v, size_t n)
{
	assert_true(sizeof b->b - b->n >= n);
	memset(b->b + b->n, v, n);
	b->n += n;
}

static inline void
put8(struct bytes *b, unsigned v)
{
	put_fill(b, (int)v, 1);
}

static inline void
put16(struct bytes *b, unsigned v)
{
	put8(b, v >> 8 & 0xff);
	put8(b, v & 0xff);
}

static inline void
put32(struct bytes *b, uint32_t v)
{
	put16(b, v >> 16);
	put16(b, v & 0xffff);
}

/* In the byte order of a file. */
static inline void
put16_in(struct bytes *b, bool big, unsigned v)
{
	put16(b, big ? v : __builtin_bswap16((uint16_t)v));
}

static inline void
put32_in(struct bytes *b, bool big, uint32_t v)
{
	put32(b, big ? v : __builtin_bswap32(v));
}

static inline void
set16(struct bytes *b, size_t at, unsigned v)
{
	b->b[at] = (uint8_t)(v >> 8);
	b->b[at + 1] = (uint8_t)v;
}

static inline void
put_ethernet(struct bytes *b, unsigned type)
{
	PUT(b, "\x02\0\0\0\0\x02\x02\0\0\0\0\x01");
	put16(b, type);
}

static inline void
put_ip4(struct bytes *b, unsigned proto, size_t payload)
{
	PUT(b, "\x45\x02");
	put16(b, (unsigned)payload + 20);
	PUT(b, "\x12\x34\x40\0\x3f"); /* id, DF, TTL 63 */
	put8(b, proto);
	put16(b, 0);
	PUT(b, "\xc0\0\x02\x01\xc6\x33\x64\x02");
}

static inline void
put_ip6(struct bytes *b, unsigned next, size_t payload)
{
	PUT(b, "\x60\x20\0\0"); /* traffic class 2 */
	put16(b, (unsigned)payload);
	put8(b, next);
	put8(b, 62);
	PUT(b, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01");
	PUT(b, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x02");
}

/* A header with n bytes of options (a multiple of four), and payload bytes. */
static inline void
put_tcp(struct bytes *b, const void *options, size_t n, size_t payload)
{
	put16(b, 40000);
	put16(b, 443);
	put32(b, 1000);
	put32(b, 2000);
	put8(b, (unsigned)((20 + n) / 4 << 4));
	put8(b, TCP_ACK | TCP_PSH);
	put16(b, 512);
	put16(b, 0); /* checksum: set_checksum */
	put16(b, 0);
	put(b, options, n);
	put_fill(b, 'x', payload);
}

/* An Ethernet frame with IPv4, TCP without options, and payload. */
static inline void
put_frame(struct bytes *b, size_t payload)
{
	put_ethernet(b, 0x0800);
	put_ip4(b, PROTO_TCP, TCP_LEAST + payload);
	put_tcp(b, NULL, 0, payload);
}

/*
 * Decode from a heap block of exactly that size, so that a sanitizer sees a
 * read beyond the captured bytes.
 */
static inline enum decode_result
decode(uint32_t linktype, struct str bytes, uint32_t len_wire, struct segment *ret)
{
	char *p = malloc(bytes.n ? bytes.n : 1);
	enum decode_result result;

	assert_non_null(p);
	if (bytes.n)
		memcpy(p, bytes.p, bytes.n);
	memset(ret, 0xa5, sizeof *ret); /* all has to be written */
	result = wire_decode(linktype, (struct str){ p, bytes.n }, len_wire, ret);
	free(p);
	return result;
}

static inline enum decode_result
decode_all(uint32_t linktype, const struct bytes *b, struct segment *ret)
{
	return decode(linktype, view(b), (uint32_t)b->n, ret);
}

/* The packet of put_tcp came out, with this much payload. */
static inline void
assert_tcp(const struct segment *s, uint32_t payload)
{
	char src[ENDPOINT_TEXT_BYTES], dst[ENDPOINT_TEXT_BYTES];
	bool v4 = addr_is_v4(&s->src.addr);

	assert_string_equal(endpoint_text(src, &s->src),
			    v4 ? "192.0.2.1:40000" : "[2001:db8::1]:40000");
	assert_string_equal(endpoint_text(dst, &s->dst),
			    v4 ? "198.51.100.2:443" : "[2001:db8::2]:443");
	assert_int_equal(s->seq, 1000);
	assert_int_equal(s->ack, 2000);
	assert_int_equal(s->flags, TCP_ACK | TCP_PSH);
	assert_int_equal(s->len, payload);
	assert_int_equal(s->tos, 2);
	assert_int_equal(s->ttl, v4 ? 63 : 62);
	assert_int_equal(s->ip_id, v4 ? 0x1234 : 0);
	assert_true(s->known & SEG_HAS_IP);
	assert_true(s->known & SEG_HAS_SEQ);
}

/* A part of b that ends at n decodes without reading further, for every n. */
static inline void
cut_everywhere(uint32_t linktype, const struct bytes *b)
{
	struct segment s;

	for (size_t n = 0; n < b->n; n++)
		decode(linktype, str_sub(view(b), 0, n), (uint32_t)b->n, &s);
}

/* pcap and pcapng */

#define PCAP_MICRO 0xa1b2c3d4
#define PCAP_NANO 0xa1b23c4d
#define PCAP_MODIFIED 0xa1b2cd34

static inline void
put_pcap(struct bytes *b, bool big, uint32_t magic, uint32_t snaplen, uint32_t link)
{
	put32_in(b, big, magic);
	put16_in(b, big, 2);
	put16_in(b, big, 4);
	put32_in(b, big, 0);
	put32_in(b, big, 0);
	put32_in(b, big, snaplen);
	put32_in(b, big, link);
}

static inline void
put_record(struct bytes *b, bool big, uint32_t s, uint32_t part, uint32_t have, uint32_t wire)
{
	put32_in(b, big, s);
	put32_in(b, big, part);
	put32_in(b, big, have);
	put32_in(b, big, wire);
}

/* n frames, 1 s apart from second 100 on, the i-th with i bytes of payload. */
static inline void
put_records(struct bytes *b, bool big, unsigned n)
{
	for (unsigned i = 1; i <= n; i++) {
		put_record(b, big, 99 + i, 250000, 54 + i, 54 + i);
		put_frame(b, i);
	}
}

struct reading {
	struct arena arena;
	struct input *in;
	struct capture *capture;
	struct err e;
};

/* Open what in gives; capture is NULL when that fails. */
static inline void
open_input(struct reading *r, struct input *in)
{
	memset(&r->e, 0, sizeof r->e);
	arena_init(&r->arena, "test", 0);
	r->in = in;
	assert_non_null(r->in);
	r->capture = capture_open(&r->arena, r->in, &r->e);
}

static inline void
open_bytes(struct reading *r, struct str bytes)
{
	open_input(r, input_from_bytes("test", bytes));
}

static inline void
close_reading(struct reading *r)
{
	input_close(r->in);
	arena_fini(&r->arena);
}

/* The problem's words, "" if there is none. */
static inline const char *
problem(const struct reading *r)
{
	const struct err *e = capture_problem(r->capture);

	return e ? e->text : "";
}

#endif
