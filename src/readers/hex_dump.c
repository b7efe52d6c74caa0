/*
 * hex_dump.c - the bytes of a packet, printed below it
 *
 *		0x0010:  0a2c 0c05 e00a 01bb 6599 18ef 0000 0000  .,......e.......
 *	0010  0a 2c 0c 05 e0 0a 01 bb  65 99 18 ef 00 00 00 00   .,......e.......
 *
 * The bytes are the packet: they tell all that the line above left out.
 */
#include "readers/hex_dump.h"

/* All tools print so many in a line. */
#define LINE_BYTES 16
/* No packet is longer: what a total length of 0 leaves open is told by the line above. */
#define WIRE_MAX_BYTES (1u << 18)

static int
hex_digit(char c)
{
	if (char_is_digit(c))
		return c - '0';
	c = char_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "0x0010:" and "0010" with blanks behind it */
static bool
take_offset(struct str *s, uint32_t *ret)
{
	struct str rest = str_trim_left(*s);
	bool prefixed = str_take(&rest, STR("0x"));
	uint32_t v = 0;
	size_t n = 0;

	while (n < rest.n && n < 8 && hex_digit(rest.p[n]) >= 0)
		v = v << 4 | (uint32_t)hex_digit(rest.p[n++]);
	if (n < 4)
		return false;
	rest = str_from_pos(rest, n);
	if (prefixed ? !str_take(&rest, STR(":")) : !str_starts(rest, STR("  ")))
		return false;
	*s = rest;
	*ret = v;
	return true;
}

/* How many bytes the word is, 0 if it is no run of pairs. */
static size_t
word_bytes(struct str word)
{
	for (size_t i = 0; i < word.n; i++)
		if (hex_digit(word.p[i]) < 0)
			return 0;
	return word.n % 2 ? 0 : word.n / 2;
}

/* The pairs of a line, at most LINE_BYTES; the letters behind them are left. */
static size_t
take_pairs(struct str s, size_t group, uint8_t ret[LINE_BYTES])
{
	struct str word;
	size_t n = 0;

	while (n < LINE_BYTES) {
		size_t blanks = s.n, bytes;

		s = str_trim_left(s);
		blanks -= s.n;
		/* letters stand further off; some tools part eight and eight by one blank more */
		if (n && (blanks > 2 || (blanks == 2 && (group > 1 || n != 8))))
			break;
		if (!str_word(&s, &word))
			break;
		bytes = word_bytes(word);
		if (!bytes || bytes > group || bytes > LINE_BYTES - n)
			break;
		for (size_t i = 0; i < bytes; i++)
			ret[n++] = (uint8_t)(hex_digit(word.p[2 * i]) << 4 |
					     hex_digit(word.p[2 * i + 1]));
	}
	return n;
}

/* Before 3.8 (2003): three tabs, a blank, and pairs alone. */
static size_t
take_old_line(struct str line, uint8_t ret[LINE_BYTES])
{
	struct str s = str_trim(line);
	size_t n;

	if (!line.n || !char_is_space(line.p[0]) || (s.n + 1) % 5 > 3)
		return 0;
	n = take_pairs(s, 2, ret);
	return n && s.n == 2 * n + (n - 1) / 2 ? n : 0;
}

void
hex_dump_clear(struct hex_dump *h)
{
	h->n = h->known = 0;
	h->broken = false;
}

static void
add(struct hex_dump *h, const uint8_t *bytes, size_t n)
{
	size_t keep = MIN(n, sizeof(h->bytes) - h->known);

	memcpy(h->bytes + h->known, bytes, keep);
	h->known = (uint16_t)(h->known + keep);
	h->n += (uint32_t)n;
}

bool
hex_dump_line(struct hex_dump *h, struct str line)
{
	uint8_t bytes[LINE_BYTES];
	struct str s = line;
	uint32_t offset;
	size_t n;

	if (take_offset(&s, &offset)) {
		struct str first = str_trim_left(s);
		bool pairs = str_starts(line, STR("0")) && str_index(first, ' ') <= 2;

		n = take_pairs(first, pairs ? 1 : 2, bytes);
	} else {
		n = take_old_line(line, bytes);
		offset = h->n;
	}
	if (!n)
		return false;
	if (!offset)
		hex_dump_clear(h);
	h->broken |= offset != h->n;
	if (!h->broken)
		add(h, bytes, n);
	return true;
}

bool
hex_dump_begins(struct str line)
{
	uint32_t offset;

	return take_offset(&line, &offset) && !offset;
}

/* How well a decoding fits what is printed above it. */
static int
fit(enum decode_result r, const struct segment *seg, const uint16_t ports[2])
{
	if (r == DECODE_BAD)
		return 0;
	if (r != DECODE_TCP)
		return r == DECODE_OTHER ? 1 : 2;
	if (ports[0] && ports[1] && (ports[0] != seg->src.port || ports[1] != seg->dst.port))
		return 1;
	return 3;
}

enum decode_result
hex_dump_decode(const struct hex_dump *h, const uint16_t ports[2], struct segment *ret)
{
	/* raw, Ethernet, cooked (-i any), loopback of the BSDs: what a terminal shows */
	static const uint32_t links[] = { 101, 1, 276, 113, 0, 108 };
	struct str bytes = { (const char *)h->bytes, h->known };
	enum decode_result best = DECODE_BAD;
	int best_fit = 0;

	for (size_t i = 0; i < COUNT_OF(links) && best_fit < 3; i++) {
		struct segment seg;
		enum decode_result r =
			wire_decode(links[i], bytes, MAX(h->n, WIRE_MAX_BYTES), &seg);

		if (fit(r, &seg, ports) <= best_fit)
			continue;
		best_fit = fit(r, &seg, ports);
		best = r;
		*ret = seg;
	}
	return best;
}
