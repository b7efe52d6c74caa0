/*
 * text.c - text in columns, and words wrapped to a width
 */
#include "report/letters.h"
#include "report/report.h"

/* How many bytes at the front are letters of one byte and one column. */
static size_t
plain_bytes(struct str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= 0x20 && s.p[n] < 0x7f)
		n++;
	return n;
}

unsigned
text_columns(struct str s)
{
	unsigned n = 0;

	while (s.n) {
		size_t plain = plain_bytes(s);

		n += (unsigned)plain;
		s = str_from_pos(s, plain);
		if (s.n)
			n += letter_cut(&s).columns;
	}
	return n;
}

void
text_put(struct out *o, struct str s)
{
	while (s.n) {
		size_t plain = plain_bytes(s);

		out_str(o, str_sub(s, 0, plain));
		s = str_from_pos(s, plain);
		if (s.n)
			out_str(o, letter_cut(&s).bytes);
	}
}

void
text_put_cut(struct out *o, struct str s, unsigned columns)
{
	unsigned used = 0;

	if (text_columns(s) <= columns) {
		text_put(o, s);
		return;
	}
	while (s.n && columns) {
		struct letter l = letter_cut(&s);

		if (used + l.columns > columns - 1)
			break;
		out_str(o, l.bytes);
		used += l.columns;
	}
	if (columns)
		out_puts(o, "…");
}

void
text_put_left(struct out *o, struct str s, unsigned columns)
{
	unsigned n = text_columns(s);

	text_put_cut(o, s, columns);
	if (n < columns)
		out_fill(o, ' ', columns - n);
}

void
text_put_right(struct out *o, struct str s, unsigned columns)
{
	unsigned n = text_columns(s);

	if (n < columns)
		out_fill(o, ' ', columns - n);
	text_put_cut(o, s, columns);
}

/* What stays on a line with the number before it. */
static bool
is_unit(struct str word)
{
	static const char *const units[] = {
		"%",	  "B",	    "kB",     "KB",	  "MB",	   "GB",      "ns",
		"us",	  "ms",	    "s",      "min",	  "h",	   "days",    "bit/s",
		"kbit/s", "Mbit/s", "Gbit/s", "segments", "bytes", "packets", "sockets",
	};

	while (word.n && strchr(",.;:)", word.p[word.n - 1]))
		word.n--;
	for (size_t i = 0; i < COUNT_OF(units); i++)
		if (str_eq(word, str_from(units[i])))
			return true;
	return false;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* The word at the front of s, without the blanks behind it. */
static struct str
front_word(struct str s)
{
	size_t n = 0;

	while (n < s.n && !is_blank(s.p[n]))
		n++;
	return str_sub(s, 0, n);
}

/* The same, together with a unit that follows a number. */
static struct str
front_words(struct str s)
{
	struct str word = front_word(s);
	struct str next;

	if (!word.n || !char_is_digit(word.p[word.n - 1]) || word.n + 1 >= s.n)
		return word;
	next = front_word(str_from_pos(s, word.n + 1));
	return is_unit(next) ? str_sub(s, 0, word.n + 1 + next.n) : word;
}

struct wrapping {
	struct out *o;
	struct style style;
	enum tone tone;
	unsigned column, indent;
};

static void
next_line(struct wrapping *w)
{
	tone_off(w->o, w->style, w->tone);
	out_char(w->o, '\n');
	out_fill(w->o, ' ', w->indent);
	tone_on(w->o, w->style, w->tone);
	w->column = w->indent;
}

/* A word wider than a whole line is cut where the line ends. */
static void
put_word(struct wrapping *w, struct str word)
{
	unsigned columns = text_columns(word);

	if (w->column + columns <= w->style.width) {
		text_put(w->o, word);
		w->column += columns;
		return;
	}
	while (word.n) {
		struct letter l;

		if (is_blank(word.p[0])) /* before a unit */
			l = (struct letter){ .bytes = STR(" "), .columns = 1 };
		else
			l = letter_cut(&word);
		if (str_eq(l.bytes, STR(" ")))
			word = str_from_pos(word, 1);
		if (w->column + l.columns > w->style.width && w->column > w->indent)
			next_line(w);
		out_str(w->o, l.bytes);
		w->column += l.columns;
	}
}

/* One line is enough, and there is nothing to do about blanks. */
static bool
fits(struct str text, unsigned column, unsigned width, unsigned *ret_columns)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '\n' || text.p[i] == '\t')
			return false;
	if (!text.n || text.p[text.n - 1] == ' ')
		return false;
	*ret_columns = text_columns(text);
	return column + *ret_columns <= width;
}

unsigned
wrap_toned(struct out *o, struct style s, enum tone t, struct str text, unsigned column,
	   unsigned indent)
{
	struct wrapping w = { o, s, t, column, MIN(indent, s.width - 1) };
	unsigned columns;
	size_t gap = 0;

	tone_on(o, s, t);
	if (fits(text, column, s.width, &columns)) {
		text_put(o, text);
		text = (struct str){ NULL, 0 };
		w.column += columns;
	}
	while (text.n) {
		struct str word = front_words(text);
		unsigned n = text_columns(word);

		if (!word.n) {
			gap++;
			text = str_from_pos(text, 1);
			continue;
		}
		if (w.column + gap + n > s.width && w.column > w.indent) {
			next_line(&w);
		} else if (w.column > w.indent || gap) {
			out_fill(o, ' ', gap);
			w.column += (unsigned)gap;
		}
		put_word(&w, word);
		text = str_from_pos(text, word.n);
		gap = 0;
	}
	tone_off(o, s, t);
	return w.column;
}

unsigned
wrap_text(struct out *o, struct str text, unsigned column, unsigned indent, unsigned width)
{
	return wrap_toned(o, (struct style){ .width = width }, TONE_PLAIN, text, column, indent);
}
