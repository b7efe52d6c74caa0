/*
 * diagnosis_text.c - a diagnosis for somebody at a terminal, top down
 *
 * The first sentence is the whole answer: who reads only that must not go
 * wrong. Each thought after it answers the next question that one would ask.
 */
#include "report/inputs.h"
#include "report/page.h"

/* Inputs without trouble that have a line each; more are told in one. */
#define INPUTS_SHOWN 12

#define SKIPPED_NAMED 3

/* Below 0.5 a finding accuses nobody: a few tell where one might look. */
#define SUSPICIONS_SHOWN 4

/* The second incident has a page of its own once the first is mended. */
#define EVIDENCE_OF_SECOND 3

/* Below this share an account is not worth its words. */
#define SHARE_SHOWN 0.005

/* A note that a page needs for a moment: text that lives on the scratch. */
struct sheet {
	struct page page;
	const struct diagnosis *d;
	struct arena *scratch;
};

static struct str
place_of(struct sheet *t, struct origin at)
{
	struct out o;
	struct str s;

	out_init_memory(&o);
	place_words(&o, t->d->cs, at);
	s = str_copy(t->scratch, out_text(&o));
	out_fini(&o);
	return s;
}

/* Nothing to mend: then its fix and its proof are empty words. */
static bool
is_healthy(const struct finding *f)
{
	return !strcmp(f->id, "healthy");
}

static void
say_verdict(struct sheet *t)
{
	struct str text = t->d->verdict->summary;

	if (t->d->suspicion && !is_healthy(t->d->verdict))
		text = str_printf(t->scratch, "A suspicion, not proven: " STR_F, STR_A(text));
	page_thought(&t->page);
	page_text(&t->page, TONE_VERDICT, text, 0, true);
}

/* "random-loss-long-rtt · confidence 0.86", at the right edge */
static void
say_id(struct sheet *t, const struct finding *f)
{
	struct str line = str_printf(t->scratch, "%s · confidence %.2f", f->id, f->confidence);
	enum tone tone = f->confidence < 0.5 ? TONE_WARNING : TONE_ASIDE;

	out_fill(t->page.o, ' ', t->page.s.width - MIN(text_columns(line), t->page.s.width));
	tone_on(t->page.o, t->page.s, tone);
	out_str(t->page.o, line);
	tone_off(t->page.o, t->page.s, tone);
	out_char(t->page.o, '\n');
}

static void
say_fix(struct sheet *t, const struct finding *f)
{
	const struct fix *fix = &f->fix;
	struct page *p = &t->page;

	if (!fix->action.n || is_healthy(f))
		return;
	page_label(p, "Fix");
	page_text(p, TONE_PLAIN, fix->action, LABEL_COLUMNS, true);
	page_commands(p, fix->commands.v, fix->commands.n, LABEL_COLUMNS + 2);
	if (f->expect.text.n)
		page_beside(p, "Expect", f->expect.text, LABEL_COLUMNS, LABEL_COLUMNS + 8);
	if (fix->risk.n)
		page_beside(p, "Risk", fix->risk, LABEL_COLUMNS, LABEL_COLUMNS + 8);
}

/* What the evidence tempts to, each with why it would not help. */
static void
say_refused(struct sheet *t, const struct finding *f)
{
	if (f->refused.n)
		page_heading(&t->page, "Tempting, but wrong");
	for (size_t i = 0; i < f->refused.n; i++)
		page_item(&t->page, TONE_PLAIN, f->refused.v[i]);
}

/* Where it stands: a packet or line, or a connection of a capture that has many. */
static struct str
place_of_evidence(struct sheet *t, const struct evidence *e)
{
	const struct case_input *in =
		e->at.input < t->d->cs->inputs.n ? &t->d->cs->inputs.v[e->at.input] : NULL;
	struct str place = place_of(t, e->at);

	if (e->at.packet || !e->connection || !in || !in->tracker || tracker_count(in->tracker) < 2)
		return place;
	return str_printf(t->scratch, STR_F " conn %u", STR_A(place), e->connection);
}

/* How many after the first say the same of the same text. */
static size_t
repeats(const struct evidence *e, size_t n)
{
	size_t i = 1;

	while (i < n && e[i].at.line && e[i].at.input == e->at.input && str_eq(e[i].text, e->text))
		i++;
	return e->at.line ? i - 1 : 0;
}

static struct str
words_with_repeats(struct sheet *t, const struct evidence *e, size_t more)
{
	struct str words;
	struct out o;

	if (!more)
		return e->text;
	out_init_memory(&o);
	out_printf(&o, STR_F " (the same in line%s ", STR_A(e->text), more > 1 ? "s" : "");
	for (size_t i = 1; i <= more; i++)
		out_printf(&o, "%s%u", i > 1 ? ", " : "", e[i].at.line);
	out_char(&o, ')');
	words = str_copy(t->scratch, out_text(&o));
	out_fini(&o);
	return words;
}

/* The evidence, at most so many places of it; at: a label stands on the line. */
static void
put_evidence(struct sheet *t, const struct finding *f, size_t most, bool at)
{
	struct pair *pairs = arena_new(t->scratch, struct pair, f->evidence.n);
	size_t n = 0;

	for (size_t i = 0; i < f->evidence.n && n < most; i++) {
		const struct evidence *e = &f->evidence.v[i];
		size_t more = repeats(e, f->evidence.n - i);

		pairs[n++] =
			(struct pair){ place_of_evidence(t, e), words_with_repeats(t, e, more) };
		i += more;
	}
	page_pairs(&t->page, TONE_PLACE, pairs, n, at);
}

static void
say_why(struct sheet *t, const struct finding *f)
{
	if (!f->evidence.n)
		return;
	page_label(&t->page, "Why");
	put_evidence(t, f, SIZE_MAX, true);
}

/* Those of which there is no sign, in a row: "bufferbloat, policer". */
static struct str
unseen_ids(struct sheet *t, const struct finding *f)
{
	struct str ids = STR("");

	for (size_t i = 0; i < f->rules_out.n; i++)
		if (f->rules_out.v[i].unseen)
			ids = str_printf(t->scratch, STR_F "%s%s", STR_A(ids), ids.n ? ", " : "",
					 f->rules_out.v[i].id);
	return ids;
}

static void
say_not(struct sheet *t, const struct finding *f)
{
	struct pair *pairs = arena_new(t->scratch, struct pair, f->rules_out.n + 1);
	struct str unseen = unseen_ids(t, f);
	size_t n = 0;

	if (!f->rules_out.n)
		return;
	for (size_t i = 0; i < f->rules_out.n; i++)
		if (!f->rules_out.v[i].unseen)
			pairs[n++] = (struct pair){ str_from(f->rules_out.v[i].id),
						    f->rules_out.v[i].because };
	if (unseen.n)
		pairs[n++] = (struct pair){ STR("no sign of"), unseen };
	page_label(&t->page, "Not");
	page_pairs(&t->page, TONE_PLAIN, pairs, n, true);
}

static void
say_cost(struct sheet *t, const struct finding *f)
{
	const struct harm *h = &f->harm;
	char time[TIME_TEXT_BYTES];
	struct out o;

	if (f->benign || !(h->seconds > 0) || h->seconds > 1e9)
		return;
	out_init_memory(&o);
	out_printf(&o, "%s%s", h->estimated ? "about " : "",
		   duration_text(time, (int64_t)(h->seconds * NS_PER_S)));
	if (h->connections) {
		out_puts(&o, " of ");
		count_words(&o, h->connections, "connection", "connections");
	}
	page_label(&t->page, "Cost");
	page_text(&t->page, TONE_HARM, out_text(&o), LABEL_COLUMNS, true);
	out_fini(&o);
}

static void
say_group(struct sheet *t)
{
	if (!t->d->suffers.words.n)
		return;
	page_label(&t->page, "Whose");
	page_text(&t->page, TONE_PLAIN, t->d->suffers.words, LABEL_COLUMNS, true);
}

static void
say_contradictions(struct sheet *t)
{
	const struct diagnosis *d = t->d;
	struct pair *pairs = arena_new(t->scratch, struct pair, d->contradictions.n + 1);

	for (size_t i = 0; i < d->contradictions.n; i++)
		pairs[i] = (struct pair){ place_of(t, d->contradictions.v[i].at),
					  d->contradictions.v[i].words };
	if (!d->contradictions.n)
		return;
	page_heading(&t->page, "Witnesses that do not agree");
	page_pairs(&t->page, TONE_PLACE, pairs, d->contradictions.n, false);
}

static void
say_verify(struct sheet *t, const struct finding *f)
{
	struct fix_command *commands = arena_new(t->scratch, struct fix_command, f->verify.n);

	if (!f->verify.n || is_healthy(f))
		return;
	for (size_t i = 0; i < f->verify.n; i++)
		commands[i] = command_with_remark(t->scratch, f->verify.v[i], STR(""));
	page_heading(&t->page, "Verify");
	page_commands(&t->page, commands, f->verify.n, LABEL_COLUMNS);
}

static void
say_settle(struct sheet *t, const struct finding *f)
{
	struct fix_command *commands = arena_new(t->scratch, struct fix_command, f->settle.n);

	if (!f->settle.n)
		return;
	for (size_t i = 0; i < f->settle.n; i++)
		commands[i] = command_with_remark(t->scratch, f->settle.v[i].command,
						  f->settle.v[i].remark);
	page_heading(&t->page, "What would settle it");
	page_commands(&t->page, commands, f->settle.n, LABEL_COLUMNS);
}

/* An incident of its own beside the first. */
static void
say_second(struct sheet *t)
{
	const struct finding *f = t->d->second;

	if (!f)
		return;
	page_label(&t->page, "And");
	page_text(&t->page, TONE_VERDICT,
		  str_printf(t->scratch, "A second incident, apart from the first: " STR_F,
			     STR_A(f->summary)),
		  LABEL_COLUMNS, true);
	say_id(t, f);
	put_evidence(t, f, EVIDENCE_OF_SECOND, false);
	if (f->fix.action.n)
		page_beside(&t->page, "Fix", f->fix.action, LABEL_COLUMNS, LABEL_COLUMNS + 6);
	page_commands(&t->page, f->fix.commands.v, f->fix.commands.n, LABEL_COLUMNS + 8);
}

static struct str
in_a_line(struct sheet *t, const struct finding *f)
{
	struct str says = f->summary.n ? f->summary : str_from(f->title);

	if (f->cause)
		return str_printf(t->scratch, "%s (%.2f, comes of %s): " STR_F, f->id,
				  f->confidence, f->cause->id, STR_A(says));
	return str_printf(t->scratch, "%s (%.2f): " STR_F, f->id, f->confidence, STR_A(says));
}

static void
say_also(struct sheet *t)
{
	const struct diagnosis *d = t->d;
	size_t shown = 0, suspicions = 0;

	for (size_t i = 0; i < d->findings.n; i++) {
		const struct finding *f = d->findings.v[i];

		if (f == d->verdict || f == d->second || f->benign || f->confidence < ALSO_SURE)
			continue;
		if (f->confidence < 0.5 && ++suspicions > SUSPICIONS_SHOWN)
			continue;
		if (!shown++)
			page_heading(&t->page, "Also");
		page_item(&t->page, TONE_PLAIN, in_a_line(t, f));
	}
	if (suspicions > SUSPICIONS_SHOWN)
		page_item(&t->page, TONE_ASIDE,
			  str_printf(t->scratch, "%zu more with a confidence below 0.5.",
				     suspicions - SUSPICIONS_SHOWN));
}

static struct str
normal_words(const struct finding *f)
{
	if (f->normal.n)
		return f->normal;
	return f->summary.n ? f->summary : str_from(f->title);
}

/* Benign facts. The healthy verdict is no such fact: it is the first sentence. */
static void
say_normal(struct sheet *t)
{
	const struct diagnosis *d = t->d;
	struct pair *pairs = arena_new(t->scratch, struct pair, d->findings.n);
	size_t n = 0;

	for (size_t i = 0; i < d->findings.n; i++) {
		const struct finding *f = d->findings.v[i];

		if (!f->benign || f == d->verdict || f == d->second)
			continue;
		pairs[n].words = normal_words(f);
		pairs[n++].key = f->evidence.n ? place_of(t, f->evidence.v[0].at) : STR("");
	}
	if (!n)
		return;
	page_heading(&t->page, "Normal, though it may look odd");
	page_pairs(&t->page, TONE_PLACE, pairs, n, false);
}

static void
say_time(struct sheet *t)
{
	struct share by_size[ACCOUNT_COUNT];
	struct str words[ACCOUNT_COUNT];
	size_t n = shares_of_time(t->d, SHARE_SHOWN, by_size);

	if (!n)
		return;
	for (size_t i = 0; i < n; i++)
		words[i] = str_printf(t->scratch, "%s %.0f %%", account_words(by_size[i].account),
				      100 * by_size[i].of_all);
	page_heading(&t->page, "Where the time went");
	page_row(&t->page, words, n, LABEL_COLUMNS);
}

static void
add_whose(struct out *o, const struct case_input *in)
{
	struct out words;

	out_init_memory(&words);
	if (whose_words(&words, in))
		out_printf(o, ", " STR_F, STR_A(out_text(&words)));
	out_fini(&words);
}

static struct str
input_line(struct sheet *t, const struct case_input *in)
{
	struct str line;
	struct out o;

	out_init_memory(&o);
	out_str(&o, input_name_words(in->path));
	out_puts(&o, ": ");
	input_words(&o, t->d->cs, in);
	add_whose(&o, in);
	for (size_t i = 0; i < in->problems.n; i++) {
		out_puts(&o, in->readable || i ? "; " : ": ");
		if (in->problems.v[i].line)
			out_printf(&o, "line %llu: ", (unsigned long long)in->problems.v[i].line);
		out_puts(&o, in->problems.v[i].message);
	}
	if (in->unread_count && in->readable)
		out_puts(&o, " (crux evidence --unread shows them)");
	out_char(&o, '.');
	line = str_copy(t->scratch, out_text(&o));
	out_fini(&o);
	return line;
}

/* Few are named; a whole folder of them is counted. */
static struct str
skipped_line(struct sheet *t, size_t skipped)
{
	const struct crux_case *cs = t->d->cs;
	struct str names = STR("");

	if (skipped > SKIPPED_NAMED)
		return str_printf(t->scratch, "left out, as no evidence: %zu files.", skipped);
	for (size_t i = 0; i < cs->inputs.n; i++)
		if (cs->inputs.v[i].skipped)
			names = str_printf(t->scratch, STR_F "%s%s", STR_A(names),
					   names.n ? ", " : "", cs->inputs.v[i].path);
	return str_printf(t->scratch, "left out, as no evidence: " STR_F ".", STR_A(names));
}

static void
say_read(struct sheet *t)
{
	const struct crux_case *cs = t->d->cs;
	size_t shown = 0, left_out = 0, skipped = 0;

	page_heading(&t->page, "Read");
	for (size_t i = 0; i < cs->inputs.n; i++) {
		const struct case_input *in = &cs->inputs.v[i];
		bool trouble = input_has_trouble(in);

		skipped += in->skipped;
		left_out += !in->skipped && !trouble && shown >= INPUTS_SHOWN;
		if (in->skipped || (!trouble && shown >= INPUTS_SHOWN))
			continue;
		page_item(&t->page, trouble ? TONE_WARNING : TONE_PLAIN, input_line(t, in));
		shown++;
	}
	if (left_out)
		page_item(&t->page, TONE_PLAIN,
			  str_printf(t->scratch, "%zu more, all read.", left_out));
	if (skipped)
		page_item(&t->page, TONE_PLAIN, skipped_line(t, skipped));
}

void
report_text(struct out *o, const struct diagnosis *d, struct style s)
{
	const struct finding *v = d->verdict;
	struct arena scratch;
	struct sheet t = { .page = { .o = o, .s = s }, .d = d, .scratch = &scratch };

	arena_init(&scratch, "the report", 0);
	say_verdict(&t);
	if (!is_healthy(v))
		say_id(&t, v);
	say_fix(&t, v);
	say_why(&t, v);
	say_cost(&t, v);
	say_group(&t);
	say_not(&t, v);
	say_refused(&t, v);
	say_contradictions(&t);
	say_verify(&t, v);
	say_settle(&t, v);
	say_second(&t);
	say_also(&t);
	say_normal(&t);
	say_time(&t);
	say_read(&t);
	arena_fini(&scratch);
}
