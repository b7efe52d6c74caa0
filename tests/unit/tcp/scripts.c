/*
 * scripts.c - every situation in tests/unit/tcp/scripts, packet by packet
 *
 * SCRIPT=part-of-a-name in the environment takes only those, and prints each
 * judgement: how to look at one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "fields.h"
#include "invariants.h"
#include "play.h"
#include "script.h"

/*
 * Scripts that are right while the tracker is wrong. A few are a list of things
 * to do; more are a sign that nobody does them.
 */
#define EXPECTED_FAILURES_MAX 6

/* One script being held against the tracker. */
struct trial {
	struct arena arena;
	struct script script;
	struct play play;
	unsigned problems;
	bool loud; /* print each problem */
	bool show; /* print each judgement */
};

static unsigned expected_failures;

static void PRINTF(3, 4) problem(struct trial *t, unsigned line, const char *fmt, ...)
{
	struct str words;
	va_list ap;

	va_start(ap, fmt);
	words = str_vprintf(&t->arena, fmt, ap);
	va_end(ap);
	if (t->loud)
		print_error(STR_F ":%u: " STR_F "\n", STR_A(t->script.name), line, STR_A(words));
	t->problems++;
}

/* ---- values ---- */

/* "3", "1..2", "0.200..0.210", or the word of an enum. */
static bool
in_seconds(struct str s, int64_t *ret)
{
	bool negative = str_take(&s, STR("-"));

	if (!str_s_to_ns(s, ret))
		return false;
	*ret = negative ? -*ret : *ret;
	return true;
}

static bool
one_value(struct str s, bool is_time, int64_t *ret)
{
	if (str_eq(s, STR("true")) || str_eq(s, STR("false")))
		return *ret = s.n == 4, true;
	if (is_time && str_eq(s, STR("none")))
		return *ret = TIME_NONE, true;
	return is_time ? in_seconds(s, ret) : str_to_i64(s, ret);
}

static bool
value_matches(struct str want, bool is_time, int64_t found, bool *ret_readable)
{
	size_t dots = str_find(want, STR(".."));
	int64_t low, high;

	*ret_readable = true;
	if (dots == SIZE_MAX) {
		*ret_readable = one_value(want, is_time, &low);
		return *ret_readable && found == low;
	}
	*ret_readable = one_value(str_sub(want, 0, dots), is_time, &low) &&
			one_value(str_from_pos(want, dots + 2), is_time, &high);
	return *ret_readable && low <= found && found <= high;
}

static const char *
value_words(struct arena *a, bool is_time, int64_t v)
{
	if (v == TIME_NONE)
		return "none";
	if (is_time)
		return str_to_cstr(a, str_printf(a, "%.9f", ns_to_s(v)));
	return str_to_cstr(a, str_printf(a, "%lld", (long long)v));
}

/* ---- packets ---- */

/* want is one of the words between bars, or the bars stand for any. */
static bool
one_of(struct str want, struct str found)
{
	struct str word;

	while (str_cut(&want, '|', &word))
		if (str_eq(word, found) || str_eq(word, STR("*")))
			return true;
	return false;
}

static struct str
class_word(const struct judged *j)
{
	return str_from(segment_class_name((enum segment_class)j->class));
}

static bool
is_class(struct str word)
{
	struct str first;

	str_cut(&word, '|', &first);
	for (int c = 0; c < CLASS_COUNT; c++)
		if (str_eq(first, str_from(segment_class_name((enum segment_class)c))))
			return true;
	return false;
}

static bool
state_is(struct str want, uint8_t found)
{
	enum tcp_state state;
	struct str word;

	while (str_cut(&want, '|', &word))
		if (str_eq(word, STR("*")) || (str_eq(word, STR("UNKNOWN")) && !found) ||
		    (tcp_state_parse(word, &state) && state == found))
			return true;
	return false;
}

static void
hold_states(struct trial *t, unsigned line, struct str want, const struct judged *j)
{
	struct str client, whole = want;

	str_cut(&want, '/', &client);
	if (!state_is(client, j->client_state) || !state_is(want, j->server_state))
		problem(t, line, "states are %s/%s, want " STR_F,
			tcp_state_name((enum tcp_state)j->client_state),
			tcp_state_name((enum tcp_state)j->server_state), STR_A(whole));
}

static void
hold_need(struct trial *t, unsigned line, struct str want, const struct judged *j)
{
	static const char *const words[] = { "unknown", "unneeded", "needed" };

	if (!str_eq(want, str_from(words[j->needed + 1])))
		problem(t, line, "it is %s, want " STR_F ": %s", words[j->needed + 1], STR_A(want),
			play_why(&t->arena, j));
}

/* NAME=VALUE of a judgement; false if there is no such name. */
static bool
judged_value(const struct trial *t, struct str name, const struct judged *j, int64_t *ret,
	     bool *ret_is_time)
{
	const struct {
		const char *name;
		int64_t value;
		bool is_time;
	} values[] = {
		{ "conn", j->conn->number, false },
		{ "flight", (int64_t)j->flight_bytes, false },
		{ "window", (int64_t)j->window_bytes, false },
		{ "rtt", j->rtt_ns, true },
		{ "seq", (int64_t)j->seq_relative, false },
		{ "ack", (int64_t)j->ack_relative, false },
		{ "reason", j->reason_ns, true },
		{ "count", (int64_t)j->reason_count, false },
		{ "ref", script_line_of(&t->script, j->ref_packet), false },
	};

	for (size_t i = 0; i < COUNT_OF(values); i++)
		if (str_eq(name, str_from(values[i].name))) {
			*ret = values[i].value;
			*ret_is_time = values[i].is_time;
			return true;
		}
	return false;
}

static void
hold_value(struct trial *t, unsigned line, struct str want, const struct judged *j)
{
	struct str name;
	int64_t found;
	bool is_time, readable;

	str_cut(&want, '=', &name);
	if (!judged_value(t, name, j, &found, &is_time))
		problem(t, line, "'" STR_F "' is nothing that a judgement has", STR_A(name));
	else if (!value_matches(want, is_time, found, &readable))
		problem(t, line, STR_F " is %s, want " STR_F "%s", STR_A(name),
			value_words(&t->arena, is_time, found), STR_A(want),
			readable ? "" : ", which is no value");
}

static void
hold_word(struct trial *t, unsigned line, struct str word, const struct judged *j)
{
	if (str_index(word, '=') != SIZE_MAX)
		hold_value(t, line, word, j);
	else if (str_index(word, '/') != SIZE_MAX)
		hold_states(t, line, word, j);
	else if (str_eq(word, STR("needed")) || str_eq(word, STR("unneeded")) ||
		 str_eq(word, STR("unknown")))
		hold_need(t, line, word, j);
	else if (!is_class(word))
		problem(t, line, "'" STR_F "' is no class", STR_A(word));
	else if (!one_of(word, class_word(j)))
		problem(t, line, "class is " STR_F ", want " STR_F ": %s", STR_A(class_word(j)),
			STR_A(word), play_why(&t->arena, j));
}

static void
show(struct trial *t, unsigned line, const struct judged *j)
{
	static const char *const need[] = { "", " unneeded", " needed" };

	print_message("%3u %c " STR_F "%s %s/%s flight %llu conn %u: %s\n", line, "><"[j->dir],
		      STR_A(class_word(j)), need[j->needed + 1],
		      tcp_state_name((enum tcp_state)j->client_state),
		      tcp_state_name((enum tcp_state)j->server_state),
		      (unsigned long long)j -> flight_bytes, j -> conn -> number,
		      play_why(&t->arena, j));
}

static void
hold_packet(struct trial *t, const struct script_packet *p, const struct judged *j)
{
	struct str rest = p->expect, word;
	const char *broken = judged_broken(j);

	if (t->show)
		show(t, p->line, j);
	if (broken)
		problem(t, p->line, "not so: %s", broken);
	while (str_word(&rest, &word))
		hold_word(t, p->line, word, j);
}

static void
hold_packets(struct trial *t)
{
	const struct script *s = &t->script;

	size_t judged = 0;

	for (size_t i = 0; i < s->packets.n; i++) {
		const struct script_packet *p = &s->packets.v[i];

		if (p->seg.icmp)
			continue;
		if (judged == t->play.said.list.n)
			problem(t, p->line, "it is not judged");
		else if (t->play.said.list.v[judged].seg.packet != i + 1)
			problem(t, p->line, "judged in another order");
		else
			hold_packet(t, p, &t->play.said.list.v[judged++]);
	}
	if (judged < t->play.said.list.n)
		problem(t, 0, "%zu packets to be judged, %zu are", judged, t->play.said.list.n);
}

/* ---- connections ---- */

static void
hold_field(struct trial *t, unsigned line, const struct conn *c, struct str path, struct str want)
{
	const struct field *f;
	int64_t found;
	bool is_time, readable;

	if (!field_find(c, path, &f, &found)) {
		problem(t, line, "'" STR_F "' is no field of a connection", STR_A(path));
		return;
	}
	is_time = f->kind == FIELD_DURATION || f->kind == FIELD_TIME;
	if (f->word && str_eq(want, str_from(f->word((int)found))))
		return;
	if (!value_matches(want, is_time, found, &readable))
		problem(t, line, STR_F " is %s, want " STR_F "%s", STR_A(path),
			f->word ? f->word((int)found) : value_words(&t->arena, is_time, found),
			STR_A(want), readable || f->word ? "" : ", which is no value");
}

static void
hold_fact(struct trial *t, const struct script_fact *fact)
{
	struct str rest = fact->text, path, want;
	uint64_t number = 1;
	size_t have = tracker_count(t->play.tracker);

	str_word(&rest, &path);
	if (str_to_u64(path, &number))
		str_word(&rest, &path);
	if (!str_word(&rest, &want) || str_trim(rest).n)
		problem(t, fact->line, "want a field and one value");
	else if (str_eq(path, STR("connections")) && str_to_u64(want, &number) && number != have)
		problem(t, fact->line, "there are %zu connections, want %llu", have,
			(unsigned long long)number);
	else if (str_eq(path, STR("connections")))
		return;
	else if (number < 1 || number > have)
		problem(t, fact->line, "there are only %zu connections", have);
	else
		hold_field(t, fact->line, tracker_conn(t->play.tracker, (size_t)number - 1), path,
			   want);
}

static void
hold_conns(struct trial *t)
{
	for (size_t i = 0; i < t->script.facts.n; i++)
		hold_fact(t, &t->script.facts.v[i]);
	for (size_t i = 0; i < tracker_count(t->play.tracker); i++) {
		const char *broken = conn_broken(tracker_conn(t->play.tracker, i));

		if (broken)
			problem(t, 0, "connection %zu, not so: %s", i + 1, broken);
	}
}

/* ---- scripts ---- */

static void
play_script(struct trial *t)
{
	struct segments segs = { 0 };

	for (size_t i = 0; i < t->script.packets.n; i++)
		vec_push(&t->arena, &segs.list, t->script.packets.v[i].seg);
	play_all(&t->play, &t->arena, segs.list.v, segs.list.n, true);
	hold_packets(t);
	hold_conns(t);
}

static const char *
file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void
read_script(struct trial *t, const char *path)
{
	struct err e = { 0 };
	struct str text;

	if (!script_load(&t->arena, path, &text, &e) ||
	    !script_parse(&t->arena, file_name(path), text, &t->script, &e)) {
		arena_fini(&t->arena);
		fail_msg("%s", e.text);
	}
}

/* NULL, or what to say of the script as a whole. */
static const char *
verdict(const struct trial *t)
{
	if (!t->script.expected_failure.n)
		return t->problems ? "not as expected" : NULL;
	return t->problems ? NULL : "all is as expected: take its remark out";
}

static void
hold_script(void **state)
{
	struct trial t = { .show = getenv("SCRIPT") != NULL };
	const char *bad;

	arena_init(&t.arena, "test", 0);
	read_script(&t, *state);
	t.loud = t.show || !t.script.expected_failure.n;
	play_script(&t);
	bad = verdict(&t);
	if (t.script.expected_failure.n) {
		expected_failures++;
		print_message(STR_F ": " STR_F "\n", STR_A(t.script.name),
			      STR_A(t.script.expected_failure));
	}
	arena_fini(&t.arena);
	if (bad)
		fail_msg("%s: %s", file_name(*state), bad);
}

static void
few_expected_failures(void **state)
{
	(void)state;
	assert_in_range(expected_failures, 0, EXPECTED_FAILURES_MAX);
}

int
main(void)
{
	const char *source = getenv("CRUX_SOURCE"), *only = getenv("SCRIPT");
	VEC(struct CMUnitTest) tests = { 0 };
	struct script_names found;
	struct arena a;
	int failed;

	arena_init(&a, "names", 0);
	script_find(&a,
		    str_to_cstr(&a,
				str_printf(&a, "%s/tests/unit/tcp/scripts", source ? source : ".")),
		    &found);
	for (size_t i = 0; i < found.paths.n; i++) {
		char *path = found.paths.v[i];

		if (!only || strstr(path, only))
			vec_push(&a, &tests,
				 (struct CMUnitTest){ .name = file_name(path),
						      .test_func = hold_script,
						      .initial_state = path });
	}
	vec_push(&a, &tests, (struct CMUnitTest)cmocka_unit_test(few_expected_failures));
	failed = _cmocka_run_group_tests("scripts", tests.v, tests.n, NULL, NULL);
	failed += !found.paths.n;
	arena_fini(&a);
	return failed;
}
