/*
 * why_not.c - what was looked for, for one id, and not found
 */
#include <string.h>

#include "diagnose/judge.h"
#include "diagnose/rule.h"

static const struct finding *
finding_of(const struct diagnosis *d, const char *id)
{
	for (size_t i = 0; i < d->all.n; i++)
		if (!strcmp(d->all.v[i]->id, id))
			return d->all.v[i];
	return NULL;
}

static bool
has_reason(const struct why_not *w, struct str words)
{
	for (size_t i = 0; i < w->reasons.n; i++)
		if (str_eq(w->reasons.v[i], words))
			return true;
	return false;
}

/* What a finding says against this id: its own rule first, then those that were found. */
static void
quote(struct arena *a, struct why_not *w, const struct finding *by)
{
	for (size_t i = 0; by && i < by->rules_out.n; i++) {
		const struct ruled_out *r = &by->rules_out.v[i];

		if (!strcmp(r->id, w->entry->id) && !r->unseen && !has_reason(w, r->because))
			vec_push(a, &w->reasons, r->because);
	}
}

static void
place_among_others(struct arena *a, struct why_not *w, const struct diagnosis *d)
{
	const struct finding *f = w->finding;
	struct str words = STR("");

	if (f == d->verdict)
		words = STR("it is the verdict");
	else if (f == d->second)
		words = STR("it is there: a second incident, apart from the verdict");
	else if (f->cause)
		words = str_printf(a, "it is there, as a consequence of %s", f->cause->id);
	else if (f->confidence >= SURE)
		words = str_printf(a, "it is there, but %s costs more", d->verdict->id);
	else if (f->confidence > 0)
		words = str_printf(
			a, "its signs are weak: confidence %.2f, below %.1f it accuses nobody",
			f->confidence, SURE);
	if (words.n)
		vec_push(a, &w->reasons, words);
}

struct why_not *
why_not(struct arena *a, const struct diagnosis *d, const struct catalogue_entry *e)
{
	struct why_not *w = arena_new(a, struct why_not, 1);
	unsigned there = case_witnesses(d->cs);

	*w = (struct why_not){ .entry = e, .finding = finding_of(d, e->id) };
	if (!w->finding)
		return w;
	w->there = w->finding->rule->witnesses & there;
	w->missing = w->finding->rule->witnesses & ~there;
	place_among_others(a, w, d);
	quote(a, w, w->finding);
	quote(a, w, d->verdict);
	for (size_t i = 0; i < d->findings.n; i++)
		quote(a, w, d->findings.v[i]);
	return w;
}
