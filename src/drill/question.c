/*
 * question.c - from what a kind asks to a question with options
 */
#include "drill/question.h"

#include <assert.h>

#define CANDIDATES_MAX 16

struct candidates {
	const struct misconception *model[CANDIDATES_MAX];
	struct wrong wrong[CANDIDATES_MAX];
	size_t n;
};

/* Bits that depend on seed and step alone (Steele et al. 2014, SplitMix64). */
static uint64_t
mixed(uint64_t seed, uint64_t step)
{
	uint64_t x = seed + (step + 1) * 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

static struct str
key_of(const struct wrong *w)
{
	return w->key.n ? w->key : w->option;
}

static bool
is_new(const struct candidates *c, const struct question *q, const struct wrong *w)
{
	struct str right = q->right_key.n ? q->right_key : q->right;

	if (str_eq(key_of(w), right) || str_eq(w->option, q->right))
		return false;
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(key_of(w), key_of(&c->wrong[i])) ||
		    str_eq(w->option, c->wrong[i].option))
			return false;
	return true;
}

/* Run every wrong model that has a view of this kind. */
static void
collect(const struct question *q, struct candidates *c)
{
	for (size_t i = 0; i < misconception_count() && c->n < CANDIDATES_MAX; i++) {
		const struct misconception *m = misconception_at(i);
		const struct model *model = misconception_model(m, q->kind->id);
		struct wrong w = { 0 };

		if (!model || !model->answer(q, &w) || !is_new(c, q, &w))
			continue;
		assert(w.option.n && w.tempts.n && w.refutes.n);
		c->model[c->n] = m;
		c->wrong[c->n++] = w;
	}
}

/* Bring a random one to place i, and so on: the first wanted are a choice. */
static void
choose(struct candidates *c, size_t wanted, uint64_t seed)
{
	for (size_t i = 0; i < wanted; i++) {
		size_t j = i + mixed(seed, i) % (c->n - i);
		struct wrong w = c->wrong[i];
		const struct misconception *m = c->model[i];

		c->wrong[i] = c->wrong[j];
		c->model[i] = c->model[j];
		c->wrong[j] = w;
		c->model[j] = m;
	}
}

static void
offer(struct question *q, const struct candidates *c, size_t wrongs, uint64_t seed)
{
	size_t at = mixed(seed, CANDIDATES_MAX) % (wrongs + 1), next = 0;

	q->options_n = wrongs + 1;
	q->right_at = at;
	for (size_t i = 0; i < q->options_n; i++) {
		if (i == at) {
			q->options[i] = (struct option_offered){ .text = q->right };
			continue;
		}
		q->options[i] = (struct option_offered){ c->wrong[next].option, c->model[next],
							 c->wrong[next].tempts,
							 c->wrong[next].refutes };
		next++;
	}
}

/* The evidence's own seed: the same evidence is asked in the same order. */
static uint64_t
seed_of(const struct question *q, uint64_t seed)
{
	uint64_t h = hash_bytes(q->kind->id, strlen(q->kind->id), seed);

	if (seed != DRILL_SEED_OF_EVIDENCE)
		return h;
	h = hash_bytes(q->prompt.p, q->prompt.n, h);
	for (size_t i = 0; i < q->shown.n; i++)
		h = hash_bytes(q->shown.v[i].text.p, q->shown.v[i].text.n, h);
	return h;
}

struct question *
question_build(struct arena *a, const struct question_kind *kind, const struct crux_case *cs,
	       const struct drill_packets *packets, uint64_t seed)
{
	struct question *q = arena_new(a, struct question, 1);
	struct candidates *c = arena_new(a, struct candidates, 1);
	size_t wrongs;

	q->kind = kind;
	q->arena = a;
	q->cs = cs;
	q->packets = packets ? packets : drill_packets_new(a);
	if (!kind->ask(q))
		return NULL;
	assert(q->prompt.n && q->hint.n && q->right.n && q->because.n && q->shown.n);
	collect(q, c);
	if (c->n + 1 < OPTIONS_MIN)
		return NULL;
	seed = seed_of(q, seed);
	wrongs = MIN(c->n, (size_t)OPTIONS_MAX - 1);
	choose(c, wrongs, seed);
	offer(q, c, wrongs, seed);
	return q;
}
