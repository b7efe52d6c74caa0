/*
 * nstat.c - kernel counters as nstat prints them, and /proc/net/snmp6
 *
 *	#kernel
 *	TcpExtListenOverflows           28                  0.0
 *
 * name, value, rate a second; lines alone where somebody grepped; the rate
 * missing in /proc/net/snmp6; and nstat --json, {"kernel":{"TcpInSegs":191}}.
 */
#include "config.h"
#include "readers/again.h"
#include "readers/counters.h"
#include "readers/probe.h"
#include "readers/section_text.h"

#ifdef HAVE_JANSSON
#include <jansson.h>
#endif

struct entry {
	struct str name;
	uint64_t value;
	bool has_rate, bare;
};

/* The rate is a decimal; "(overflow)" stands behind it when a counter wrapped. */
static bool
rate_parse(struct str rest, bool *ret_has_rate)
{
	struct str word;
	double rate;

	*ret_has_rate = false;
	if (!str_word(&rest, &word))
		return true;
	if (!str_to_double(word, &rate))
		return false;
	*ret_has_rate = true;
	return !str_word(&rest, &word) || str_eq(word, STR("(overflow)"));
}

static bool
entry_parse(struct str text, struct entry *ret)
{
	struct entry e = { 0 };
	struct str value;

	if (!str_word(&text, &e.name) || !str_word(&text, &value) || !str_to_u64(value, &e.value) ||
	    !rate_parse(text, &e.has_rate))
		return false;
	e.bare = counter_is_bare_name(e.name);
	if (!e.bare && !counter_is_full_name(e.name))
		return false;
	*ret = e;
	return true;
}

/* "#kernel", or "#7432.1804289383 sampling_interval=5" of the daemon's history. */
static bool
is_header(struct str text)
{
	return str_starts(text, STR("#kernel")) ||
	       (str_starts(text, STR("#")) && str_has(text, STR("sampling_interval=")));
}

struct nstat {
	struct reading *r;
	const struct section *s;
	uint32_t sample;
	bool begun;
};

static void
take_line(struct nstat *t, const struct line *l)
{
	struct str text = str_trim(l->text);
	struct entry e;

	if (is_header(text)) {
		/* a second header: asked again without a prompt between */
		if (t->begun)
			t->sample = sample_again(t->r, t->s, l, "nstat");
		t->begun = true;
	} else if (entry_parse(text, &e)) {
		t->begun = true;
		counter_add(t->r, t->s, l, t->sample, counter_full_name(t->r->cs->arena, e.name),
			    e.value);
	} else if (text.n) {
		case_unread(t->r->cs, t->s->input, l->number, l->text);
	}
}

/* --- nstat --json --- */

static const struct line *
first_line(const struct section *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_trim(s->lines[i].text).n)
			return &s->lines[i];
	return NULL;
}

static bool
is_json(const struct section *s)
{
	const struct line *l = first_line(s);

	return l && str_starts(str_trim(l->text), STR("{"));
}

#ifdef HAVE_JANSSON

/*
 * A host has some five hundred counters of forty bytes. What is much longer is
 * no nstat's, and the parser's memory is not ours to bound.
 */
#define JSON_MAX_BYTES (1 << 20)

/* How far the members were found in the text, to tell their lines. */
struct place {
	struct str rest;      /* behind the last name that was found */
	const struct line *l; /* where that stands, or the first line */
	bool lost;	      /* a name was not found: it was written with escapes */
};

/*
 * Members come in the order of the text, so each is looked for behind the last:
 * all together are one pass over the text.
 */
static const struct line *
find_line(struct place *p, struct str name)
{
	size_t at = p->lost ? SIZE_MAX : str_find(p->rest, name);

	p->lost |= at == SIZE_MAX;
	if (p->lost)
		return p->l;
	for (size_t i = 0; i < at; i++)
		p->l += p->rest.p[i] == '\n';
	p->rest = str_from_pos(p->rest, at + name.n);
	return p->l;
}

static void
take_group(struct nstat *t, json_t *group, struct place *p)
{
	struct arena *a = t->r->cs->arena;
	const char *key;
	json_t *value;

	json_object_foreach(group, key, value)
	{
		struct str name = str_from(key);

		if (!json_is_integer(value) || json_integer_value(value) < 0)
			continue;
		if (!counter_is_bare_name(name) && !counter_is_full_name(name))
			continue;
		counter_add(t->r, t->s, find_line(p, name), t->sample,
			    counter_full_name(a, str_copy(a, name)),
			    (uint64_t)json_integer_value(value));
	}
}

static void
take_json(struct nstat *t)
{
	struct str text = section_text(t->r->scratch, t->s);
	struct place p = { .rest = text, .l = t->s->lines };
	json_t *root, *group;
	json_error_t e = { .text = "longer than nstat's ever is" };
	const char *key;

	root = text.n > JSON_MAX_BYTES ? NULL
				       : json_loadb(text.p, text.n, JSON_DISABLE_EOF_CHECK, &e);
	if (!root) {
		case_problem(t->r->cs, t->s->input, first_line(t->s)->number, "JSON: %s", e.text);
		return;
	}
	json_object_foreach(root, key, group) take_group(t, group, &p);
	json_decref(root);
}

#else

static void
take_json(struct nstat *t)
{
	case_problem(t->r->cs, t->s->input, first_line(t->s)->number,
		     "JSON is not read: built without jansson");
}

#endif

static void
take(struct reading *r, const struct section *s)
{
	struct nstat t = { .r = r, .s = s, .sample = section_sample(r, s, "nstat") };

	if (is_json(s)) {
		take_json(&t);
		return;
	}
	for (size_t i = 0; i < s->n; i++)
		take_line(&t, &s->lines[i]);
}

/* --- is it nstat? --- */

/* {"kernel":{"IpInReceives":1, …} in one line, or a member on each. */
static bool
is_json_line(struct str text)
{
	struct str name;
	size_t quote;

	if (str_take(&text, STR("{")))
		text = str_trim(text);
	if (!str_take(&text, STR("\"")))
		return false;
	quote = str_index(text, '"');
	name = str_sub(text, 0, quote);
	return quote != SIZE_MAX && str_starts(str_from_pos(text, quote), STR("\":")) &&
	       (str_eq(name, STR("kernel")) || counter_is_full_name(name));
}

#define KNOWN_NOT_MINE 30

static int
line_score(struct str text)
{
	struct entry e;

	text = str_trim(text);
	if (is_header(text))
		return 97;
	/* enough to stay with its section; other JSON has such lines too */
	if (is_json_line(text))
		return KNOWN_NOT_MINE;
	if (!entry_parse(text, &e))
		return 0;
	if (e.bare)
		return e.has_rate ? 80 : 55;
	return e.has_rate ? 92 : 85;
}

/*
 * Whether the object holds a group of counters: {"kernel":{"IpInReceives":1, …}}, or
 * the counters right away. What tells of a counter among other things (a report, a test's
 * expectations) is no output of nstat.
 */
static bool
begins_with_counters(struct str text)
{
	struct str name;

	/* both braces and the group's name stand before the first counter */
	for (unsigned i = 0; i < 2; i++) {
		size_t quote = str_index(text, '"'), end;

		if (quote == SIZE_MAX)
			return false;
		text = str_from_pos(text, quote + 1);
		end = str_index(text, '"');
		name = str_sub(text, 0, end);
		text = str_trim_left(str_from_pos(text, end + 1));
		if (end == SIZE_MAX || !str_take(&text, STR(":")))
			return false;
		text = str_trim_left(text);
		if (text.n && char_is_digit(text.p[0]))
			return counter_is_full_name(name) || counter_is_bare_name(name);
		if (!str_starts(text, STR("{")))
			return false;
	}
	return false;
}

/* As much as holds the first names. */
#define JSON_HEAD_BYTES 512

static bool
is_counters_json(const struct section *s)
{
	char head[JSON_HEAD_BYTES];
	size_t n = 0;

	for (size_t i = 0; i < s->n && n < sizeof(head); i++) {
		struct str line = str_sub(s->lines[i].text, 0, sizeof(head) - n);

		if (line.n)
			memcpy(head + n, line.p, line.n);
		n += line.n;
	}
	return begins_with_counters((struct str){ head, n });
}

static int
probe(const struct section *s)
{
	if (is_json(s))
		return is_counters_json(s) ? 95 : 0;
	if (probe_is_silent(s))
		return section_runs(s, "nstat") ? 80 : 0;
	return probe_lines(s, line_score);
}

const struct reader reader_nstat = {
	.kind = "nstat",
	.words = "kernel counters, nstat, nstat --json, /proc/net/snmp6",
	.probe = probe,
	.read = take,
};
