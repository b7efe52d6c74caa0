/*
 * one_section.h - a literal text through one reader, for the tests of readers
 *
 * The first line may be "$ command". Include cmocka.h before.
 */
#ifndef CRUX_TESTS_READERS_ONE_SECTION_H
#define CRUX_TESTS_READERS_ONE_SECTION_H

#include "readers/reader.h"

struct got {
	struct arena kept, scratch;
	struct crux_case cs;
	struct reading r;
	int sure;	 /* what the reader's probe said */
	uint64_t unread; /* lines that it could not read */
};

/* The section of a text; its lines are on a. */
static inline struct section
section_of(struct arena *a, struct str text, uint32_t input)
{
	struct section s = { .input = input, .time_ns = TIME_NONE };
	VEC(struct line) lines = { 0 };
	struct str line;
	uint32_t number = 0;

	while (str_line(&text, &line)) {
		number++;
		if (number == 1 && str_take(&line, STR("$ ")))
			s.command = line;
		else
			vec_push(a, &lines, ((struct line){ line, number, { NULL, 0 } }));
	}
	s.lines = lines.v;
	s.n = lines.n;
	return s;
}

/* Probe and read; g is to be ended by got_end. */
static inline void
got_read(struct got *g, const struct reader *reader, const char *text)
{
	struct section s;

	*g = (struct got){ 0 };
	arena_init(&g->kept, "case", (size_t)256 << 20);
	arena_init(&g->scratch, "scratch", (size_t)256 << 20);
	case_init(&g->cs, &g->kept);
	g->r = (struct reading){ .arena = &g->kept, .scratch = &g->scratch, .cs = &g->cs };
	s = section_of(&g->scratch, str_from(text), case_add_input(&g->cs, "text"));
	g->sure = reader->probe(&s);
	reader->read(&g->r, &s);
	g->unread = case_input(&g->cs, 0)->unread_count;
}

static inline void
got_end(struct got *g)
{
	arena_fini(&g->scratch);
	arena_fini(&g->kept);
}

/* How sure a reader is of a text, which is not read. */
static inline int
sure_of(const struct reader *reader, const char *text)
{
	struct arena a;
	struct section s;
	int sure;

	arena_init(&a, "scratch", (size_t)16 << 20);
	s = section_of(&a, str_from(text), 0);
	sure = reader->probe(&s);
	arena_fini(&a);
	return sure;
}

#define assert_str(s, literal)                                                            \
	do {                                                                              \
		struct str assert_str_s = (s);                                            \
		if (!str_eq(assert_str_s, STR(literal)))                                  \
			fail_msg("'" STR_F "', want '" literal "'", STR_A(assert_str_s)); \
	} while (0)

/* The value of a counter, in whichever sample it is first; UINT64_MAX: none. */
static inline uint64_t
counter_of(const struct got *g, const char *name)
{
	for (size_t i = 0; i < g->cs.counters.n; i++)
		if (str_eq(g->cs.counters.v[i].name, str_from(name)))
			return g->cs.counters.v[i].value;
	return UINT64_MAX;
}

#endif
