/*
 * letters.c - decode UTF-8 strictly (RFC 3629) and know a letter's columns
 *
 * A terminal obeys what it is sent. Control characters, and those that turn
 * the direction of text round, never pass.
 */
#include "report/letters.h"

#define REPLACEMENT STR("\xef\xbf\xbd") /* U+FFFD */

struct range {
	uint32_t from, to;
};

/* Obeyed instead of shown: C0, DEL, C1, line separators, bidirectional marks. */
static const struct range controls[] = {
	{ 0x00, 0x1f },	    { 0x7f, 0x9f },	{ 0x200e, 0x200f }, { 0x2028, 0x202e },
	{ 0x2060, 0x206f }, { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
};

/* Drawn over the letter before. */
static const struct range combining[] = {
	{ 0x300, 0x36f },   { 0x483, 0x489 },	{ 0x591, 0x5bd },   { 0x610, 0x61a },
	{ 0x64b, 0x65f },   { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x200b, 0x200d },
	{ 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
};

/* East Asian wide and full-width (UAX 11), and pictographs. */
static const struct range wide[] = {
	{ 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0xa4cf }, { 0xac00, 0xd7a3 },
	{ 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 },
	{ 0x1f300, 0x1faff }, { 0x20000, 0x3fffd },
};

static bool
within(const struct range *ranges, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	return false;
}

/* The length that a first byte announces, 0 for none that may begin a letter. */
static size_t
announced(uint8_t first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/* The code point at the front, and its bytes; 0 bytes when it is no UTF-8. */
static size_t
decode(struct str s, uint32_t *ret)
{
	static const uint8_t mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = announced((uint8_t)s.p[0]);
	uint32_t c;

	if (!n || n > s.n)
		return 0;
	c = (uint8_t)s.p[0] & mask[n];
	for (size_t i = 1; i < n; i++) {
		if (((uint8_t)s.p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | ((uint8_t)s.p[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*ret = c;
	return n;
}

static unsigned
columns(uint32_t c)
{
	if (c < 0x300)
		return 1;
	if (within(combining, COUNT_OF(combining), c))
		return 0;
	return within(wide, COUNT_OF(wide), c) ? 2 : 1;
}

struct letter
letter_cut_raw(struct str *rest)
{
	uint32_t c = 0;
	size_t n = decode(*rest, &c);
	struct letter l = { .bytes = str_sub(*rest, 0, n), .columns = n ? columns(c) : 1 };

	if (!n)
		l = (struct letter){ .bytes = REPLACEMENT, .columns = 1, .broken = true };
	*rest = str_from_pos(*rest, MAX(n, (size_t)1));
	return l;
}

/* A letter outside of ASCII, or a byte that is none. */
static struct letter
letter_cut_any(struct str *rest)
{
	uint32_t c = 0;
	bool shown = decode(*rest, &c) && !within(controls, COUNT_OF(controls), c);
	struct letter l = letter_cut_raw(rest);

	if (!shown)
		l = (struct letter){ .bytes = REPLACEMENT, .columns = 1, .broken = true };
	return l;
}

/* What nearly all text is made of, and always shown. */
static bool
is_plain(char c)
{
	return c >= 0x20 && c < 0x7f;
}

struct letter
letter_cut(struct str *rest)
{
	if (is_plain(rest->p[0])) {
		struct letter l = { .bytes = { rest->p, 1 }, .columns = 1 };

		rest->p++;
		rest->n--;
		return l;
	}
	return letter_cut_any(rest);
}
