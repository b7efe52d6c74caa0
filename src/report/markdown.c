/*
 * markdown.c - a diagnosis as an incident document, to file and to discuss
 *
 * The same thoughts as in a terminal, in the same order, and a timeline where
 * the evidence gives the day.
 */
#include <stdlib.h>

#include "report/inputs.h"
#include "report/letters.h"
#include "report/page.h"

/* More events than this are a log and no timeline. */
#define EVENTS_SHOWN 40

/* Times below count from an unknown midnight: they have no place in a timeline. */
#define DATED_NS (366LL * 86400 * NS_PER_S)

struct event {
	int64_t time_ns;
	bool utc; /* else of a zone that nobody told */
	struct origin at;
	struct str text;
};

struct document {
	struct out *o;
	const struct diagnosis *d;
	struct arena *scratch;
	VEC(struct event) events;
};

/* Evidence must not become markup, links or HTML. */
static void
put(struct document *m, struct str s)
{
	while (s.n) {
		struct letter l = letter_cut(&s);

		if (l.bytes.n == 1 && strchr("\\`*<|[", l.bytes.p[0]))
			out_char(m->o, '\\');
		out_str(m->o, l.bytes);
	}
}

/* Within `…`, where only a backtick means anything. */
static void
put_code(struct document *m, struct str s)
{
	out_char(m->o, '`');
	while (s.n) {
		struct letter l = letter_cut(&s);

		if (l.bytes.p[0] == '|')
			out_char(m->o, '\\'); /* a table cell would end */
		out_str(m->o, l.bytes.p[0] == '`' ? STR("'") : l.bytes);
	}
	out_char(m->o, '`');
}

static void
put_place(struct document *m, struct origin at)
{
	struct out o;

	out_init_memory(&o);
	place_words(&o, m->d->cs, at);
	if (o.n)
		put_code(m, out_text(&o));
	out_fini(&o);
}

static void
heading(struct document *m, const char *text)
{
	out_printf(m->o, "\n## %s\n\n", text);
}

static void
item(struct document *m, const char *label, struct str text)
{
	if (!text.n)
		return;
	out_puts(m->o, "- ");
	if (label)
		out_printf(m->o, "**%s**: ", label);
	put(m, text);
	out_char(m->o, '\n');
}

static void
table_head(struct document *m, const char *a, const char *b)
{
	out_printf(m->o, "| %s | %s |\n| --- | --- |\n", a, b);
}

/* In a block, four blanks deep: there is no fence that a command could close. */
static void
block_line(struct document *m, struct fix_command c)
{
	out_puts(m->o, "    ");
	text_put(m->o, c.command);
	if (c.remark.n) {
		out_puts(m->o, "    # ");
		text_put(m->o, c.remark);
	}
	out_char(m->o, '\n');
}

static void
commands(struct document *m, const struct fix_command *v, size_t n)
{
	if (n)
		out_char(m->o, '\n');
	for (size_t i = 0; i < n; i++)
		block_line(m, v[i]);
	if (n)
		out_char(m->o, '\n');
}

static void
say_title(struct document *m)
{
	const struct finding *f = m->d->verdict;

	out_puts(m->o, "# TCP incident: ");
	put(m, str_from(f->title));
	out_puts(m->o, "\n\n");
	if (m->d->suspicion && strcmp(f->id, "healthy") != 0)
		out_puts(m->o, "A suspicion, not proven: ");
	put(m, f->summary);
	out_printf(m->o, "\n\nVerdict `%s`, confidence %.2f", f->id, f->confidence);
	if (!f->benign && f->harm.seconds > 0 && f->harm.seconds < 1e9) {
		char time[TIME_TEXT_BYTES];

		out_printf(m->o, ", cost %s%s", f->harm.estimated ? "about " : "",
			   duration_text(time, (int64_t)(f->harm.seconds * NS_PER_S)));
		if (f->harm.connections) {
			out_puts(m->o, " of ");
			count_words(m->o, f->harm.connections, "connection", "connections");
		}
	}
	out_puts(m->o, ".\n");
}

static void
say_fix(struct document *m, const struct finding *f)
{
	if (!f->fix.action.n)
		return;
	heading(m, "Fix");
	put(m, f->fix.action);
	out_char(m->o, '\n');
	commands(m, f->fix.commands.v, f->fix.commands.n);
	if (!f->fix.commands.n && (f->expect.text.n || f->fix.risk.n))
		out_char(m->o, '\n');
	item(m, "Expect", f->expect.text);
	item(m, "Risk", f->fix.risk);
}

static void
say_evidence(struct document *m, const struct finding *f)
{
	if (!f->evidence.n)
		return;
	heading(m, "Evidence");
	table_head(m, "where", "what it shows");
	for (size_t i = 0; i < f->evidence.n; i++) {
		out_puts(m->o, "| ");
		put_place(m, f->evidence.v[i].at);
		out_puts(m->o, " | ");
		put(m, f->evidence.v[i].text);
		out_puts(m->o, " |\n");
	}
}

static void
say_not(struct document *m, const struct finding *f)
{
	if (!f->rules_out.n)
		return;
	heading(m, "What it is not");
	table_head(m, "not", "because");
	for (size_t i = 0; i < f->rules_out.n; i++) {
		if (f->rules_out.v[i].unseen)
			continue;
		out_printf(m->o, "| `%s` | ", f->rules_out.v[i].id);
		put(m, f->rules_out.v[i].because);
		out_puts(m->o, " |\n");
	}
	for (size_t i = 0; i < f->rules_out.n; i++)
		if (f->rules_out.v[i].unseen)
			out_printf(m->o, "| `%s` | no sign of it in this evidence |\n",
				   f->rules_out.v[i].id);
}

static void
say_refused(struct document *m, const struct finding *f)
{
	if (f->refused.n)
		heading(m, "Tempting, but wrong");
	for (size_t i = 0; i < f->refused.n; i++)
		item(m, NULL, f->refused.v[i]);
}

static void
say_group(struct document *m)
{
	if (!m->d->suffers.words.n)
		return;
	heading(m, "Whose connections");
	put(m, m->d->suffers.words);
	out_char(m->o, '\n');
}

static void
say_contradictions(struct document *m)
{
	const struct diagnosis *d = m->d;

	if (!d->contradictions.n)
		return;
	heading(m, "Witnesses that do not agree");
	table_head(m, "where", "what does not fit");
	for (size_t i = 0; i < d->contradictions.n; i++) {
		out_puts(m->o, "| ");
		put_place(m, d->contradictions.v[i].at);
		out_puts(m->o, " | ");
		put(m, d->contradictions.v[i].words);
		out_puts(m->o, " |\n");
	}
}

static void
say_verify(struct document *m, const struct finding *f)
{
	if (f->verify.n)
		heading(m, "How to verify");
	for (size_t i = 0; i < f->verify.n; i++)
		block_line(m, command_with_remark(m->scratch, f->verify.v[i], STR("")));
	if (f->settle.n)
		heading(m, "What would settle it");
	for (size_t i = 0; i < f->settle.n; i++)
		block_line(m, command_with_remark(m->scratch, f->settle.v[i].command,
						  f->settle.v[i].remark));
}

static void
say_second(struct document *m)
{
	const struct finding *f = m->d->second;

	if (!f)
		return;
	heading(m, "A second incident, apart from the first");
	put(m, f->summary);
	out_printf(m->o, "\n\nVerdict `%s`, confidence %.2f.\n", f->id, f->confidence);
	if (f->fix.action.n) {
		out_puts(m->o, "\nFix: ");
		put(m, f->fix.action);
		out_char(m->o, '\n');
	}
	commands(m, f->fix.commands.v, f->fix.commands.n);
}

static void
say_others(struct document *m, bool benign, const char *title)
{
	const struct diagnosis *d = m->d;
	bool any = false;

	for (size_t i = 0; i < d->findings.n; i++) {
		const struct finding *f = d->findings.v[i];

		if (f == d->verdict || f == d->second || f->benign != benign ||
		    (!benign && f->confidence < ALSO_SURE))
			continue;
		if (!any)
			heading(m, title);
		any = true;
		out_printf(m->o, "- `%s`", f->id);
		if (!benign)
			out_printf(m->o, " (%.2f%s%s)", f->confidence,
				   f->cause ? ", comes of " : "", f->cause ? f->cause->id : "");
		out_puts(m->o, ": ");
		put(m, benign && f->normal.n ? f->normal
		       : f->summary.n	     ? f->summary
					     : str_from(f->title));
		out_char(m->o, '\n');
	}
}

static void
say_time(struct document *m)
{
	struct share by_size[ACCOUNT_COUNT];
	size_t n = shares_of_time(m->d, 0, by_size);
	char time[TIME_TEXT_BYTES];

	if (!n)
		return;
	heading(m, "Where the time went");
	out_puts(m->o, "| account | time | share |\n| --- | ---: | ---: |\n");
	for (size_t i = 0; i < n; i++)
		out_printf(m->o, "| %s | %s | %.1f %% |\n", account_words(by_size[i].account),
			   duration_text(time, m->d->ledger_ns[by_size[i].account]),
			   100 * by_size[i].of_all);
}

/* In UTC where that is known; else as it was told, if that has a day. */
static void
event(struct document *m, int64_t time_ns, struct origin at, struct str text)
{
	struct event e = { .time_ns = time_ns, .at = at, .text = text };

	e.utc = case_utc(m->d->cs, at.input, time_ns, &e.time_ns);
	if (e.utc || (time_ns != TIME_NONE && time_ns >= DATED_NS))
		vec_push(m->scratch, &m->events, e);
}

static void
collect_events(struct document *m)
{
	const struct crux_case *cs = m->d->cs;

	for (size_t i = 0; i < cs->inputs.n; i++) {
		const struct case_input *in = &cs->inputs.v[i];
		struct origin at = { .input = (uint32_t)i };

		if (!in->tracker)
			continue;
		event(m, in->from_ns, at, STR("the capture begins"));
		event(m, in->to_ns, at, STR("the capture ends"));
	}
	for (size_t i = 0; i < cs->samples.n; i++) {
		const struct sample *s = &cs->samples.v[i];

		event(m, s->time_ns, s->at, s->command.n ? s->command : str_from(s->kind));
	}
	for (size_t i = 0; i < cs->logs.n; i++)
		if (cs->logs.v[i].kind != LOG_OTHER)
			event(m, cs->logs.v[i].time_ns, cs->logs.v[i].at, cs->logs.v[i].text);
}

static int
by_time(const void *pa, const void *pb)
{
	const struct event *a = pa, *b = pb;

	if (a->time_ns != b->time_ns)
		return a->time_ns < b->time_ns ? -1 : 1;
	return a->at.input != b->at.input ? (a->at.input < b->at.input ? -1 : 1)
					  : (a->at.line > b->at.line) - (a->at.line < b->at.line);
}

static void
say_timeline(struct document *m)
{
	char day[TIME_TEXT_BYTES], clock[TIME_TEXT_BYTES];

	collect_events(m);
	if (m->events.n < 2)
		return;
	qsort(m->events.v, m->events.n, sizeof *m->events.v, by_time);
	heading(m, "Timeline");
	out_puts(m->o, "| time (UTC) | where | what |\n| --- | --- | --- |\n");
	for (size_t i = 0; i < MIN(m->events.n, (size_t)EVENTS_SHOWN); i++) {
		const struct event *e = &m->events.v[i];

		out_printf(m->o, "| %s %s%s | ", date_text(day, e->time_ns),
			   clock_text(clock, e->time_ns), e->utc ? "" : " (zone not told)");
		put_place(m, e->at);
		out_puts(m->o, " | ");
		put(m, e->text);
		out_puts(m->o, " |\n");
	}
	if (m->events.n > EVENTS_SHOWN)
		out_printf(m->o, "\nand %zu more.\n", m->events.n - EVENTS_SHOWN);
}

static void
say_inputs(struct document *m)
{
	const struct crux_case *cs = m->d->cs;

	heading(m, "What was read");
	for (size_t i = 0; i < cs->inputs.n; i++) {
		const struct case_input *in = &cs->inputs.v[i];
		struct out words;

		out_init_memory(&words);
		input_words(&words, cs, in);
		out_puts(m->o, "- ");
		put_code(m, input_name_words(in->path));
		out_puts(m->o, ": ");
		put(m, out_text(&words));
		for (size_t k = 0; k < in->problems.n; k++) {
			out_puts(m->o, k ? "; " : ": ");
			put(m, str_from(in->problems.v[k].message));
		}
		out_char(m->o, '\n');
		out_fini(&words);
	}
}

void
report_markdown(struct out *o, const struct diagnosis *d)
{
	struct arena scratch;
	struct document m = { .o = o, .d = d, .scratch = &scratch };

	arena_init(&scratch, "the report", 0);
	say_title(&m);
	say_fix(&m, d->verdict);
	say_evidence(&m, d->verdict);
	say_group(&m);
	say_not(&m, d->verdict);
	say_refused(&m, d->verdict);
	say_contradictions(&m);
	say_verify(&m, d->verdict);
	say_second(&m);
	say_others(&m, false, "Also found");
	say_others(&m, true, "Normal, though it may look odd");
	say_timeline(&m);
	say_time(&m);
	say_inputs(&m);
	arena_fini(&scratch);
}
