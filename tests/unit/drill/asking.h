/*
 * asking.h - a case for questions, from a file or a text
 */
#ifndef CRUX_TESTS_DRILL_ASKING_H
#define CRUX_TESTS_DRILL_ASKING_H

#include <stdlib.h>

#include "drill/question.h"
#include "readers/readers.h"

struct asking {
	struct arena arena;
	struct crux_case cs;
	struct drill_packets *packets;
};

/* Read a text of that name, or with p NULL the file of that name in the sources. */
static inline void
asking_init(struct asking *k, const char *name, struct str text)
{
	struct reading r = { .arena = &k->arena, .cs = &k->cs };
	struct arena scratch;

	arena_init(&k->arena, "test", 0);
	arena_init(&scratch, "scratch", 0);
	k->packets = drill_packets_new(&k->arena);
	case_init(&k->cs, &k->arena);
	r.scratch = &scratch;
	r.tracker = (struct tracker_options){ .episodes = true,
					      .segment = drill_packet,
					      .ctx = k->packets };
	if (text.p) {
		assert_true(read_text(&r, name, text));
	} else {
		struct str path = str_printf(&k->arena, "%s/%s", getenv("CRUX_SOURCE"), name);

		assert_true(read_path(&r, str_to_cstr(&k->arena, path)));
	}
	case_finish(&k->cs);
	arena_fini(&scratch);
}

static inline void
asking_fini(struct asking *k)
{
	arena_fini(&k->arena);
}

static inline struct question *
asking_ask(struct asking *k, const char *kind, uint64_t seed)
{
	const struct question_kind *q = question_kind_find(kind);

	assert_non_null(q);
	return question_build(&k->arena, q, &k->cs, k->packets, seed);
}

/* What holds of every question, whatever it asks. */
static inline void
asking_check(const struct question *q)
{
	size_t right = 0;

	assert_in_range(q->options_n, OPTIONS_MIN, OPTIONS_MAX);
	assert_true(q->right_at < q->options_n);
	assert_true(q->shown.n && q->prompt.n && q->hint.n && q->because.n && q->source.n);
	for (size_t i = 0; i < q->options_n; i++) {
		const struct option_offered *o = &q->options[i];

		assert_true(o->text.n);
		right += !o->model;
		assert_int_equal(!o->model, i == q->right_at);
		assert_true(!o->model || (o->tempts.n && o->refutes.n && o->model->rule[0]));
		for (size_t k = 0; k < i; k++)
			assert_false(str_eq(o->text, q->options[k].text));
	}
	assert_int_equal(right, 1);
}

#endif
