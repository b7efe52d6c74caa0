/*
 * round.c - which questions are asked
 */
#include "drill/question.h"
#include "drill/traces.h"
#include "readers/readers.h"

/* The senior round: five traces, fourteen minutes (the sum of the kinds' own). */
static const struct {
	const char *trace, *kind;
} senior[] = {
	{ "trace-1-handshake.txt", "first-byte" },  { "trace-2-syn-flood.txt", "syn-cookies" },
	{ "trace-3-close-wait.txt", "close-wait" }, { "trace-4-slow-transfer.txt", "small-window" },
	{ "trace-5-handler.c", "handler-leak" },
};

static struct str
trace_text(const char *name)
{
	for (size_t i = 0; i < traces_n; i++)
		if (!strcmp(traces[i].name, name))
			return traces[i].text;
	return STR("");
}

static void
add(struct drill_round *r, struct arena *a, struct question *q)
{
	if (!q)
		return;
	vec_push(a, &r->questions, q);
	r->seconds += q->kind->seconds;
}

/* A text that the program carries, read as if it were a file. */
static struct question *
ask_trace(struct arena *a, const char *name, const char *kind, uint64_t seed)
{
	struct crux_case *cs = arena_new(a, struct crux_case, 1);
	struct drill_packets *packets = drill_packets_new(a);
	const struct question_kind *k = question_kind_find(kind);
	struct reading reading = { .arena = a, .cs = cs };
	struct arena scratch;
	bool read;

	case_init(cs, a);
	arena_init(&scratch, "the input", 0);
	reading.scratch = &scratch;
	reading.tracker.segment = drill_packet;
	reading.tracker.ctx = packets;
	reading.tracker.episodes = true;
	read = read_text(&reading, name, trace_text(name));
	arena_fini(&scratch);
	if (!k || !read)
		return NULL;
	case_finish(cs);
	return question_build(a, k, cs, packets, seed);
}

struct drill_round *
drill_built_in(struct arena *a, uint64_t seed)
{
	struct drill_round *r = arena_new(a, struct drill_round, 1);

	r->level = "senior";
	r->built_in = true;
	r->seed = seed;
	for (size_t i = 0; i < COUNT_OF(senior); i++)
		add(r, a, ask_trace(a, senior[i].trace, senior[i].kind, seed));
	return r;
}

struct drill_round *
drill_from(struct arena *a, const struct crux_case *cs, const struct drill_packets *packets,
	   uint64_t seed)
{
	struct drill_round *r = arena_new(a, struct drill_round, 1);

	r->seed = seed;
	for (size_t i = 0; i < question_kind_count(); i++)
		add(r, a, question_build(a, question_kind_at(i), cs, packets, seed));
	return r;
}
