/*
 * lint_text.c - findings in source code, in the form that editors understand
 */
#include "report/report.h"

#define CONTEXT_LINES 3

static void
place(struct out *o, const struct lint_row *r, uint32_t line)
{
	text_put(o, input_name_words(r->path));
	out_printf(o, ":%u: ", line + r->in->lines_before);
}

static void
put_line(struct out *o, char mark, struct str s)
{
	struct str part;

	out_char(o, mark);
	while (str_cut(&s, '\t', &part)) { /* a tab is a control character, and wanted here */
		text_put(o, part);
		if (s.p)
			out_char(o, '\t');
	}
	out_char(o, '\n');
}

/* The line that goes in, as patch(1) takes it. */
static void
diff(struct out *o, const struct lint_row *r)
{
	const struct code_finding *f = r->found;
	uint32_t after = f->insert_after, lines = 0, added = 0, line = 0;
	uint32_t from = after > CONTEXT_LINES - 1 ? after - CONTEXT_LINES + 1 : 1;
	uint32_t to = after + CONTEXT_LINES;
	struct str rest = r->in->text, s;

	while (str_line(&rest, &s) && lines < to)
		lines++;
	to = MIN(to, lines);
	rest = f->insert;
	while (str_line(&rest, &s))
		added += s.n > 0;
	out_puts(o, "--- ");
	text_put(o, input_name_words(r->path));
	out_puts(o, "\n+++ ");
	text_put(o, input_name_words(r->path));
	out_printf(o, "\n@@ -%u,%u +%u,%u @@\n", from, to - from + 1, from, to - from + 1 + added);
	rest = r->in->text;
	while (str_line(&rest, &s) && line++ < to) {
		struct str more = f->insert, add;

		if (line >= from)
			put_line(o, ' ', s);
		while (line == after && str_line(&more, &add))
			if (add.n)
				put_line(o, '+', add);
	}
}

static void
one(struct out *o, const struct lint_row *r, struct style s)
{
	const struct code_finding *f = r->found;
	bool sure = f->confidence >= CODE_SURE;

	tone_on(o, s, TONE_PLACE);
	place(o, r, f->line);
	tone_off(o, s, TONE_PLACE);
	tone_on(o, s, TONE_WARNING);
	out_puts(o, sure ? "warning: " : "advice: ");
	tone_off(o, s, TONE_WARNING);
	text_put(o, f->message);
	out_printf(o, " [%s]\n", f->id);
	for (size_t i = 0; f->steps > 1 && i < f->steps; i++) {
		place(o, r, f->path[i].line);
		out_puts(o, "note: ");
		text_put(o, f->path[i].text);
		out_char(o, '\n');
	}
	if (f->fix.n) {
		place(o, r, f->line);
		out_puts(o, "note: fix: ");
		text_put(o, f->fix);
		out_char(o, '\n');
	}
	if (f->insert.n)
		diff(o, r);
}

void
report_lint_text(struct out *o, const struct lint_row *v, size_t n, struct style s)
{
	for (size_t i = 0; i < n; i++)
		one(o, &v[i], s);
}
