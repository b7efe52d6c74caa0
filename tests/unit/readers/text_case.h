/*
 * text_case.h - whole texts into a case, for the tests of pastes
 *
 * Include cmocka.h before.
 */
#ifndef CRUX_TESTS_READERS_TEXT_CASE_H
#define CRUX_TESTS_READERS_TEXT_CASE_H

#include "readers/readers.h"

#define SEGMENTS_MAX 64

struct text_case {
	struct arena kept, scratch;
	struct crux_case cs;
	struct reading r;
	struct segment segs[SEGMENTS_MAX]; /* of packet text, in order */
	size_t n;
};

static inline void
text_case_keep(void *ctx, const struct judged *j)
{
	struct text_case *t = ctx;

	if (t->n < SEGMENTS_MAX)
		t->segs[t->n++] = j->seg;
}

static inline void
text_case_begin(struct text_case *t)
{
	*t = (struct text_case){ .n = 0 };
	arena_init(&t->kept, "case", (size_t)256 << 20);
	arena_init(&t->scratch, "scratch", (size_t)256 << 20);
	case_init(&t->cs, &t->kept);
	t->r = (struct reading){ .arena = &t->kept, .scratch = &t->scratch, .cs = &t->cs };
	t->r.tracker.segment = text_case_keep;
	t->r.tracker.ctx = t;
}

static inline void
text_case_end(struct text_case *t)
{
	arena_fini(&t->scratch);
	arena_fini(&t->kept);
}

/* One text as the only input; t is to be ended. */
static inline struct case_input *
text_case_read(struct text_case *t, struct str text)
{
	text_case_begin(t);
	read_text(&t->r, "text", text);
	case_finish(&t->cs);
	return case_input(&t->cs, 0);
}

static inline uint64_t
text_case_count(const struct text_case *t, enum tcp_state state)
{
	struct origin at;

	return case_sockets_in_state(&t->cs, state, &at);
}

#define assert_text(s, want)                                                            \
	do {                                                                            \
		struct str assert_text_s = (s);                                         \
		if (!str_eq(assert_text_s, str_from(want)))                             \
			fail_msg("'" STR_F "', want '%s'", STR_A(assert_text_s), want); \
	} while (0)

#endif
