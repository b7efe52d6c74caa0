/*
 * case.c - taking observations in, and asking for them
 */
#include "case/case.h"

#include <stdio.h>

#include "case/clocks.h"
#include "case/hosts.h"
#include "case/sides.h"
#include "case/views.h"

/*
 * What is kept of what could not be read. Both are shown to people, and nobody
 * reads more; the count of unread lines goes on.
 */
#define UNREAD_KEPT 300
#define UNREAD_TEXT_BYTES 400
#define PROBLEMS_KEPT 300
#define PROBLEM_TEXT_BYTES 512

void
case_init(struct crux_case *cs, struct arena *a)
{
	*cs = (struct crux_case){ .arena = a };
}

uint32_t
case_add_input(struct crux_case *cs, const char *path)
{
	struct case_input *in = vec_add(cs->arena, &cs->inputs);

	*in = (struct case_input){
		.path = str_copy(cs->arena, str_from(path)).p,
		.kind = "unknown",
		.note = "",
		.from_ns = TIME_NONE,
		.to_ns = TIME_NONE,
		.zone_ns = TIME_NONE,
		.offset = { .to = UINT32_MAX },
		.year_by = UINT32_MAX,
		.capture = { .first_ns = TIME_NONE, .last_ns = TIME_NONE },
	};
	return (uint32_t)(cs->inputs.n - 1);
}

struct case_input *
case_input(struct crux_case *cs, uint32_t input)
{
	return &cs->inputs.v[input];
}

void
case_problem(struct crux_case *cs, uint32_t input, uint64_t line, const char *fmt, ...)
{
	struct case_input *in = case_input(cs, input);
	char text[PROBLEM_TEXT_BYTES];
	va_list ap;

	if (in->problems.n >= PROBLEMS_KEPT)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	vec_push(cs->arena, &in->problems,
		 (struct problem){ line, str_copy(cs->arena, str_from(text)).p });
}

void
case_time(struct case_input *in, int64_t time_ns, enum clock clock)
{
	if (time_ns == TIME_NONE)
		return;
	if (in->from_ns != TIME_NONE && (in->clock >= CLOCK_LOCAL) != (clock >= CLOCK_LOCAL)) {
		if (clock < in->clock)
			return;
		in->from_ns = TIME_NONE;
	}
	if (in->from_ns == TIME_NONE) {
		in->from_ns = in->to_ns = time_ns;
		in->clock = clock;
	}
	in->from_ns = MIN(in->from_ns, time_ns);
	in->to_ns = MAX(in->to_ns, time_ns);
	in->clock = MIN(in->clock, clock);
}

void
case_unread(struct crux_case *cs, uint32_t input, uint32_t line, struct str text)
{
	struct case_input *in = case_input(cs, input);

	in->unread_count++;
	if (in->unread.n >= UNREAD_KEPT)
		return;
	text = str_copy(cs->arena, str_sub(text, 0, UNREAD_TEXT_BYTES));
	vec_push(cs->arena, &in->unread, (struct unread_line){ line, text });
}

uint32_t
case_add_sample(struct crux_case *cs, const struct sample *s)
{
	vec_push(cs->arena, &cs->samples, *s);
	cs->samples.v[cs->samples.n - 1].earlier = NO_SAMPLE;
	return (uint32_t)(cs->samples.n - 1);
}

void
case_finish(struct crux_case *cs)
{
	sides_infer(cs);
	views_line_up(cs);
	services_count(cs);
	clocks_line_up(cs);
	hosts_line_up(cs);
}

/*
 * The rows of one sample stand together, as one reader call adds them; so the
 * largest run of rows with one sample number is the largest sample.
 */
static uint64_t
most_rows(const struct crux_case *cs, enum tcp_state state, struct origin *ret_at)
{
	uint64_t most = 0, n = 0;
	uint32_t sample = NO_SAMPLE;

	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *row = &cs->socks.v[i];

		if (row->sample != sample)
			n = 0;
		sample = row->sample;
		if (row->state != state || ++n <= most)
			continue;
		most = n;
		*ret_at = sample < cs->samples.n ? cs->samples.v[sample].at : row->at;
	}
	return most;
}

uint64_t
case_sockets_in_state(const struct crux_case *cs, enum tcp_state s, struct origin *ret_at)
{
	struct origin at = { 0 };
	uint64_t most = most_rows(cs, s, &at);

	for (size_t i = 0; i < cs->state_counts.n; i++) {
		const struct state_count *c = &cs->state_counts.v[i];

		if (c->state != s || c->count <= most)
			continue;
		most = c->count;
		at = c->at;
	}
	if (most)
		*ret_at = at;
	return most;
}

struct str
case_setting(const struct crux_case *cs, const char *name)
{
	for (size_t i = cs->settings.n; i-- > 0;)
		if (str_eq(cs->settings.v[i].name, str_from(name)))
			return cs->settings.v[i].value;
	return STR("");
}

static struct str
base_name(const char *path)
{
	struct str s = str_from(path);
	size_t slash = str_rindex(s, '/');

	return slash == SIZE_MAX || slash + 1 == s.n ? s : str_from_pos(s, slash + 1);
}

/* "ss.txt" tells enough unless a second input has the same name elsewhere. */
static struct str
input_label(const struct crux_case *cs, uint32_t input)
{
	struct str base = base_name(cs->inputs.v[input].path);

	for (uint32_t i = 0; i < cs->inputs.n; i++)
		if (i != input && str_eq(base_name(cs->inputs.v[i].path), base))
			return str_from(cs->inputs.v[input].path);
	return base;
}

void
origin_text(const struct crux_case *cs, struct origin at, struct out *o)
{
	if (at.input >= cs->inputs.n)
		return;
	out_str(o, input_label(cs, at.input));
	if (at.packet)
		out_printf(o, "#%llu", (unsigned long long)at.packet);
	else if (at.line)
		out_printf(o, ":%u", at.line);
}
