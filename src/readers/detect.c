/*
 * detect.c - from bytes to rows in the case
 *
 * An input is a capture, or else it is text. A text is decoded, cleaned, asked
 * whether it is source code as a whole, split at its command lines, and each
 * section goes to the reader that is surest of it.
 */
#include "readers/detect.h"

#include <stdlib.h>

#include "readers/capture.h"
#include "readers/clean.h"
#include "readers/command.h"
#include "readers/date_line.h"
#include "readers/kinds.h"
#include "readers/paste.h"
#include "readers/remark.h"
#include "readers/rewrap.h"
#include "readers/unflatten.h"

/* Text of one input: more is a log, not a paste, and would not be read by a person either. */
#define TEXT_MAX_BYTES ((size_t)64 << 20)
/* capture_probe wants 16 bytes; this is what one sees of a file that is nothing known. */
#define HEAD_BYTES 16
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
		.state_filter = command_state(s->command),
		.listening_only = lists_listeners(s->command),
	};

	return case_add_sample(r->cs, &sample);
}

/* What a text turned out to be, while it is read. */
struct text_reading {
	struct reading *r;
	uint32_t input;
	const char *kind;	 /* of the parts so far, NULL none, "paste" several */
	bool taken;		 /* a reader read some of it */
	size_t commands;	 /* command lines in it */
	size_t remarks, samples; /* of the case before this text */
	uint64_t rows;		 /* the same */
	int64_t date_ns;	 /* that date printed last, TIME_NONE */
};

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

/* What date printed is when the rest was printed. */
static bool
is_date(const struct section *s, const struct line *l, int64_t *ret_ns)
{
	return section_runs(s, "date") && date_line_parse(l->text, ret_ns);
}

/* Lines without blanks, dates and remarks; the latter go into the case. */
static struct section
without_remarks(struct text_reading *t, const struct section *s)
{
	struct section plain = *s;
	struct line *lines = arena_new(t->r->scratch, struct line, s->n);
	struct str text;

	if (plain.time_ns == TIME_NONE)
		plain.time_ns = t->date_ns; /* not long ago, as people paste things */
	plain.n = 0;
	for (size_t i = 0; i < s->n; i++) {
		struct line l = s->lines[i];

		if (!str_trim(l.text).n)
			continue;
		if (is_date(s, &l, &t->date_ns)) {
			plain.time_ns = plain.time_ns == TIME_NONE ? t->date_ns : plain.time_ns;
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

static bool
is_comment_on(const struct reader *reader, const struct section *s, const struct line *l)
{
	if (!l->text.n || char_is_space(l->text.p[0]) || !remark_is_prose(l->text))
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
	rest = without_remarks(t, s);
	while (parts++ < PARTS_MAX && kind_part(&rest, &part, &reader))
		read_part(t, reader, part);
	for (size_t i = 0; i < rest.n; i++)
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
stretch_times(struct case_input *in, int64_t from_ns, int64_t to_ns)
{
	if (from_ns != TIME_NONE && (in->from_ns == TIME_NONE || from_ns < in->from_ns))
		in->from_ns = from_ns;
	if (to_ns != TIME_NONE && (in->to_ns == TIME_NONE || to_ns > in->to_ns))
		in->to_ns = to_ns;
}

static void
note_paste(struct text_reading *t, const struct paste *p)
{
	struct case_input *in = case_input(t->r->cs, t->input);

	/* one command typed above rows of one kind changes nothing of what they are */
	if (t->kind && p->shells > 1)
		t->kind = "paste";
	t->commands = p->commands;
	if (p->commands > 1)
		in->note = str_printf(t->r->arena, "%s%s%zu sections", in->note,
				      in->note[0] ? ", " : "", p->commands)
				   .p;
	in->host = common_host(p);
	for (size_t i = 0; i < p->n; i++)
		stretch_times(in, p->sections[i].time_ns, p->sections[i].time_ns);
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
	struct paste paste;

	if (read_whole(t, &all))
		return;
	lines = lines_unflatten(t->r->scratch, lines, &n);
	lines = lines_rewrap(t->r->scratch, lines, &n);
	paste_split(t->r, t->input, lines, n, &paste);
	for (size_t i = 0; i < paste.n; i++)
		read_section(t, &paste.sections[i]);
	note_paste(t, &paste);
}

static uint64_t
count_lines(struct str text)
{
	uint64_t n = text.n && text.p[text.n - 1] != '\n';

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
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

static void
finish_text(struct text_reading *t)
{
	struct case_input *in = case_input(t->r->cs, t->input);

	sort_remarks(t);

	if (in->tracker)
		tracker_finish(in->tracker);
	in->records = rows_of(t->r->cs, t->input) - t->rows;
	stretch_times(in, in->capture.first_ns, in->capture.last_ns);
	in->readable = is_readable(t, in);
	if (in->readable)
		in->kind = t->kind;
	else
		note_nothing(t, in->lines);
}

static bool
read_text_input(struct reading *r, uint32_t input, struct str bytes)
{
	struct text_reading t = {
		.r = r,
		.input = input,
		.remarks = r->cs->remarks.n,
		.samples = r->cs->samples.n,
		.date_ns = TIME_NONE,
	};
	struct case_input *in = case_input(r->cs, input);
	struct arena_mark m = arena_mark(r->scratch);
	struct line *lines;
	size_t n;

	in->text = text_decode(r->arena, bytes);
	in->lines = count_lines(in->text);
	t.rows = rows_of(r->cs, input);
	if (in->text.n && !text_is_text(in->text)) {
		case_problem(r->cs, input, 0, "neither text nor a capture of a known form");
		in->text = str_sub(in->text, 0, 0);
		in->lines = 0;
		return false;
	}
	lines = text_lines(r->scratch, r->arena, in->text, &n);
	read_lines(&t, lines, n);
	finish_text(&t);
	arena_reset(r->scratch, m);
	return case_input(r->cs, input)->readable;
}

bool
read_text(struct reading *r, const char *name, struct str text)
{
	return read_text_input(r, case_add_input(r->cs, name), text);
}

/* Text comes whole, as a paste can only be understood so. */
static void
read_text_stream(struct reading *r, uint32_t input, struct input *in)
{
	bool cut = false;
	struct str bytes = input_rest(in, TEXT_MAX_BYTES, &cut);
	const struct err *fault;

	if (cut)
		case_problem(r->cs, input, 0, "only the first %zu MiB were read",
			     TEXT_MAX_BYTES >> 20);
	fault = input_fault(in);
	if (fault)
		case_problem(r->cs, input, 0, "%s", fault->text);
	read_text_input(r, input, bytes);
	if (!fault && input_fault(in))
		case_problem(r->cs, input, 0, "%s", input_fault(in)->text);
}

static bool
read_bytes(struct reading *r, uint32_t input, struct input *in)
{
	struct arena_mark m = arena_mark(r->scratch);
	struct str head = input_peek(in, HEAD_BYTES);
	enum capture_kind kind;
	const char *compression = input_compression(in);

	if (compression[0])
		case_input(r->cs, input)->note = str_copy(r->arena, str_from(compression)).p;
	if (capture_probe(head, &kind))
		capture_into_case(r, input, in, kind);
	else
		read_text_stream(r, input, in);
	arena_reset(r->scratch, m);
	return case_input(r->cs, input)->readable;
}

bool
read_input(struct reading *r, uint32_t input, struct input *in)
{
	struct err e = { 0 };

	if (input_start(in, &e))
		return read_bytes(r, input, in);
	case_problem(r->cs, input, 0, "%s", e.text);
	return false;
}

/* Captures are no text and have no reader in the table; they are formats all the same. */
static const struct {
	const char *kind, *words;
} captures[] = {
	{ "pcap", "capture of tcpdump, Wireshark and others, also compressed" },
	{ "pcapng", "capture of Wireshark, dumpcap and others, also compressed" },
};

size_t
reader_count(void)
{
	return COUNT_OF(captures) + kind_count();
}

const char *
reader_kind(size_t i)
{
	return i < COUNT_OF(captures) ? captures[i].kind : kind_at(i - COUNT_OF(captures))->kind;
}

const char *
reader_words(size_t i)
{
	return i < COUNT_OF(captures) ? captures[i].words : kind_at(i - COUNT_OF(captures))->words;
}
