/*
 * why_not.c - why the answer is not that one
 */
#include "report/inputs.h"
#include "report/page.h"

/* "packets, counters" */
static struct str
names(struct arena *a, unsigned witnesses)
{
	struct str words = STR("");

	for (unsigned bit = 1; bit && bit <= witnesses; bit <<= 1)
		if (witnesses & bit)
			words = str_printf(a, STR_F "%s%s", STR_A(words), words.n ? ", " : "",
					   witness_name(bit));
	return words;
}

/* What speaks for it all the same. */
static void
say_signs(struct page *p, struct arena *a, const struct finding *f)
{
	struct pair *pairs = arena_new(a, struct pair, f->evidence.n + 1);
	struct out o;

	for (size_t i = 0; i < f->evidence.n; i++) {
		out_init_memory(&o);
		place_words(&o, f->cs, f->evidence.v[i].at);
		pairs[i] = (struct pair){ str_copy(a, out_text(&o)), f->evidence.v[i].text };
		out_fini(&o);
	}
	if (!f->evidence.n)
		return;
	page_heading(p, "What speaks for it");
	page_pairs(p, TONE_PLACE, pairs, f->evidence.n, false);
}

static void
say_heard(struct page *p, struct arena *a, const struct why_not *w)
{
	struct pair pairs[2];
	size_t n = 0;

	if (w->there)
		pairs[n++] = (struct pair){ STR("looked at"), names(a, w->there) };
	if (w->missing)
		pairs[n++] = (struct pair){ STR("not given"), names(a, w->missing) };
	page_heading(p, "Witnesses that can tell it");
	page_pairs(p, TONE_PLAIN, pairs, n, false);
}

static void
say_reasons(struct page *p, const struct why_not *w)
{
	struct str none = w->there ? STR("none of its signs is in what was looked at")
				   : STR("nothing that could tell it was given");

	page_heading(p, w->finding->confidence > 0 ? "Where it stands" : "Why not");
	for (size_t i = 0; i < w->reasons.n; i++)
		page_item(p, TONE_PLAIN, w->reasons.v[i]);
	if (!w->reasons.n)
		page_item(p, TONE_PLAIN, none);
}

void
report_why_not_text(struct out *o, const struct why_not *w, const struct diagnosis *d,
		    struct style s)
{
	struct page p = { .o = o, .s = s };
	struct arena a;

	arena_init(&a, "the report", 0);
	page_thought(&p);
	page_text(&p, TONE_VERDICT,
		  str_printf(&a, "%s: %s. Confidence %.2f; the verdict is %s (%.2f).", w->entry->id,
			     w->entry->what, w->finding ? w->finding->confidence : 0,
			     d->verdict->id, d->verdict->confidence),
		  0, true);
	if (w->finding) {
		say_reasons(&p, w);
		say_signs(&p, &a, w->finding);
		say_heard(&p, &a, w);
	}
	page_told_by(&p, &a, w->entry);
	arena_fini(&a);
}
