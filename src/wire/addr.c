/*
 * addr.c - addresses as text and back
 *
 * One form for both families keeps every comparison a comparison of 16 bytes.
 */
#include <string.h>

#include "wire/tag.h"
#include "wire/wire.h"

static const uint8_t v4_prefix[12] = { [10] = 0xff, [11] = 0xff };

struct addr
addr_from_v4(uint32_t host_order)
{
	struct addr a;

	memcpy(a.b, v4_prefix, sizeof v4_prefix);
	for (unsigned i = 0; i < 4; i++)
		a.b[12 + i] = (uint8_t)(host_order >> (24 - 8 * i));
	return a;
}

bool
addr_is_v4(const struct addr *a)
{
	return !memcmp(a->b, v4_prefix, sizeof v4_prefix);
}

bool
addr_eq(const struct addr *a, const struct addr *b)
{
	return !memcmp(a->b, b->b, sizeof a->b);
}

int
addr_cmp(const struct addr *a, const struct addr *b)
{
	return memcmp(a->b, b->b, sizeof a->b);
}

bool
addr_is_any(const struct addr *a)
{
	static const uint8_t zero[16];

	return !memcmp(a->b + 12, zero, 4) && (addr_is_v4(a) || !memcmp(a->b, zero, 12));
}

/*
 * All numbers of an octet as they stand in an address, with the dot behind them: floods
 * print addresses by the million.
 */
#define DIGIT(v) ('0' + (v) % 10)
#define OCTET(v)                                     \
	{                                            \
		{ (v) < 10    ? DIGIT(v)             \
		  : (v) < 100 ? DIGIT((v) / 10)      \
			      : DIGIT((v) / 100),    \
		  (v) < 10    ? '.'                  \
		  : (v) < 100 ? DIGIT(v)             \
			      : DIGIT((v) / 10),     \
		  (v) < 100 ? '.' : DIGIT(v), '.' }, \
			1 + ((v) > 9) + ((v) > 99)   \
	}
#define OCTETS_4(v) OCTET(v), OCTET((v) + 1), OCTET((v) + 2), OCTET((v) + 3)
#define OCTETS_16(v) OCTETS_4(v), OCTETS_4((v) + 4), OCTETS_4((v) + 8), OCTETS_4((v) + 12)
#define OCTETS_64(v) OCTETS_16(v), OCTETS_16((v) + 16), OCTETS_16((v) + 32), OCTETS_16((v) + 48)

static const struct octet {
	char text[4];
	uint8_t digits;
} octets[256] = { OCTETS_64(0), OCTETS_64(64), OCTETS_64(128), OCTETS_64(192) };

/* Without leading zeros (RFC 5952, 4.1). */
static char *
put_hex(char *p, unsigned v)
{
	unsigned shift = v >= 0x1000 ? 12 : v >= 0x100 ? 8 : v >= 0x10 ? 4 : 0;

	for (;; shift -= 4) {
		*p++ = "0123456789abcdef"[v >> shift & 15];
		if (!shift)
			return p;
	}
}

static char *
put_v4(char *p, const uint8_t b[4])
{
	for (unsigned i = 0; i < 4; i++) {
		const struct octet *o = &octets[b[i]];

		memcpy(p, o->text, sizeof o->text);
		p += o->digits + 1;
	}
	return p - 1;
}

static unsigned
group(const struct addr *a, unsigned i)
{
	return (unsigned)a->b[2 * i] << 8 | a->b[2 * i + 1];
}

/* The longest run of zero groups, the first of equals; at least two (RFC 5952, 4.2). */
static unsigned
longest_zeros(const struct addr *a, unsigned *ret_from)
{
	unsigned best = 1, n = 0;

	*ret_from = 8;
	for (unsigned i = 0; i < 8; i++) {
		n = group(a, i) ? 0 : n + 1;
		if (n > best) {
			best = n;
			*ret_from = i + 1 - n;
		}
	}
	return best;
}

static char *
put_v6(char *p, const struct addr *a)
{
	unsigned from, n = longest_zeros(a, &from);

	for (unsigned i = 0; i < 8; i++) {
		if (i == from) {
			*p++ = ':';
			*p++ = ':';
			i += n - 1;
			continue;
		}
		if (i && i != from + n)
			*p++ = ':';
		p = put_hex(p, group(a, i));
	}
	return p;
}

char *
addr_put(char *p, const struct addr *a)
{
	return addr_is_v4(a) ? put_v4(p, a->b + 12) : put_v6(p, a);
}

char *
addr_text(char buf[ADDR_TEXT_BYTES], const struct addr *a)
{
	*addr_put(buf, a) = 0;
	return buf;
}

char *
endpoint_text(char buf[ENDPOINT_TEXT_BYTES], const struct endpoint *e)
{
	bool v4 = addr_is_v4(&e->addr);
	char *p = buf;

	if (!v4)
		*p++ = '[';
	p = addr_put(p, &e->addr);
	if (!v4)
		*p++ = ']';
	*p++ = ':';
	*put_u64(p, e->port) = 0;
	return buf;
}

/* Four numbers up to 255 without leading zeros, which some take for octal. */
static bool
parse_v4(struct str s, uint8_t ret[4])
{
	struct str part;

	for (unsigned i = 0; i < 4; i++) {
		uint16_t v;

		if (!str_cut(&s, '.', &part) || part.n < 1 || part.n > 3)
			return false;
		if (part.n > 1 && part.p[0] == '0')
			return false;
		if (!str_to_u16(part, &v) || v > 255)
			return false;
		ret[i] = (uint8_t)v;
	}
	return !s.p;
}

/*
 * Groups between colons, into ret from the front; the last may be dotted.
 * Returns the bytes written, 17 when the text is not groups.
 */
#define NOT_GROUPS 17
static size_t
parse_groups(struct str s, uint8_t ret[16])
{
	struct str part;
	size_t n = 0;

	if (!s.n)
		return 0;
	while (str_cut(&s, ':', &part)) {
		uint64_t v;

		if (!s.p && n <= 12 && str_index(part, '.') != SIZE_MAX)
			return parse_v4(part, ret + n) ? n + 4 : NOT_GROUPS;
		if (n == 16 || part.n > 4 || !str_to_hex64(part, &v))
			return NOT_GROUPS;
		ret[n++] = (uint8_t)(v >> 8);
		ret[n++] = (uint8_t)v;
	}
	return n;
}

static bool
parse_v6(struct str s, uint8_t ret[16])
{
	size_t gap = str_find(s, STR("::")), head, tail;
	uint8_t before[16], after[16];

	if (gap == SIZE_MAX)
		return parse_groups(s, ret) == 16;
	head = parse_groups(str_sub(s, 0, gap), before);
	tail = parse_groups(str_from_pos(s, gap + 2), after);
	if (head + tail > 14) /* the gap stands for one group at least */
		return false;
	if (str_index(str_sub(s, 0, gap), '.') != SIZE_MAX)
		return false;
	memset(ret, 0, 16);
	memcpy(ret, before, head);
	memcpy(ret + 16 - tail, after, tail);
	return true;
}

bool
addr_parse(struct str s, struct addr *ret)
{
	size_t zone;
	struct addr a;

	if (s.n >= 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		s = str_sub(s, 1, s.n - 2);
	zone = str_index(s, '%');
	if (zone != SIZE_MAX) {
		if (zone + 1 == s.n)
			return false;
		s = str_sub(s, 0, zone);
	}
	if (!s.n)
		return false;
	if (str_index(s, ':') != SIZE_MAX) {
		if (!parse_v6(s, a.b))
			return false;
	} else {
		memcpy(a.b, v4_prefix, sizeof v4_prefix);
		if (!parse_v4(s, a.b + 12))
			return false;
	}
	*ret = a;
	return true;
}

static struct tag_end
hash_end(const struct endpoint *e, uint64_t seed)
{
	uint64_t hi, lo;

	memcpy(&hi, e->addr.b, 8);
	memcpy(&lo, e->addr.b + 8, 8);
	return tag_end(hi, lo, e->port, seed);
}

uint32_t
ends_tag(const struct endpoint *a, const struct endpoint *b, uint64_t seed)
{
	return tag_of_ends(hash_end(a, seed), hash_end(b, seed), seed);
}
