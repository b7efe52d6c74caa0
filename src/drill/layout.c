/*
 * layout.c - a question and the answer to an answer, on 80 columns
 */
#include "drill/layout.h"

#include <stdio.h>

#define INDENT 2
#define OPTION_INDENT 5 /* "  a  " */
#define ANSWER_INDENT 2
#define EVIDENCE_ROWS_MAX 4 /* of one line of evidence; the rest is cut */
#define ROW_SLACK 8
#define KEYS "q leave · ? hint"

char
option_letter(size_t at)
{
	return (char)('a' + at);
}

unsigned
whole_minutes(unsigned seconds)
{
	return MAX((seconds + 30) / 60, 1u);
}

/* "Trace 1 of 5 · senior · about 2 min                 q leave · ? hint" */
static void
heading(struct out *o, const struct drill_round *r, size_t place, struct style s)
{
	const struct question *q = r->questions.v[place - 1];
	struct str keys = STR(KEYS), text;
	unsigned used, room = s.width - text_columns(keys) - INDENT;

	text = str_printf(q->arena, "%s %zu of %zu · " STR_F " · about %u min",
			  r->built_in ? "Trace" : "Question", place, r->questions.n,
			  STR_A(r->level ? str_from(r->level) : q->source),
			  whole_minutes(q->kind->seconds));
	used = MIN(text_columns(text), room);
	tone_on(o, s, TONE_VERDICT);
	text_put_cut(o, text, room);
	tone_off(o, s, TONE_VERDICT);
	out_fill(o, ' ', s.width - text_columns(keys) - used);
	tone_on(o, s, TONE_ASIDE);
	out_str(o, keys);
	tone_off(o, s, TONE_ASIDE);
	out_char(o, '\n');
}

static unsigned
number_columns(const struct question *q)
{
	unsigned most = 0;

	for (size_t i = 0; i < q->shown.n; i++)
		most = MAX(most, text_columns(q->shown.v[i].number));
	return most;
}

/* A line of evidence over at most a few rows, cut where it is longer. */
static void
evidence_text(struct out *o, struct str text, unsigned column, unsigned width)
{
	/* a row ends before a word that does not fit: some letters of it stay empty */
	unsigned most = EVIDENCE_ROWS_MAX * (width - column - ROW_SLACK);
	struct out cut;

	if (text_columns(text) <= width - column) {
		text_put(o, text);
		return;
	}
	out_init_memory(&cut);
	text_put_cut(&cut, text, most);
	wrap_text(o, out_text(&cut), column, column, width);
	out_fini(&cut);
}

static void
evidence(struct out *o, const struct question *q, struct style s)
{
	unsigned digits = number_columns(q), column = INDENT + digits + (digits ? 2 : 0);

	for (size_t i = 0; i < q->shown.n; i++) {
		const struct shown *line = &q->shown.v[i];

		out_fill(o, ' ', INDENT);
		tone_on(o, s, TONE_PLACE);
		text_put_right(o, line->number, digits);
		tone_off(o, s, TONE_PLACE);
		out_fill(o, ' ', column - INDENT - digits);
		evidence_text(o, line->text, column, s.width);
		out_char(o, '\n');
	}
}

void
layout_question(struct out *o, const struct drill_round *r, size_t place, struct style s)
{
	const struct question *q = r->questions.v[place - 1];

	heading(o, r, place, s);
	out_char(o, '\n');
	evidence(o, q, s);
	out_char(o, '\n');
	out_fill(o, ' ', INDENT);
	wrap_text(o, q->prompt, INDENT, INDENT, s.width);
	out_puts(o, "\n\n");
	for (size_t i = 0; i < q->options_n; i++) {
		out_printf(o, "  %c  ", option_letter(i));
		wrap_text(o, q->options[i].text, OPTION_INDENT, OPTION_INDENT, s.width);
		out_char(o, '\n');
	}
}

/* As it stands behind "But": without its capital, unless that is a name's. */
static struct str
within_sentence(const struct question *q, struct str text)
{
	if (text.n < 2 || text.p[0] < 'A' || text.p[0] > 'Z' ||
	    !(text.p[1] == ' ' || (text.p[1] >= 'a' && text.p[1] <= 'z')))
		return text;
	return tell(q, "%c" STR_F, char_lower(text.p[0]), STR_A(str_from_pos(text, 1)));
}

static void
paragraph(struct out *o, struct str text, struct style s)
{
	out_fill(o, ' ', ANSWER_INDENT);
	wrap_text(o, text, ANSWER_INDENT, ANSWER_INDENT, s.width);
	out_char(o, '\n');
}

void
layout_answer(struct out *o, const struct question *q, size_t at, struct style s)
{
	const struct option_offered *chosen = &q->options[at];
	char right = option_letter(q->right_at);

	if (!chosen->model) {
		paragraph(o, tell(q, "Yes, %c. " STR_F, right, STR_A(q->because)), s);
		return;
	}
	paragraph(o,
		  tell(q, "Not %c. It is tempting because " STR_F ". But " STR_F, option_letter(at),
		       STR_A(chosen->tempts), STR_A(within_sentence(q, chosen->refutes))),
		  s);
	paragraph(o, tell(q, "Rule: %s", chosen->model->rule), s);
	paragraph(o, tell(q, "%c is right. " STR_F, right, STR_A(q->because)), s);
}

void
layout_hint(struct out *o, const struct question *q, struct style s)
{
	paragraph(o, tell(q, "Hint: " STR_F, STR_A(q->hint)), s);
}
