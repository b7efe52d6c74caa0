/*
 * text_input.c - one text to rows in the case
 *
 * A text is decoded, cleaned, asked whether it is source code as a whole, split at its
 * command lines, and each section goes to the reader that is surest of it. A text that is
 * too long for that comes in pieces (long_text.c): the last section of one goes on in
 * the next.
 */
#include "readers/text_input.h"

#include <stdlib.h>

#include "readers/clean.h"
#include "readers/command.h"
#include "readers/date_line.h"
#include "readers/kinds.h"
#include "readers/line_front.h"
#include "readers/packet_feed.h"
#include "readers/packet_front.h"
#include "readers/paste.h"
#include "readers/path_command.h"
#include "readers/remark.h"
#include "readers/rewrap.h"
#include "readers/unflatten.h"

/* Parts of one section; only a text made to cost time changes its kind more often. */
#define PARTS_MAX 1000

struct origin
line_origin(const struct section *s, const struct line *l)
{
	return (struct origin){ .input = s->input, .line = l->number };
}

static struct origin
section_origin(const struct section *s)
{
	uint32_t line = s->command_line ? s->command_line : s->n ? s->lines[0].number : 0;

	return (struct origin){ .input = s->input, .line = line };
}

static bool
lists_listeners(struct str command)
{
	struct stage st;

	while (command_stage(&command, &st))
		if (str_eq(st.program, STR("ss")) || str_eq(st.program, STR("netstat")))
			return stage_has_flag(&st, 'l');
	return false;
}

uint32_t
section_sample(struct reading *r, const struct section *s, const char *kind)
{
	struct sample sample = {
		.at = section_origin(s),
		.kind = kind,
		.command = s->command,
		.host = s->host,
		.time_ns = s->time_ns,
		.slept_ns = s->slept_ns,
		.state_filter = command_state(s->command),
		.listening_only = lists_listeners(s->command),
	};

	return case_add_sample(r->cs, &sample);
}

static uint64_t
rows_of(const struct crux_case *cs, uint32_t input)
{
	return cs->socks.n + cs->state_counts.n + cs->counters.n + cs->processes.n + cs->logs.n +
	       cs->settings.n + cs->code.n + cs->inputs.v[input].capture.packets;
}

static void
take_kind(struct text_reading *t, const char *kind)
{
	t->taken = true;
	if (!t->kind)
		t->kind = kind;
	else if (strcmp(t->kind, kind) != 0)
		t->kind = "paste";
}

/* What prompts, headers and date say is of an unknown zone. */
static enum clock
clock_of_time(int64_t time_ns)
{
	return time_ns >= (int64_t)86400 * 365 * NS_PER_S ? CLOCK_LOCAL : CLOCK_DAY;
}

/* What date printed is when the rest was printed, whether its command is there or not. */
static bool
take_date(struct text_reading *t, const struct section *s, const struct line *l)
{
	bool has_clock = str_index(l->text, ':') != SIZE_MAX; /* a bare number may be a count */
	struct case_input *in = case_input(t->r->cs, t->input);

	if (!section_runs(s, "date") && (s->command.n || !has_clock))
		return false;
	if (!date_line_parse(l->text, &t->date_ns))
		return false;
	date_line_zone(l->text, &in->zone_ns);
	case_time(in, t->date_ns, clock_of_time(t->date_ns));
	return true;
}

/* Lines without blanks, dates and remarks; the latter go into the case. */
static struct section
without_remarks(struct text_reading *t, const struct section *s)
{
	struct section plain = *s;
	struct line *lines = arena_new(t->r->scratch, struct line, s->n);
	struct str text;
	bool told = s->time_ns != TIME_NONE;

	if (!told)
		plain.time_ns = t->date_ns; /* not long ago, as people paste things */
	plain.n = 0;
	for (size_t i = 0; i < s->n; i++) {
		struct line l = s->lines[i];

		if (packet_line_is_plain(l.text)) {
			lines[plain.n++] = l;
			continue;
		}
		if (!str_trim(l.text).n)
			continue;
		if (take_date(t, s, &l)) {
			plain.time_ns = told ? plain.time_ns : t->date_ns;
			told = true;
			continue;
		}
		if (remark_line(l.text, &text) && !kind_is_sure_of_line(s, &l)) {
			remark_add(t->r, t->input, l.number, text);
			continue;
		}
		if (remark_behind(&l.text, &l.remark))
			remark_add(t->r, t->input, l.number, l.remark);
		lines[plain.n++] = l;
	}
	plain.lines = lines;
	return plain;
}

/* Titles of output have fewer words. */
#define SENTENCE_WORDS 6

static bool
is_sentence(struct str line)
{
	struct str s = str_trim(line), rest = s, word;
	size_t words = 0;

	while (str_word(&rest, &word))
		words++;
	if (words < SENTENCE_WORDS)
		return false;
	return str_ends(s, STR(".")) || str_ends(s, STR(":")) || str_ends(s, STR("!")) ||
	       str_ends(s, STR("?"));
}

static bool
is_comment_on(const struct reader *reader, const struct section *s, const struct line *l)
{
	if (!l->text.n || !remark_is_prose(l->text))
		return false;
	/* below rows of a reader what is indented belongs to them, if it is no sentence */
	if (char_is_space(l->text.p[0]) && !is_sentence(l->text))
		return false;
	return !reader || !kind_knows_line(reader, s, l);
}

/* Sentences between rows are what somebody wrote; they are not the reader's. */
static void
without_prose(struct text_reading *t, const struct reader *reader, struct section *s)
{
	struct line *lines = arena_new(t->r->scratch, struct line, s->n);
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		if (is_comment_on(reader, s, &s->lines[i]))
			remark_add(t->r, t->input, s->lines[i].number, s->lines[i].text);
		else
			lines[n++] = s->lines[i];
	s->lines = lines;
	s->n = n;
}

static void
read_part(struct text_reading *t, const struct reader *reader, struct section part)
{
	without_prose(t, reader, &part);
	if (reader) {
		reader->read(t->r, &part);
		take_kind(t, reader->kind);
		return;
	}
	/* its command says what it is, and that it is no evidence */
	if (t->besides)
		return;
	for (size_t i = 0; i < part.n; i++)
		case_unread(t->r->cs, t->input, part.lines[i].number, part.lines[i].text);
}

/* Code's kind is its language, which the reader tells with the code. */
static const char *
code_kind(const struct crux_case *cs, size_t before, const char *otherwise)
{
	return cs->code.n > before ? cs->code.v[before].language : otherwise;
}

static bool
read_whole(struct text_reading *t, const struct section *s)
{
	const struct reader *reader = kind_of_whole(s);
	size_t code = t->r->cs->code.n;

	if (!reader)
		return false;
	reader->read(t->r, s);
	take_kind(t, code_kind(t->r->cs, code, reader->kind));
	return true;
}

/* Two days: longer than anybody keeps a terminal, and far from an overflow. */
#define SLEPT_MAX_NS ((int64_t)2 * 86400 * NS_PER_S)

/* "sleep 10" between two looks, or before one in its own line, is a clock too. */
static void
note_sleep(struct text_reading *t, struct section *s)
{
	bool first;
	int64_t ns = command_sleep_ns(s->command, &first);

	s->slept_ns = t->slept_ns + (first ? ns : 0);
	t->slept_ns = MIN(t->slept_ns + ns, SLEPT_MAX_NS);
}

static void
read_section(struct text_reading *t, const struct section *s)
{
	struct section rest, part;
	const struct reader *reader;
	size_t parts = 0;

	remark_add(t->r, t->input, s->command_line, s->remark);
	/* "$ cat server.c": remarks and blanks are code's own */
	if (s->command.n && read_whole(t, s))
		return;
	t->besides = command_is_besides(s->command);
	rest = without_remarks(t, s);
	note_sleep(t, &rest);
	while (parts++ < PARTS_MAX && kind_part(&rest, &part, &reader))
		read_part(t, reader, part);
	for (size_t i = 0; i < rest.n && !t->besides; i++)
		case_unread(t->r->cs, t->input, rest.lines[i].number, rest.lines[i].text);
}

/* The host, if all who tell one tell the same. */
static struct str
common_host(const struct paste *p)
{
	struct str host = { 0 };

	for (size_t i = 0; i < p->n; i++) {
		if (!p->sections[i].host.n)
			continue;
		if (host.n && !str_eq(host, p->sections[i].host))
			return STR("");
		host = p->sections[i].host;
	}
	return host;
}

static void
note_paste(struct text_reading *t, const struct paste *p)
{
	struct case_input *in = case_input(t->r->cs, t->input);

	/* one command typed above rows of one kind changes nothing of what they are */
	if (t->kind && p->shells > 1)
		t->kind = "paste";
	t->commands += p->commands;
	if (common_host(p).n)
		in->host = common_host(p);
	for (size_t i = 0; i < p->n; i++)
		case_time(in, p->sections[i].time_ns, clock_of_time(p->sections[i].time_ns));
}

/* What stands before the first command is what the piece before ended with. */
static void
go_on(const struct text_reading *t, struct section *first)
{
	struct section was = t->open;

	if (first->command.n || !was.command.n)
		return;
	was.lines = first->lines;
	was.n = first->n;
	was.remark = STR("");
	*first = was;
}

static void
read_sections(struct text_reading *t, const struct line *lines, size_t n)
{
	struct paste paste;

	paste_split(t->r, t->input, lines, n, &paste);
	go_on(t, &paste.sections[0]);
	for (size_t i = 0; i < paste.n; i++)
		if (paste.sections[i].n || i || !t->open.command.n)
			read_section(t, &paste.sections[i]);
	t->open = paste.sections[paste.n - 1];
	t->open.lines = NULL;
	t->open.n = 0;
	note_paste(t, &paste);
}

static void
read_lines(struct text_reading *t, const struct line *lines, size_t n)
{
	const struct case_input *in = case_input(t->r->cs, t->input);
	struct section all = {
		.input = t->input,
		.path = str_from(in->path),
		.time_ns = TIME_NONE,
		.lines = lines,
		.n = n,
	};

	if (read_whole(t, &all))
		return;
	lines = lines_unfront(t->r->scratch, t->r->arena, lines, n);
	lines = lines_unflatten(t->r->scratch, lines, &n);
	lines = lines_rewrap(t->r->scratch, lines, &n);
	read_sections(t, lines, n);
}

static uint64_t
count_lines(struct str text)
{
	return text_count(text, '\n') + (text.n && text.p[text.n - 1] != '\n');
}

/* Headings alone are a table without rows; more lines that gave no row are no evidence. */
#define HEADING_LINES 3

static bool
is_readable(const struct text_reading *t, const struct case_input *in)
{
	if (!t->taken || in->records)
		return t->taken;
	return !in->unread_count && (t->commands || in->lines <= HEADING_LINES);
}

/* Nothing was understood: say what it looks like instead of listing its lines. */
static void
note_nothing(struct text_reading *t, uint64_t lines)
{
	struct case_input *in = case_input(t->r->cs, t->input);

	t->r->cs->remarks.n = t->remarks;
	t->r->cs->samples.n = t->samples;
	in->unread.n = 0;
	in->unread_count = lines;
	case_problem(t->r->cs, t->input, 0,
		     lines ? "nothing here looks like evidence (read: %llu line%s of prose)"
			   : "nothing here looks like evidence (it is empty)",
		     (unsigned long long)lines, lines == 1 ? "" : "s");
}

static int
by_line(const void *pa, const void *pb)
{
	const struct remark *a = pa, *b = pb;

	if (a->at.line != b->at.line)
		return a->at.line < b->at.line ? -1 : 1;
	return (a->text.p > b->text.p) - (a->text.p < b->text.p);
}

/* Remarks of several kinds were found one after the other. */
static void
sort_remarks(struct text_reading *t)
{
	struct crux_case *cs = t->r->cs;

	if (cs->remarks.n > t->remarks)
		qsort(cs->remarks.v + t->remarks, cs->remarks.n - t->remarks,
		      sizeof(*cs->remarks.v), by_line);
}

void
text_input_finish(struct text_reading *t)
{
	struct case_input *in = case_input(t->r->cs, t->input);

	sort_remarks(t);
	if (t->commands > 1)
		in->note = str_printf(t->r->arena, "%s%s%zu sections", in->note,
				      in->note[0] ? ", " : "", t->commands)
				   .p;
	packet_feed_end(in);
	if (in->tracker)
		tracker_finish(in->tracker);
	if (in->stream)
		stream_finish(in->stream);
	in->records = rows_of(t->r->cs, t->input) - t->rows;
	in->readable = is_readable(t, in);
	if (in->readable)
		in->kind = t->kind;
	else
		note_nothing(t, in->lines);
}

void
text_input_begin(struct text_reading *t, struct reading *r, uint32_t input)
{
	*t = (struct text_reading){
		.r = r,
		.input = input,
		.remarks = r->cs->remarks.n,
		.samples = r->cs->samples.n,
		.rows = rows_of(r->cs, input),
		.date_ns = TIME_NONE,
		.open = { .input = input, .time_ns = TIME_NONE },
	};
	r->going_on = NULL;
	t->open.path = str_from(case_input(r->cs, input)->path);
	t->open.command = path_command(r->arena, t->open.path);
}

void
text_input_piece(struct text_reading *t, struct str piece, uint32_t first_line)
{
	struct arena_mark m = arena_mark(t->r->scratch);
	struct str text = str_copy(t->r->arena, piece);
	struct line *lines;
	size_t n;

	lines = text_lines(t->r->scratch, t->r->arena, text, &n);
	for (size_t i = 0; i < n; i++)
		lines[i].number += first_line - 1;
	read_sections(t, lines, n);
	arena_reset(t->r->scratch, m);
}

extern const struct reader reader_tcpdump;

bool
text_input_packets(struct text_reading *t, struct str piece, uint32_t first_line)
{
	struct arena_mark m = arena_mark(t->r->scratch);
	struct section s = t->open;
	struct line *lines;

	if (!t->r->going_on)
		return false;
	lines = text_lines(t->r->scratch, t->r->scratch, piece, &s.n);
	for (size_t i = 0; i < s.n; i++)
		lines[i].number += first_line - 1;
	s.lines = lines;
	reader_tcpdump.read(t->r, &s);
	arena_reset(t->r->scratch, m);
	return true;
}

bool
text_input_read(struct reading *r, uint32_t input, struct str bytes)
{
	struct case_input *in = case_input(r->cs, input);
	struct arena_mark m = arena_mark(r->scratch);
	struct text_reading t;
	struct line *lines;
	size_t n;

	in->text = text_decode(r->arena, bytes);
	in->lines = count_lines(in->text);
	text_input_begin(&t, r, input);
	if (in->text.n && !text_is_text(in->text)) {
		case_problem(r->cs, input, 0, "neither text nor a capture of a known form");
		in->text = str_sub(in->text, 0, 0);
		in->lines = 0;
		return false;
	}
	lines = text_lines(r->scratch, r->arena, in->text, &n);
	read_lines(&t, lines, n);
	text_input_finish(&t);
	arena_reset(r->scratch, m);
	return case_input(r->cs, input)->readable;
}
