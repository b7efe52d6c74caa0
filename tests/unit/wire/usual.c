/*
 * usual.c - what is decoded in one piece is what the layers make of it
 */
#include "build.h"

#include "wire/usual.h"

#define HEADERS_LEAST (14 + 20 + 20)

static struct bytes b;

struct random {
	uint64_t x;
};

/* Below n: xorshift64 is random enough to choose. */
static uint32_t
below(struct random *r, uint32_t n)
{
	r->x ^= r->x << 13;
	r->x ^= r->x >> 7;
	r->x ^= r->x << 17;
	return (uint32_t)(r->x >> 32) % n;
}

static bool
one_in(struct random *r, uint32_t n)
{
	return !below(r, n);
}

static bool
same(const struct segment *x, const struct segment *y)
{
	return !memcmp(x, y, offsetof(struct segment, sack)) &&
	       !memcmp(x->sack, y->sack, x->nsack * sizeof x->sack[0]);
}

/* Decode the first n bytes of b both ways, from memory that ends there; true if at once. */
static bool
decode_both(size_t n)
{
	struct segment at_once, by_layers;
	uint8_t *p = malloc(n ? n : 1);
	enum decode_result r;
	bool usual;

	assert_non_null(p);
	memcpy(p, b.b, n);
	memset(&at_once, 0xa5, sizeof at_once);
	usual = usual_decode(p, n, &at_once);
	free(p);
	r = decode(LINK_ETHERNET, str_sub(view(&b), 0, n), (uint32_t)b.n, &by_layers);
	if (usual && (r != DECODE_TCP || !same(&at_once, &by_layers))) {
		for (size_t i = 0; i < n; i++)
			print_error("%02x", b.b[i]);
		fail_msg(": cut at %zu of %zu, differs", n, b.n);
	}
	return usual;
}

/* Where b has which headers. */
struct frame {
	bool v6;
	size_t ip, tcp;
};

static struct frame
put_packet(bool v6, const void *options, size_t n, size_t payload)
{
	struct frame f = { .v6 = v6, .ip = 14, .tcp = v6 ? 54 : 34 };

	b.n = 0;
	put_ethernet(&b, v6 ? 0x86dd : 0x0800);
	if (v6)
		put_ip6(&b, PROTO_TCP, TCP_LEAST + n + payload);
	else
		put_ip4(&b, PROTO_TCP, TCP_LEAST + n + payload);
	put_tcp(&b, options, n, payload);
	return f;
}

static const struct {
	const char *name;
	size_t n;
	const char *bytes;
} layouts[] = {
#define ROW(name, lit)                     \
	{                                  \
		name, sizeof(lit) - 1, lit \
	}
	ROW("none", ""),
	ROW("time stamps", "\1\1\x08\x0a....////"),
	ROW("time stamps first", "\x08\x0a....////\1\1"),
	ROW("time stamps and SACK", "\1\1\x08\x0a....////\1\1\x05\x0a"
				    "aaaabbbb"),
	ROW("three blocks", "\1\1\x08\x0a....////\1\1\x05\x1a"
			    "aaaabbbbccccddddeeeeffff"),
	ROW("a SYN's", "\x02\x04\x05\xb4\x04\x02\x08\x0a....////\1\x03\x03\x07"),
	ROW("another length", "\1\1\x08\x09....////"),
	ROW("one too long", "\1\1\x08\xff....////"),
	ROW("ends", "\0\0\0\0\0\0\0\0\0\0\0\0"),
#undef ROW
};

static void
all_layouts_at_every_length(void **state)
{
	(void)state;
	for (unsigned v6 = 0; v6 < 2; v6++) {
		for (size_t i = 0; i < COUNT_OF(layouts); i++) {
			struct frame f = put_packet(v6, layouts[i].bytes, layouts[i].n, 37);
			size_t headers = f.tcp + TCP_LEAST + layouts[i].n;

			for (size_t n = 0; n <= b.n; n++)
				if (decode_both(n) != (n >= headers))
					fail_msg("IPv%c, options '%s', cut at %zu", v6 ? '6' : '4',
						 layouts[i].name, n);
		}
	}
}

/* Each is left to the layers. */
static void
what_is_odd(void **state)
{
	static const struct {
		const char *name;
		bool v6;
		size_t at;
		unsigned value;
	} rows[] = {
		{ "a tag", false, 12, 0x8100 },
		{ "another type", false, 12, 0x0806 },
		{ "IPv4 with options", false, 14, 0x4602 },
		{ "IPv4 with a short header", false, 14, 0x4402 },
		{ "another version", false, 14, 0x6502 },
		{ "IPv4 without a length", false, 16, 0 },
		{ "IPv4 shorter than its header", false, 16, 19 },
		{ "IPv4 shorter than a TCP header", false, 16, 39 },
		{ "more fragments", false, 20, 0x2000 },
		{ "a fragment", false, 20, 0x0001 },
		{ "UDP", false, 22, 0x3f11 },
		{ "a short TCP header", false, 46, 0x4018 },
		{ "a TCP header longer than the packet", false, 46, 0xf018 },
		{ "version 4 behind IPv6's type", true, 14, 0x4020 },
		{ "IPv6 without a length", true, 18, 0 },
		{ "IPv6 shorter than a TCP header", true, 18, 19 },
		{ "an extension header", true, 20, 0x003e },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		put_packet(rows[i].v6, NULL, 0, 8);
		set16(&b, rows[i].at, rows[i].value);
		if (decode_both(b.n))
			fail_msg("%s: taken for the usual", rows[i].name);
	}
}

/* Which flag bits and marks there are does not matter. */
static void
what_is_not(void **state)
{
	(void)state;
	for (unsigned v6 = 0; v6 < 2; v6++) {
		for (unsigned i = 0; i < 256; i++) {
			struct frame f = put_packet(v6, NULL, 0, 8);

			b.b[f.tcp + 13] = (uint8_t)i;	   /* flags */
			b.b[f.ip + 1] ^= (uint8_t)(i & 3); /* ECN of IPv4 */
			if (!v6)
				b.b[f.ip + 6] =
					(uint8_t)(i & 1 ? 0xc0 : 0); /* DF and a reserved bit */
			assert_true(decode_both(b.n));
			PUT(&b, "padding");
			assert_true(decode_both(b.n));
		}
	}
}

static uint16_t
sum16(uint32_t sum, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sum += (uint32_t)p[i] << (i % 2 ? 0 : 8);
	while (sum >> 16)
		sum = (sum >> 16) + (sum & 0xffff);
	return (uint16_t)sum;
}

/* A right sum, that of the pseudo header alone, or what stands there. */
static void
random_checksum(struct random *r, const struct frame *f)
{
	size_t addresses = f->v6 ? 32 : 8, n = b.n - f->tcp;
	uint16_t pseudo =
		sum16((uint32_t)(PROTO_TCP + n), b.b + f->ip + (f->v6 ? 8 : 12), addresses);
	uint32_t kind = below(r, 3);

	if (kind == 0)
		set16(&b, f->tcp + 16, pseudo);
	if (kind == 1) {
		set16(&b, f->tcp + 16, 0);
		set16(&b, f->tcp + 16, (uint16_t)~sum16(pseudo, b.b + f->tcp, n));
	}
}

/* Change what decides how a packet is read, and now and then anything. */
static void
random_damage(struct random *r, const struct frame *f)
{
	const size_t places[] = { 12,	     13,	f->ip,	   f->ip + 2, f->ip + 3,  f->ip + 4,
				  f->ip + 5, f->ip + 6, f->ip + 7, f->ip + 9, f->tcp + 12 };

	if (one_in(r, 3))
		b.b[places[below(r, COUNT_OF(places))]] = (uint8_t)below(r, 256);
	while (one_in(r, 4))
		b.b[below(r, (uint32_t)b.n)] = (uint8_t)below(r, 256);
}

static void
random_packets_cut_anywhere(void **state)
{
	struct random r = { 0x2545f4914f6cdd1d };
	unsigned usual = 0, unusual = 0;

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		uint8_t options[40];
		size_t layout = below(&r, COUNT_OF(layouts) + 1), n;
		struct frame f;

		for (size_t k = 0; k < sizeof options; k++)
			options[k] = (uint8_t)(below(&r, 4) ? below(&r, 12) : below(&r, 256));
		n = below(&r, sizeof options / 4 + 1) * 4;
		if (layout < COUNT_OF(layouts)) {
			n = layouts[layout].n;
			memcpy(options, layouts[layout].bytes, n);
		}
		f = put_packet(one_in(&r, 2), options, n, below(&r, one_in(&r, 9) ? 2000 : 50));
		random_checksum(&r, &f);
		random_damage(&r, &f);
		n = one_in(&r, 2) ? b.n : below(&r, (uint32_t)b.n + 1);
		if (decode_both(n))
			usual++;
		else
			unusual += n >= HEADERS_LEAST;
	}
	/* Both kinds came up, or nothing was compared. */
	assert_true(usual > 5000 && unusual > 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_layouts_at_every_length),
		cmocka_unit_test(what_is_odd),
		cmocka_unit_test(what_is_not),
		cmocka_unit_test(random_packets_cut_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
