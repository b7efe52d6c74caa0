/*
 * long_text.c - texts too long to be kept as a whole
 *
 * The beginning is read as any text is, which tells what it is. If that is a table of
 * sockets, its further rows go to ss_tally.c, line by line, and memory no longer follows
 * the length of the text. Lines that are no rows (a prompt, a header, something else) go
 * the ordinary way in runs; what they begin is looked at again. All that goes the ordinary
 * way is bounded, as it is kept.
 */
#include "readers/long_text.h"

#include "readers/ss_tally.h"
#include "readers/text_input.h"

/* What may go the ordinary way: as much as a text that is read as a whole. */
#define ORDINARY_MAX_BYTES ((size_t)64 << 20)
#define ORDINARY_PIECES (ORDINARY_MAX_BYTES / LONG_TEXT_PIECE_BYTES)
/* What the rows of one piece may take; it is a few times its text. */
#define PIECE_MEMORY_BYTES ((size_t)1 << 30)
/* Looked at in one go; also the longest line. */
#define BLOCK_BYTES ((size_t)8 << 20)

struct long_text {
	struct text_reading text;
	struct ss_tally *tally;
	struct input *in;
	size_t piece_bytes;
	bool tallying; /* the text stands in a table of ss */
	size_t socks;  /* of the case before the piece that was read last */
	uint32_t line; /* number of the next */
	size_t ordinary_left;
	uint64_t counted;	       /* rows behind what may go the ordinary way */
	size_t log_of_kind[LOG_KINDS]; /* those that were counted into a row: it + 1 */
};

/* Whether the last sample is this text's and a table of ss, whose rows may go on. */
static bool
is_in_ss(const struct long_text *l)
{
	const struct crux_case *cs = l->text.r->cs;
	const struct sample *last;

	if (cs->samples.n <= l->text.samples)
		return false;
	last = &cs->samples.v[cs->samples.n - 1];
	return last->at.input == l->text.input && strcmp(last->kind, "ss") == 0;
}

static uint32_t
lines_in(struct str s)
{
	uint32_t n = 0;
	const char *p = s.p, *end = s.p + s.n;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		n++;
		p++;
	}
	return n + (s.n && s.p[s.n - 1] != '\n');
}

/* The ordinary way; afterwards it is known anew what the text stands in. */
static void
read_piece(struct long_text *l, struct str piece)
{
	struct crux_case *cs = l->text.r->cs;
	uint32_t sample = (uint32_t)cs->samples.n;

	if (l->ordinary_left < piece.n)
		return;
	l->ordinary_left -= piece.n;
	l->socks = cs->socks.n;
	text_input_piece(&l->text, piece, l->line);
	l->line += lines_in(piece);
	/* nothing new began: an odd line between rows */
	if (l->tallying && cs->samples.n == sample)
		return;
	if (l->tallying)
		ss_tally_end(l->tally);
	l->tallying = is_in_ss(l);
	if (l->tallying)
		ss_tally_begin(l->tally, (uint32_t)cs->samples.n - 1, l->socks);
}

/* The end of the last whole line of s, all of s when there is none. */
static size_t
whole_lines(struct str s)
{
	size_t at = str_rindex(s, '\n');

	return at == SIZE_MAX ? s.n : at + 1;
}

static const char *
line_end(const char *p, const char *end)
{
	const char *newline = memchr(p, '\n', (size_t)(end - p));

	return newline ? newline : end;
}

/* Rows from the front of s; returns the bytes they take. */
static size_t
tally_rows(struct long_text *l, struct str s)
{
	const char *p = s.p, *end = s.p + s.n;

	while (p < end) {
		const char *stop = line_end(p, end);

		if (!ss_tally_line(l->tally, p, stop))
			break;
		l->line++;
		p = stop < end ? stop + 1 : end;
	}
	return (size_t)(p - s.p);
}

/* A row's first word in the column State or Netid: here a run of other lines ends. */
static bool
begins_row(struct str line)
{
	enum tcp_state state;
	struct str first, second;

	if (!str_word(&line, &first))
		return false;
	if (tcp_state_parse(first, &state) && state != TCP_LISTEN)
		return true;
	return str_eq(first, STR("tcp")) && str_word(&line, &second) &&
	       tcp_state_parse(second, &state) && state != TCP_LISTEN;
}

/* The lines at the front of s that are no rows. */
static size_t
run_bytes(const struct long_text *l, struct str s)
{
	const char *p = s.p, *end = s.p + s.n;

	while (p < end && (size_t)(p - s.p) < l->piece_bytes) {
		const char *stop = line_end(p, end);

		if (p > s.p && begins_row((struct str){ p, (size_t)(stop - p) }))
			break;
		p = stop < end ? stop + 1 : end;
	}
	return (size_t)(p - s.p);
}

/* As much as one piece, to the end of a line, of a text that is no table. */
static size_t
piece_bytes(const struct long_text *l, struct str s)
{
	return s.n <= l->piece_bytes ? s.n : whole_lines(str_sub(s, 0, l->piece_bytes));
}

/* What no more memory is for: packets need none. */
static bool
read_packets(struct long_text *l, struct str piece)
{
	if (l->tallying || !text_input_packets(&l->text, piece, l->line))
		return false;
	l->line += lines_in(piece);
	return true;
}

/* A log line of this kind that was kept of the text, or else a new one. */
static struct log_line *
log_of_kind(struct long_text *l, const struct log_line *like)
{
	struct crux_case *cs = l->text.r->cs;
	size_t *place = &l->log_of_kind[like->kind];
	struct log_line *row;

	if (*place)
		return &cs->logs.v[*place - 1];
	row = vec_add(cs->arena, &cs->logs);
	*row = *like;
	row->at.input = l->text.input;
	row->sample = NO_SAMPLE;
	row->repeats = 0;
	row->text = str_copy(cs->arena, like->text);
	row->message = STR(""); /* of many such lines: it is no event that two logs have */
	*place = cs->logs.n;
	return row;
}

static void
fold_logs(struct long_text *l, const struct crux_case *piece)
{
	for (size_t i = 0; i < piece->logs.n; i++) {
		const struct log_line *from = &piece->logs.v[i];
		struct log_line *to;

		if (from->kind == LOG_OTHER)
			continue;
		to = log_of_kind(l, from);
		if (__builtin_add_overflow(to->repeats, from->repeats, &to->repeats))
			to->repeats = UINT64_MAX;
	}
}

static void
fold_input(struct long_text *l, const struct case_input *piece)
{
	struct crux_case *cs = l->text.r->cs;
	struct case_input *in = case_input(cs, l->text.input);

	l->counted += piece->records;
	case_time(in, piece->from_ns, piece->clock);
	case_time(in, piece->to_ns, piece->clock);
	for (size_t i = 0; i < piece->unread.n; i++)
		case_unread(cs, l->text.input, piece->unread.v[i].line, piece->unread.v[i].text);
	in->unread_count += piece->unread_count - piece->unread.n;
}

/* Read into a case of its own, of which only counts are kept. */
static void
read_counted(struct long_text *l, struct str bytes)
{
	struct reading r = *l->text.r;
	struct text_reading t;
	struct arena kept;
	struct crux_case cs;

	arena_init(&kept, "a piece of a text", PIECE_MEMORY_BYTES);
	case_init(&cs, &kept);
	r.arena = &kept;
	r.cs = &cs;
	r.piecewise = false;
	case_add_input(&cs, case_input(l->text.r->cs, l->text.input)->path);
	text_input_begin(&t, &r, 0);
	t.open.command = l->text.open.command;
	t.open.command_line = l->text.open.command_line;
	text_input_piece(&t, bytes, l->line);
	text_input_finish(&t);
	fold_logs(l, &cs);
	fold_input(l, case_input(&cs, 0));
	arena_fini(&kept);
	l->line += lines_in(bytes);
}

/* One block of whole lines. */
static void
read_block(struct long_text *l, struct str block)
{
	while (block.n) {
		size_t n = l->tallying ? tally_rows(l, block) : 0;

		block = str_from_pos(block, n);
		if (!block.n)
			break;
		n = l->tallying ? run_bytes(l, block) : piece_bytes(l, block);
		if (n <= l->ordinary_left)
			read_piece(l, str_sub(block, 0, n));
		else if (!read_packets(l, str_sub(block, 0, n)))
			read_counted(l, str_sub(block, 0, n));
		block = str_from_pos(block, n);
	}
}

static void
tell_progress(const struct long_text *l)
{
	const struct reading *r = l->text.r;

	if (r->progress)
		r->progress(r->progress_ctx, input_name(l->in), input_consumed(l->in),
			    input_size(l->in));
}

static void
read_blocks(struct long_text *l)
{
	for (;;) {
		struct str block = input_peek(l->in, BLOCK_BYTES);
		uint64_t at = input_offset(l->in);

		if (!block.n)
			return;
		block = str_sub(block, 0, BLOCK_BYTES);
		/* what is shorter than asked for is the last */
		if (block.n == BLOCK_BYTES)
			block.n = whole_lines(block);
		read_block(l, block);
		if (input_shrank(l->in, at + block.n))
			continue;
		input_skip(l->in, block.n);
		input_forget(l->in);
		tell_progress(l);
	}
}

static void
tell_what_was_counted(struct long_text *l)
{
	struct crux_case *cs = l->text.r->cs;
	struct case_input *in = case_input(cs, l->text.input);
	uint64_t rows = ss_tally_rows(l->tally);

	in->records += rows - ss_tally_told(l->tally) + l->counted;
	if (l->counted)
		case_problem(cs, l->text.input, 0,
			     "%llu rows behind the first %zu MB are only counted: lines of a log "
			     "by what they say, others not at all",
			     (unsigned long long)l->counted,
			     ORDINARY_PIECES * l->piece_bytes / 1000000);
	if (rows)
		case_problem(cs, l->text.input, 0,
			     "%llu rows behind the first %zu kB are kept as counts by state, "
			     "service and peer",
			     (unsigned long long)rows, l->piece_bytes / 1000);
}

/* Text in two bytes a letter has zeros; it is read as a whole, as far as that goes. */
static bool
is_plain(struct str head)
{
	return str_index(str_sub(head, 0, 4096), '\0') == SIZE_MAX;
}

static bool
read_beginning(struct reading *r, uint32_t input, struct str head)
{
	case_problem(r->cs, input, 0, "only the first %zu MiB were read", ORDINARY_MAX_BYTES >> 20);
	return text_input_read(r, input, str_sub(head, 0, ORDINARY_MAX_BYTES));
}

bool
long_text_read(struct reading *r, uint32_t input, struct input *in, size_t bytes)
{
	struct long_text *l = arena_new(r->scratch, struct long_text, 1);
	struct str head = input_peek(in, BLOCK_BYTES);

	if (!is_plain(head))
		return read_beginning(r, input, input_peek(in, ORDINARY_MAX_BYTES));
	text_input_begin(&l->text, r, input);
	r->piecewise = true;
	l->tally = ss_tally_new(r);
	l->in = in;
	l->piece_bytes = bytes;
	l->line = 1;
	l->ordinary_left = ORDINARY_PIECES * bytes;
	read_blocks(l);
	if (l->tallying)
		ss_tally_end(l->tally);
	case_input(r->cs, input)->lines = l->line - 1;
	if (input_fault(in))
		case_problem(r->cs, input, 0, "%s", input_fault(in)->text);
	text_input_finish(&l->text);
	r->piecewise = false;
	r->going_on = NULL;
	tell_what_was_counted(l);
	return case_input(r->cs, input)->readable;
}
