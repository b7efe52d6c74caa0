/*
 * segment_text.c - judged segments as a table: numbers left, what and why right
 *
 * Columns are decided by the first rows, which wait for that; all later ones
 * are printed as they come, so a capture of any length needs no more memory.
 * Where the numbers leave no column for words, only short ones stand beside
 * them and long ones go below.
 */
#include <stdio.h>

#include "report/inputs.h"
#include "report/segments.h"

/* Rows that wait: enough to meet most of what a capture holds. */
#define ROWS_WAITING 400

/* Words in a column narrower than this are hard to read. */
#define WORDS_COLUMNS_MIN 26

#define FLAGS_COLUMNS 5
#define WORDS_INDENT 6 /* words that have lines of their own */

struct segment_table {
	struct out *o;
	struct style s;
	struct judged *waiting;
	size_t n;
	bool decided;
	int64_t first_ns;
	bool times, connections;
	bool below;   /* long words go under their row */
	int decimals; /* of seconds */
	unsigned number, connection, time, seq, ack, len, words;
	struct out line, why; /* of one row, used again */
};

struct segment_table *
segment_table_new(struct arena *a, struct out *o, struct style s, int64_t first_ns)
{
	struct segment_table *t = arena_new(a, struct segment_table, 1);

	t->o = o;
	t->s = s;
	t->waiting = arena_new(a, struct judged, ROWS_WAITING);
	t->first_ns = first_ns;
	t->times = first_ns != TIME_NONE;
	out_init_memory(&t->line);
	out_init_memory(&t->why);
	return t;
}

#define CELL_BYTES 48

static struct str
seq_cell(char buf[CELL_BYTES], const struct judged *j)
{
	unsigned long long relative = j->seq_relative;

	if (!(j->seg.known & SEG_HAS_SEQ))
		return STR("");
	if (j->seg.known & SEG_RELATIVE)
		snprintf(buf, CELL_BYTES, "%llu", relative);
	else if (!relative_is_known(j, (enum direction)j->dir, relative))
		snprintf(buf, CELL_BYTES, "%u", j->seg.seq);
	else
		snprintf(buf, CELL_BYTES, "%u (%llu)", j->seg.seq, relative);
	return str_from(buf);
}

static struct str
ack_cell(char buf[CELL_BYTES], const struct judged *j)
{
	if (!(j->seg.flags & TCP_ACK))
		return STR("");
	if (j->seg.known & SEG_RELATIVE)
		snprintf(buf, CELL_BYTES, "%llu", (unsigned long long)j->ack_relative);
	else
		snprintf(buf, CELL_BYTES, "%u", j->seg.ack);
	return str_from(buf);
}

static unsigned
digits(uint64_t v)
{
	unsigned n = 1;

	while (v /= 10)
		n++;
	return n;
}

static void
measure_row(struct segment_table *t, const struct judged *j)
{
	char buf[CELL_BYTES];

	t->number = MAX(t->number, digits(j->seg.packet));
	if (j->conn)
		t->connection = MAX(t->connection, digits(j->conn->number));
	t->seq = MAX(t->seq, (unsigned)seq_cell(buf, j).n);
	t->ack = MAX(t->ack, (unsigned)ack_cell(buf, j).n);
	t->len = MAX(t->len, digits(j->seg.len));
}

static unsigned
words_column(const struct segment_table *t)
{
	unsigned column = t->number + 2;

	if (t->connections)
		column += t->connection + 2;
	if (t->times)
		column += t->time + 2;
	return column + 3 + 2 + FLAGS_COLUMNS + 2 + t->seq + 2 + t->ack + 2 + t->len + 2;
}

/* How wide each column must be for the rows so far. */
static void
measure(struct segment_table *t)
{
	t->number = 1;
	t->ack = t->len = 3;
	t->seq = (unsigned)strlen("seq (relative)");
	t->connection = (unsigned)strlen("conn");
	for (size_t i = 0; i < t->n; i++)
		measure_row(t, &t->waiting[i]);
	t->words = words_column(t);
	t->below = t->words + WORDS_COLUMNS_MIN > t->s.width;
}

/* Milliseconds where the evidence has no more; else as fine as the width allows. */
static int
decimals(const struct segment_table *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->waiting[i].seg.known & SEG_HAS_TIME && t->waiting[i].seg.time_ns % NS_PER_MS)
			return t->s.width < 100 ? 4 : 6;
	return 3;
}

static void
survey(struct segment_table *t)
{
	int64_t last = t->first_ns;

	for (size_t i = 0; i < t->n; i++) {
		const struct judged *j = &t->waiting[i];

		t->connections |= j->conn != t->waiting[0].conn;
		if (j->seg.known & SEG_HAS_TIME)
			last = MAX(last, j->seg.time_ns);
	}
	t->decimals = decimals(t);
	t->time = (unsigned)strlen("time");
	if (t->times)
		t->time = MAX(t->time, digits((uint64_t)(last - t->first_ns) / NS_PER_S) + 1 +
					       (unsigned)t->decimals);
}

static void
put_heading(struct segment_table *t)
{
	struct out *o = t->o;

	out_printf(o, "%*s  ", (int)t->number, "#");
	if (t->connections)
		out_printf(o, "%*s  ", (int)t->connection, "conn");
	if (t->times)
		out_printf(o, "%-*s  ", (int)t->time, "time");
	out_printf(o, "dir  %-*s  %-*s  %-*s  %*s  %s\n", FLAGS_COLUMNS, "flags", (int)t->seq,
		   "seq (relative)", (int)t->ack, "ack", (int)t->len, "len",
		   t->words + 12 <= t->s.width ? "what and why" : "what");
}

static void
put_time(struct segment_table *t, const struct judged *j)
{
	int64_t since = j->seg.time_ns - t->first_ns;

	if (j->seg.known & SEG_HAS_TIME)
		out_printf(&t->line, "%*.*f  ", (int)t->time, t->decimals, ns_to_s(since));
	else
		out_fill(&t->line, ' ', t->time + 2);
}

/* All but the words, into the line. */
static void
put_numbers(struct segment_table *t, const struct judged *j)
{
	char flags[SEGMENT_FLAGS_BYTES], seq[CELL_BYTES], ack[CELL_BYTES];
	struct out *o = &t->line;

	o->n = 0;
	out_printf(o, "%*llu  ", (int)t->number, (unsigned long long)j->seg.packet);
	if (t->connections)
		out_printf(o, "%*u  ", (int)t->connection, j->conn ? j->conn->number : 0);
	if (t->times)
		put_time(t, j);
	out_printf(o, "%s    %-*s  ", j->dir == C2S ? "→" : "←", FLAGS_COLUMNS,
		   segment_marks(flags, j->seg.flags));
	text_put_left(o, seq_cell(seq, j), t->seq);
	out_puts(o, "  ");
	text_put_left(o, ack_cell(ack, j), t->ack);
	out_printf(o, "  %*u", (int)t->len, j->seg.len);
}

/* The line, its first number being a place. Returns the columns it took. */
static unsigned
put_line(struct segment_table *t)
{
	struct str line = out_text(&t->line);
	size_t blanks = line.n - str_trim_left(line).n;
	size_t number = blanks + str_index(str_from_pos(line, blanks), ' ');

	tone_on(t->o, t->s, TONE_PLACE);
	out_str(t->o, str_sub(line, 0, number));
	tone_off(t->o, t->s, TONE_PLACE);
	out_str(t->o, str_from_pos(line, number));
	return text_columns(line);
}

static enum tone
tone_of(const struct judged *j)
{
	if (j->class == CLASS_RESET)
		return TONE_HARM;
	if (j->fate && (j->fate->kind == FATE_LOST || j->fate->kind == FATE_DAMAGED))
		return TONE_HARM;
	return segment_is_repeat(j) || j->class == CLASS_ZERO_WINDOW ? TONE_WARNING : TONE_PLAIN;
}

static void
put_row(struct segment_table *t, const struct judged *j)
{
	unsigned at, column;

	t->why.n = 0;
	judged_why(j, &t->why);
	if (j->fate) {
		if (t->why.n)
			out_char(&t->why, ' ');
		fate_words(&t->why, j->fate);
	}
	put_numbers(t, j);
	at = put_line(t);
	/* A later row may be wider than those that decided the columns. */
	column = MAX(t->words, at + 2);
	if (t->below && column + text_columns(out_text(&t->why)) > t->s.width) {
		out_char(t->o, '\n');
		at = 0;
		column = WORDS_INDENT;
	}
	if (t->why.n) {
		out_fill(t->o, ' ', column - at);
		wrap_toned(t->o, t->s, tone_of(j), out_text(&t->why), column, column);
	}
	out_char(t->o, '\n');
}

static void
decide(struct segment_table *t)
{
	t->decided = true;
	if (!t->n)
		return;
	survey(t);
	measure(t);
	put_heading(t);
	for (size_t i = 0; i < t->n; i++)
		put_row(t, &t->waiting[i]);
}

void
segment_table_row(struct segment_table *t, const struct judged *j)
{
	if (t->decided) {
		put_row(t, j);
		return;
	}
	t->waiting[t->n++] = *j;
	if (t->n == ROWS_WAITING)
		decide(t);
}

void
segment_table_end(struct segment_table *t)
{
	if (!t->decided)
		decide(t);
	out_fini(&t->line);
	out_fini(&t->why);
}
