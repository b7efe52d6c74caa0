/*
 * clean.c - a text as it was pasted, without what the way there added to it
 *
 * Terminals add colours and overwrite lines, mail and chat add quote marks and
 * code fences, editors byte order marks and odd blanks. Line numbers stay those
 * of the text as it was given.
 */
#include "readers/clean.h"

#include "readers/prompt.h"

/* To multiply a byte with: it is then in all eight. */
#define EACH_BYTE UINT64_C(0x0101010101010101)

static const struct str bom8 = { "\xef\xbb\xbf", 3 };

/* Blanks that are no blank to a parser, and what is not seen at all. */
static const struct {
	struct str bytes;
	bool seen;
} odd_blanks[] = {
	{ { "\xc2\xa0", 2 }, true },	  /* no-break space */
	{ { "\xe2\x80\x87", 3 }, true },  /* figure space */
	{ { "\xe2\x80\xaf", 3 }, true },  /* narrow no-break space */
	{ { "\xe2\x80\x8b", 3 }, false }, /* zero width space */
	{ { "\xef\xbb\xbf", 3 }, false }, /* byte order mark in the middle */
	{ { "\xe2\x80\x8e", 3 }, false }, /* left-to-right mark */
};

static size_t
put_utf8(char *p, uint32_t c)
{
	if (c < 0x80) {
		p[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		p[0] = (char)(0xc0 | c >> 6);
		p[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		p[0] = (char)(0xe0 | c >> 12);
		p[1] = (char)(0x80 | (c >> 6 & 0x3f));
		p[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	p[0] = (char)(0xf0 | c >> 18);
	p[1] = (char)(0x80 | (c >> 12 & 0x3f));
	p[2] = (char)(0x80 | (c >> 6 & 0x3f));
	p[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

static uint32_t
unit16(struct str bytes, size_t i, bool big)
{
	uint32_t a = (uint8_t)bytes.p[i], b = (uint8_t)bytes.p[i + 1];

	return big ? a << 8 | b : b << 8 | a;
}

/* Lone surrogates become U+FFFD. */
static struct str
from_utf16(struct arena *a, struct str bytes, bool big)
{
	/* two bytes become three at most, four become four */
	char *out = arena_new(a, char, bytes.n / 2 * 3 + 1);
	size_t n = 0;

	for (size_t i = 0; i + 1 < bytes.n; i += 2) {
		uint32_t c = unit16(bytes, i, big);

		if (c >= 0xd800 && c < 0xdc00 && i + 3 < bytes.n) {
			uint32_t low = unit16(bytes, i + 2, big);

			if (low >= 0xdc00 && low < 0xe000) {
				c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
				i += 2;
			}
		}
		n += put_utf8(out + n, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
	}
	return (struct str){ out, n };
}

/* Plain letters in UTF-16 have a zero in every other byte: 1 big, 0 little, -1 no. */
static int
utf16_order(struct str bytes)
{
	size_t look = MIN(bytes.n, (size_t)512) & ~(size_t)1, zero[2] = { 0, 0 };

	if (str_starts(bytes, (struct str){ "\xff\xfe", 2 }))
		return 0;
	if (str_starts(bytes, (struct str){ "\xfe\xff", 2 }))
		return 1;
	for (size_t i = 0; i < look; i++)
		zero[i & 1] += !bytes.p[i];
	if (look < 8 || (zero[0] && zero[1]))
		return -1;
	if (zero[1] * 4 > look)
		return 0;
	return zero[0] * 4 > look ? 1 : -1;
}

struct str
text_decode(struct arena *a, struct str bytes)
{
	int order = utf16_order(bytes);
	struct str text = order < 0 ? str_copy(a, bytes) : from_utf16(a, bytes, order == 1);

	str_take(&text, bom8);
	return text;
}

size_t
text_count(struct str text, char c)
{
	const char *p = text.p, *end = text.p + text.n;
	size_t n = 0;

	while (p < end && (p = memchr(p, c, (size_t)(end - p)))) {
		n++;
		p++;
	}
	return n;
}

bool
text_is_text(struct str text)
{
	size_t look = MIN(text.n, (size_t)4096), odd = 0;

	for (size_t i = 0; i < look; i++) {
		unsigned char c = (unsigned char)text.p[i];

		odd += (c < ' ' && !char_is_space((char)c) && c != 0x1b && c != '\b') || c == 0x7f;
	}
	return odd * 20 <= look; /* damage leaves a few; other formats are full of them */
}

/* The length of the escape sequence at s (ECMA-48), 1 for an escape that is none. */
static size_t
escape_bytes(struct str s)
{
	size_t i = 2;

	if (s.n < 2)
		return s.n;
	if (s.p[1] == '[') {
		while (i < s.n && (s.p[i] < '@' || s.p[i] > '~'))
			i++;
		return MIN(i + 1, s.n);
	}
	if (s.p[1] == ']') { /* a title, up to BEL or ESC \ */
		while (i < s.n && s.p[i] != '\a' && s.p[i] != 0x1b)
			i++;
		return MIN(i + (i < s.n && s.p[i] == 0x1b ? 2 : 1), s.n);
	}
	return s.p[1] == '(' || s.p[1] == ')' ? MIN((size_t)3, s.n) : 2;
}

/* What a web page writes for letters that it needs itself. */
static const struct {
	struct str name;
	char letter;
} entities[] = {
	{ { "&gt;", 4 }, '>' },	  { { "&lt;", 4 }, '<' },    { { "&amp;", 5 }, '&' },
	{ { "&quot;", 6 }, '"' }, { { "&apos;", 6 }, '\'' }, { { "&#39;", 5 }, '\'' },
	{ { "&nbsp;", 6 }, ' ' }, { { "&#x27;", 6 }, '\'' }, { { "&#34;", 5 }, '"' },
	{ { "&#160;", 6 }, ' ' },
};

static size_t
entity(struct str s, char *ret_letter)
{
	for (size_t i = 0; s.n && s.p[0] == '&' && i < COUNT_OF(entities); i++)
		if (str_starts(s, entities[i].name)) {
			*ret_letter = entities[i].letter;
			return entities[i].name.n;
		}
	return 0;
}

static size_t
odd_blank(struct str s, bool *ret_seen)
{
	for (size_t i = 0; i < COUNT_OF(odd_blanks); i++)
		if (str_starts(s, odd_blanks[i].bytes)) {
			*ret_seen = odd_blanks[i].seen;
			return odd_blanks[i].bytes.n;
		}
	return 0;
}

/* In each byte of v the high bit, where that byte is c. */
static uint64_t
bytes_equal(uint64_t v, uint8_t c)
{
	uint64_t x = v ^ c * EACH_BYTE;

	return (x - EACH_BYTE) & ~x & EACH_BYTE << 7;
}

/* Eight bytes at a time: none of them below a blank, above a tilde, or "&". */
static size_t
clean_bytes(struct str s)
{
	size_t i = 0;

	for (; i + 8 <= s.n; i += 8) {
		uint64_t v;

		memcpy(&v, s.p + i, sizeof v);
		if ((v | (v - ' ' * EACH_BYTE)) & EACH_BYTE << 7 || bytes_equal(v, '&'))
			break;
	}
	return i;
}

static bool
is_dirty(struct str s)
{
	for (size_t i = clean_bytes(s); i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < ' ' && c != '\t') || c == 0xc2 || c == 0xe2 || c == 0xef || c == '&')
			return true;
	}
	return false;
}

/* A clean copy: escapes out, backspaces carried out, blanks plain. */
static struct str
clean_copy(struct arena *a, struct str s)
{
	char *out = arena_new(a, char, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n;) {
		struct str rest = str_from_pos(s, i);
		bool seen = false;
		size_t skip = s.p[i] == 0x1b ? escape_bytes(rest) : odd_blank(rest, &seen);
		char letter;

		if (!skip && (skip = entity(rest, &letter))) {
			out[n++] = letter;
			i += skip;
			continue;
		}
		if (skip) {
			if (seen)
				out[n++] = ' ';
			i += skip;
			continue;
		}
		if (s.p[i] == '\b')
			n -= n > 0;
		else if ((unsigned char)s.p[i] >= ' ' || s.p[i] == '\t')
			out[n++] = s.p[i];
		i++;
	}
	return (struct str){ out, n };
}

/* A terminal shows what was written last after the cursor went back. */
static struct str
last_overwrite(struct str s)
{
	size_t at;

	while (s.n && s.p[s.n - 1] == '\r')
		s.n--;
	at = str_rindex(s, '\r');
	return at == SIZE_MAX ? s : str_from_pos(s, at + 1);
}

/* What stands between brackets of one kind: "{code:java}" */
static bool
in_marks(struct str s, struct str *ret)
{
	static const struct str pairs[] = { { "{}", 2 }, { "[]", 2 }, { "<>", 2 } };

	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		if (s.n > 2 && s.p[0] == pairs[i].p[0] && s.p[s.n - 1] == pairs[i].p[1]) {
			*ret = str_sub(s, 1, s.n - 2);
			return true;
		}
	return false;
}

/* "{code:java}", "[/code]", "</details>": marks that a tracker or a forum wants. */
static bool
is_mark(struct str s)
{
	static const char *const names[] = {
		"blockquote", "br",    "code", "details", "div",     "noformat",
		"p",	      "panel", "pre",  "quote",	  "spoiler", "summary",
	};
	size_t n = 0;

	if (!in_marks(s, &s))
		return false;
	str_take(&s, STR("/"));
	while (n < s.n && char_is_alnum(s.p[n]))
		n++;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq_nocase(str_sub(s, 0, n), str_from(names[i])))
			return n == s.n || str_index(STR(": =>/"), s.p[n]) != SIZE_MAX;
	return false;
}

/* "|---|:--:|" */
static bool
is_table_rule(struct str s)
{
	size_t dashes = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (!strchr("|-:+ ", s.p[i]))
			return false;
		dashes += s.p[i] == '-';
	}
	return s.n > 4 && s.p[0] == '|' && dashes > 1;
}

static bool
is_fence(struct str s)
{
	s = str_trim(s);
	if (!s.n || !strchr("`~{[<|", s.p[0]))
		return false;
	return str_starts(s, STR("```")) || str_starts(s, STR("~~~")) || is_mark(s) ||
	       is_table_rule(s);
}

/* "| CLOSE-WAIT | 9120 |": a row of Markdown's is blanks around its columns. */
static bool
is_table_row(struct str s)
{
	s = str_trim(s);
	return s.n > 4 && s.p[0] == '|' && s.p[s.n - 1] == '|' &&
	       str_index(str_sub(s, 1, s.n - 2), '|') != SIZE_MAX;
}

static struct str
table_row(struct arena *a, struct str s)
{
	char *out = arena_new(a, char, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		out[i] = s.p[i] == '|' ? ' ' : s.p[i];
	return str_trim((struct str){ out, s.n });
}

static bool
is_quoted(struct str s)
{
	return s.n && s.p[0] == '>';
}

/* "> ss -s" may be a prompt of a shell that has this sign. */
static bool
is_quoted_prompt(struct str s)
{
	struct prompt p;

	return is_quoted(s) && prompt_parse(s, &p);
}

/*
 * A run of lines that begin with ">" is a quotation, unless all of them are
 * prompts. A single one that is a prompt stays one.
 */
static void
unquote(struct line *lines, size_t n)
{
	bool all_prompts = true;

	for (size_t i = 0; i < n && all_prompts; i++)
		all_prompts = is_quoted_prompt(lines[i].text);
	for (size_t i = 0; i < n && !all_prompts; i++) {
		struct str *s = &lines[i].text;

		while (str_take(s, STR(">")))
			str_take(s, STR(" "));
	}
}

static void
unquote_runs(struct line *lines, size_t n)
{
	size_t end;

	for (size_t begin = 0; begin < n; begin = end + 1) {
		for (end = begin; end < n && is_quoted(lines[end].text);)
			end++;
		unquote(lines + begin, end - begin);
	}
}

struct line *
text_lines(struct arena *a, struct arena *texts, struct str text, size_t *ret_n)
{
	/* old Macs ended lines with a carriage return alone */
	char sep = str_index(text, '\n') == SIZE_MAX ? '\r' : '\n';
	struct str rest = text, one;
	struct line *lines;
	size_t n = 1, used = 0;

	n += text_count(text, sep);
	lines = arena_new(a, struct line, n);
	for (uint32_t number = 1; rest.n && str_cut(&rest, sep, &one); number++) {
		one = last_overwrite(one);
		if (is_fence(one))
			continue;
		if (is_dirty(one))
			one = clean_copy(texts, one);
		if (is_table_row(one))
			one = table_row(texts, one);
		lines[used++] = (struct line){ .text = one, .number = number };
	}
	unquote_runs(lines, used);
	*ret_n = used;
	return lines;
}
