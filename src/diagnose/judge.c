/*
 * judge.c - from findings to a verdict
 *
 * The verdict is the finding that explains the most harm and is explained by
 * no other:
 *
 *   look      every rule sees the case and says what it found, how sure it is,
 *             and how much time that cost
 *   explain   a found cause takes its consequences upon itself; what it
 *             explains is no longer evidence for a trouble of its own
 *   rank      by what people suffer, how sure we are, and the time it cost
 *   choose    the first that is sure; else what is normal; else a suspicion
 *   rule out  the tempting wrong answers, by name and with a reason
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "diagnose/facts.h"
#include "diagnose/judge.h"
#include "diagnose/rule.h"
#include "diagnose/source.h"

#define RULE(name) extern const struct rule rule_##name;
#include "diagnose/rules/rules.def"
#undef RULE

static const struct rule *const rules[] = {
#define RULE(name) &rule_##name,
#include "diagnose/rules/rules.def"
#undef RULE
};

/*
 * When times are not known: nobody served at all is worse than connections cut
 * off, that is worse than slow ones, and what has not hurt yet comes after.
 */
static const double harm_weight[] = {
	[HARM_DENIED] = 1.0, [HARM_BROKEN] = 0.9, [HARM_SLOW] = 0.8,
	[HARM_LEAK] = 0.6,   [HARM_HELD] = 0.3,
};

size_t
rule_count(void)
{
	return COUNT_OF(rules);
}

const char *
rule_id(size_t i)
{
	return i < COUNT_OF(rules) ? rules[i]->id : NULL;
}

const char *
rule_title(size_t i)
{
	return i < COUNT_OF(rules) ? rules[i]->title : NULL;
}

const char *
fix_scope_name(enum fix_scope s)
{
	static const char *const names[] = {
		[SCOPE_NONE] = "none", [SCOPE_SOCKET] = "socket", [SCOPE_PROCESS] = "process",
		[SCOPE_HOST] = "host", [SCOPE_ROUTE] = "route",	  [SCOPE_NETWORK] = "network",
		[SCOPE_CODE] = "code",
	};

	return names[s];
}

struct bench { /* all findings of one judgement */
	struct arena *arena;
	struct finding *all[COUNT_OF(rules)];
	double score[COUNT_OF(rules)];
	struct finding *healthy;
};

static struct finding *
bench_find(const struct bench *b, const char *id)
{
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		if (strcmp(b->all[i]->id, id) == 0)
			return b->all[i];
	return NULL;
}

static void
look(struct bench *b, const struct crux_case *cs)
{
	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		struct finding *f = arena_new(b->arena, struct finding, 1);

		*f = (struct finding){ .rule = rules[i],
				       .id = rules[i]->id,
				       .title = rules[i]->title,
				       .cs = cs,
				       .arena = b->arena,
				       .benign = rules[i]->benign };
		rules[i]->look(cs, f);
		source_speaks(cs, f);
		make_lasting(f);
		b->all[i] = f;
		if (strcmp(f->id, "healthy") == 0)
			b->healthy = f;
	}
}

/* A capture of so many connections has one of everything. */
#define CROWD 1000
/* Of its connections and of their time: below both, it is somebody's bad day. */
#define SHARE_OF_CROWD 0.001
#define SHARE_OF_TIME 0.01

struct crowd_of { /* connections that were made: a flood's are nobody's */
	uint64_t connections;
	double seconds;
};

static struct crowd_of
crowd_of(const struct crux_case *cs)
{
	struct crowd_of crowd = { 0 };
	struct flow w = { 0 };

	while (cs->incidents >= CROWD && flow_next(cs, &w)) {
		if (w.conn->opening != OPENING_DONE && w.conn->opening != OPENING_UNSEEN)
			continue;
		crowd.connections++;
		crowd.seconds += ns_to_s(conn_duration_ns(w.conn));
	}
	return crowd;
}

static void
doubt_what_few_suffer(const struct bench *b, const struct crux_case *cs)
{
	struct crowd_of crowd = crowd_of(cs);

	for (size_t i = 0; crowd.connections >= CROWD && i < COUNT_OF(rules); i++) {
		struct finding *f = b->all[i];
		const struct harm *h = &f->harm;

		if (h->estimated || !h->connections || f->benign ||
		    (double)h->connections >= SHARE_OF_CROWD * (double)crowd.connections ||
		    h->seconds >= SHARE_OF_TIME * crowd.seconds)
			continue;
		finding_doubt(f, SURE - 0.05);
	}
}

static bool
accuses(const struct finding *f)
{
	return !f->benign && f->confidence >= SURE;
}

static bool
is_ancestor(const struct finding *f, const struct finding *of)
{
	for (const struct finding *c = of->cause; c; c = c->cause)
		if (c == f)
			return true;
	return false;
}

/* By all ids that a finding explains: its rule's, and what it added itself. */
static void
take_upon(struct bench *b, struct finding *cause, double seconds[])
{
	const struct rule *r = cause->rule;
	size_t own = cause->explains.n;
	const char *const *added = cause->explains.v;
	double all_s = 0;

	cause->explains.v = NULL;
	cause->explains.n = cause->explains.cap = 0;
	for (size_t i = 0; i < RULE_RIVALS_MAX + own; i++) {
		const char *id = i < RULE_RIVALS_MAX ? r->explains[i] : added[i - RULE_RIVALS_MAX];
		struct finding *f = id ? bench_find(b, id) : NULL;

		if (!f || f == cause || f->confidence <= 0 || f->cause || f->benign ||
		    is_ancestor(f, cause))
			continue;
		f->cause = cause;
		/* What the cause brings about is no proof of a second trouble. */
		f->confidence *= 1 - cause->confidence;
		vec_push(b->arena, &cause->explains, f->id);
		all_s = MAX(all_s, f->harm.seconds);
	}
	/* The same seconds, told twice: the larger, not the sum. */
	*seconds = MAX(cause->harm.seconds, all_s);
}

static int
by_confidence(const void *a, const void *b)
{
	const struct finding *x = *(struct finding *const *)a, *y = *(struct finding *const *)b;

	return x->confidence < y->confidence ? 1 : x->confidence > y->confidence ? -1 : 0;
}

static void
explain(struct bench *b)
{
	qsort(b->all, COUNT_OF(rules), sizeof *b->all, by_confidence);
	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		b->score[i] = b->all[i]->harm.seconds;
		if (accuses(b->all[i]) && !b->all[i]->cause)
			take_upon(b, b->all[i], &b->score[i]);
		else
			b->all[i]->explains.n = 0;
	}
}

/*
 * From seconds to a score: the kind of harm times how sure we are, and up to
 * five times more for the one that cost the most time. A finding without times
 * (text evidence) stands in the middle.
 */
static void
weigh(struct bench *b)
{
	double most_s = 0;

	for (size_t i = 0; i < COUNT_OF(rules); i++)
		if (accuses(b->all[i]))
			most_s = MAX(most_s, b->score[i]);
	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		const struct finding *f = b->all[i];
		double share = b->score[i] > 0 && most_s > 0 ? MIN(b->score[i] / most_s, 1) : 0.5;

		b->score[i] = f->confidence * harm_weight[f->rule->harm] * (0.2 + 0.8 * share);
	}
}

/* Sure and unexplained ones, those that may be meant last; then benign ones, suspicions. */
enum rank { RANK_SURE, RANK_LAST_RESORT, RANK_BENIGN, RANK_SUSPICION };

static enum rank
rank_class(const struct finding *f)
{
	if (accuses(f) && !f->cause)
		return f->rule->last_resort ? RANK_LAST_RESORT : RANK_SURE;
	return f->benign ? RANK_BENIGN : RANK_SUSPICION;
}

static bool
goes_before(const struct bench *b, size_t x, size_t y)
{
	enum rank cx = rank_class(b->all[x]), cy = rank_class(b->all[y]);

	return cx != cy ? cx < cy : b->score[x] > b->score[y];
}

static void
rank(struct bench *b)
{
	/* a few dozen rules: insertion keeps the scores beside their findings */
	for (size_t i = 1; i < COUNT_OF(rules); i++)
		for (size_t j = i; j > 0 && goes_before(b, j, j - 1); j--) {
			struct finding *f = b->all[j];
			double s = b->score[j];

			b->all[j] = b->all[j - 1];
			b->score[j] = b->score[j - 1];
			b->all[j - 1] = f;
			b->score[j - 1] = s;
		}
}

static struct finding *
first_of_class(const struct bench *b, enum rank class)
{
	struct finding *best = NULL;

	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		struct finding *f = b->all[i];

		if (rank_class(f) != class || f->confidence <= 0 || f == b->healthy)
			continue;
		if (class <= RANK_LAST_RESORT)
			return f; /* they are ranked */
		if (!best || f->confidence > best->confidence)
			best = f;
	}
	return best;
}

/* Not all is well, and nearly as sure that it is this: then a name helps more than none. */
#define NEARLY 0.05

static bool
is_likelier(const struct finding *suspect, const struct finding *healthy)
{
	double less = healthy->confidence < SURE ? NEARLY : 0;

	return suspect->confidence > healthy->confidence - less;
}

static struct finding *
choose(const struct bench *b)
{
	struct finding *sure = first_of_class(b, RANK_SURE);
	struct finding *meant = first_of_class(b, RANK_LAST_RESORT);
	struct finding *benign = first_of_class(b, RANK_BENIGN);
	struct finding *suspect = first_of_class(b, RANK_SUSPICION);

	if (sure || meant)
		return sure ? sure : meant;
	if (benign && benign->confidence >= SURE)
		return benign;
	if (suspect && !suspect->cause && is_likelier(suspect, b->healthy))
		return suspect;
	return b->healthy;
}

/* A finding's reason against itself is for others to quote, where it was not found. */
static void
drop_own_reason(struct finding *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->rules_out.n; i++)
		if (strcmp(f->rules_out.v[i].id, f->id) != 0)
			f->rules_out.v[n++] = f->rules_out.v[i];
	f->rules_out.n = n;
}

static void
tidy(struct finding *f)
{
	if (f->confidence > 0)
		drop_own_reason(f);
	if (f->confidence >= SETTLED)
		f->settle.n = 0; /* nothing is left to settle */
}

static void
rule_out_unseen(struct finding *v, const char *id, const char *told_by)
{
	size_t n = v->rules_out.n;

	finding_not(v, id, "none of its signs is in this evidence (%s)", told_by);
	if (v->rules_out.n > n) /* the rule itself may have given a better reason */
		v->rules_out.v[n].unseen = true;
}

/* Why this tempting answer is not the one, from what was found. */
static void
rule_out(const struct bench *b, struct finding *v, const char *id)
{
	const struct finding *f = bench_find(b, id);
	const struct catalogue_entry *e = catalogue_find(id);

	for (size_t i = 0; f && i < f->rules_out.n; i++)
		if (strcmp(f->rules_out.v[i].id, id) == 0) {
			finding_not(v, id, STR_F, STR_A(f->rules_out.v[i].because));
			return;
		}
	if (f && f->cause == v)
		finding_not(v, id, "seen, but a consequence of this");
	else if (f && f->confidence >= SURE)
		return; /* stands beside it as a finding of its own */
	else if (f && f->confidence > 0)
		finding_not(v, id, "its signs are weak here (%.1f)", f->confidence);
	else if (e)
		rule_out_unseen(v, id, e->told_by);
}

static void
rule_out_rivals(const struct bench *b, struct finding *v)
{
	for (size_t i = 0; i < RULE_RIVALS_MAX && v->rule->rivals[i]; i++)
		rule_out(b, v, v->rule->rivals[i]);
}

static void
sum_ledgers(const struct crux_case *cs, struct diagnosis *d)
{
	struct flow w = { 0 };

	while (flow_next(cs, &w))
		for (int a = 0; a < ACCOUNT_COUNT; a++)
			d->ledger_ns[a] += w.conn->ledger.ns[a];
}

static bool
is_behind(const struct finding *f, const struct finding *verdict)
{
	for (size_t i = 0; i < RULE_RIVALS_MAX && verdict->rule->behind[i]; i++)
		if (!strcmp(f->id, verdict->rule->behind[i]))
			return true;
	return false;
}

static void
list_findings(const struct bench *b, struct diagnosis *d)
{
	if (d->verdict != b->healthy)
		vec_push(b->arena, &d->findings, d->verdict);
	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		const struct finding *f = b->all[i];

		if (f->confidence <= 0 || f == b->healthy || f == d->verdict)
			continue;
		vec_push(b->arena, &d->findings, f);
		if (!d->second && d->verdict->confidence >= SURE && !d->verdict->benign &&
		    rank_class(f) == RANK_SURE && !is_behind(f, d->verdict))
			d->second = f;
	}
}

struct diagnosis *
diagnose(struct arena *a, const struct crux_case *cs)
{
	struct bench b = { .arena = a };
	struct diagnosis *d = arena_new(a, struct diagnosis, 1);
	struct finding *verdict;

	look(&b, cs);
	doubt_what_few_suffer(&b, cs);
	assert(b.healthy);
	explain(&b);
	weigh(&b);
	rank(&b);
	verdict = choose(&b);
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		if (b.all[i] == verdict || accuses(b.all[i]))
			rule_out_rivals(&b, b.all[i]);
	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		tidy(b.all[i]);
		vec_push(a, &d->all, b.all[i]);
	}
	d->cs = cs;
	d->verdict = verdict;
	d->suspicion = verdict->confidence < SURE;
	list_findings(&b, d);
	sum_ledgers(cs, d);
	find_group(a, d);
	find_contradictions(a, d);
	find_decider(a, d, verdict);
	return d;
}
