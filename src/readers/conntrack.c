/*
 * conntrack.c - the table of tracked connections: how full, how many dropped
 *
 *	cpu=0   	found=0 invalid=0 insert=0 insert_failed=0 drop=302 early_drop=0 …
 *
 * of conntrack -S, one line a processor: their sums are the counters
 * ConntrackDrop, ConntrackInsertFailed … The same in hexadecimal, under a line
 * of names, is /proc/net/stat/nf_conntrack. A number alone is conntrack -C.
 */
#include "readers/conntrack.h"

#include "readers/again.h"
#include "readers/counters.h"
#include "readers/probe.h"

#define COLUMNS_MAX 32 /* Linux has 17 */

struct sum {
	struct str name; /* "insert_failed" */
	uint64_t value;
};

struct table {
	struct reading *r;
	const struct section *s;
	uint32_t sample;
	bool used;		      /* the sample has something already */
	const struct line *at;	      /* first line of the running sums, NULL: none run */
	bool hex;		      /* they are of /proc/net/stat/nf_conntrack */
	struct sum sums[COLUMNS_MAX]; /* hex: in the order of the header */
	size_t n;
	const struct line *first_flow; /* of conntrack -L, NULL: no row came */
	uint64_t flows[TCP_STATE_COUNT];
	uint64_t flow_count, unreplied;
};

static void
begin_sample(struct table *t)
{
	if (t->used)
		t->sample = sample_again(t->r, t->s, t->at, "conntrack");
	t->used = false;
}

static void
add(struct table *t, const struct line *l, struct str name, uint64_t value)
{
	counter_add(t->r, t->s, l, t->sample, name, value);
	t->used = true;
}

/* The sums of all processors are complete: here they become counters. */
static void
flush(struct table *t)
{
	if (!t->at)
		return;
	begin_sample(t);
	for (size_t i = 0; i < t->n; i++)
		add(t, t->at, counter_camel(t->r->cs->arena, "Conntrack", t->sums[i].name),
		    t->sums[i].value);
	t->at = NULL;
	t->hex = false;
	t->n = 0;
}

static void
sum_add(struct table *t, struct str name, uint64_t value)
{
	for (size_t i = 0; i < t->n; i++) {
		if (!str_eq(t->sums[i].name, name))
			continue;
		t->sums[i].value += value; /* wraps as the kernel's own do */
		return;
	}
	if (t->n < COLUMNS_MAX)
		t->sums[t->n++] = (struct sum){ name, value };
}

/* --- conntrack -S --- */

static bool
pair_parse(struct str word, struct str *ret_name, uint64_t *ret_value)
{
	struct str name;

	if (!str_cut(&word, '=', &name) || !name.n || !str_to_u64(word, ret_value))
		return false;
	*ret_name = name;
	return true;
}

static bool
is_cpu_line(struct str text)
{
	struct str word, name;
	uint64_t cpu;

	return str_starts(text, STR("cpu=")) && str_word(&text, &word) &&
	       pair_parse(word, &name, &cpu) && str_word(&text, &word) &&
	       pair_parse(word, &name, &cpu);
}

static bool
take_cpu_line(struct table *t, const struct line *l, struct str text)
{
	struct str word, name;
	uint64_t value;

	if (!is_cpu_line(text))
		return false;
	if (t->hex || str_starts(text, STR("cpu=0 ")) || str_starts(text, STR("cpu=0\t")))
		flush(t); /* the first processor again: asked again */
	if (!t->at)
		t->at = l;
	str_word(&text, &word);
	while (str_word(&text, &word))
		if (pair_parse(word, &name, &value))
			sum_add(t, name, value);
	return true;
}

/* --- /proc/net/stat/nf_conntrack --- */

static bool
is_hex_header(struct str text)
{
	struct str word;

	return str_word(&text, &word) && str_eq(word, STR("entries")) &&
	       str_has(text, STR("insert_failed"));
}

static bool
take_hex_header(struct table *t, const struct line *l, struct str text)
{
	struct str word;

	if (!is_hex_header(text))
		return false;
	flush(t);
	t->hex = true;
	t->at = l;
	while (str_word(&text, &word) && t->n < COLUMNS_MAX)
		t->sums[t->n++] = (struct sum){ word, 0 };
	return true;
}

static bool
is_hex_row(struct str text)
{
	struct str word;
	uint64_t v;
	size_t n = 0;

	for (; str_word(&text, &word); n++)
		if (word.n != 8 || !str_to_hex64(word, &v))
			return false;
	return n > 4;
}

/* Each processor has its row; "entries" is of the whole table in every one. */
static bool
take_hex_row(struct table *t, struct str text)
{
	struct str word;
	uint64_t v;

	if (!t->hex || !is_hex_row(text))
		return false;
	for (size_t i = 0; i < t->n && str_word(&text, &word); i++) {
		if (!str_to_hex64(word, &v))
			continue;
		if (str_eq(t->sums[i].name, STR("entries")))
			t->sums[i].value = v;
		else
			t->sums[i].value += v;
	}
	return true;
}

/* --- how many entries --- */

/* "conntrack v1.4.7 (conntrack-tools): 64 flow entries have been shown." */
static bool
footer_parse(struct str text, uint64_t *ret)
{
	size_t at = str_find(text, STR("): "));

	if (!str_starts(text, STR("conntrack v")) || at == SIZE_MAX)
		return false;
	text = str_from_pos(text, at + 3);
	return str_take_u64(&text, ret) && str_starts(text, STR(" flow entries"));
}

/* A row of conntrack -L: "tcp      6 431999 ESTABLISHED src=… dst=… sport=…" */
static bool
is_flow(struct str text)
{
	return str_has(text, STR(" src=")) && str_has(text, STR(" dst=")) &&
	       (str_has(text, STR(" sport=")) || str_has(text, STR(" type=")));
}

static bool
take_count(struct table *t, const struct line *l, struct str text)
{
	uint64_t count;

	if (!str_to_u64(text, &count) && !footer_parse(text, &count))
		return false;
	flush(t);
	add(t, l, STR("ConntrackCount"), count);
	return true;
}

/* Flows of TCP by their state, which conntrack keeps with words of its own. */
static void
count_flow(struct table *t, const struct line *l, struct str text)
{
	struct str word;
	bool tcp = false;

	if (!t->first_flow)
		t->first_flow = l;
	t->unreplied += str_has(text, STR("[UNREPLIED]"));
	while (str_word(&text, &word) && str_index(word, '=') == SIZE_MAX) {
		enum tcp_state state = TCP_STATE_UNKNOWN;

		tcp |= str_eq(word, STR("tcp"));
		if (tcp && tcp_state_parse(word, &state))
			t->flows[state]++;
	}
	t->flow_count++;
}

static bool
take_flow(struct table *t, const struct line *l, struct str text)
{
	if (!is_flow(text))
		return false;
	count_flow(t, l, text);
	return true;
}

/* The rows became counts: ConntrackFlows of all, and of "CLOSE-WAIT" and its like. */
static void
flush_flows(struct table *t)
{
	struct crux_case *cs = t->r->cs;

	if (!t->first_flow)
		return;
	for (size_t i = 0; i < TCP_STATE_COUNT; i++) {
		if (!t->flows[i])
			continue;
		add(t, t->first_flow, STR("ConntrackFlows"), t->flows[i]);
		cs->counters.v[cs->counters.n - 1].of = str_from(tcp_state_name((enum tcp_state)i));
	}
	add(t, t->first_flow, STR("ConntrackFlows"), t->flow_count);
	add(t, t->first_flow, STR("ConntrackUnreplied"), t->unreplied);
	t->first_flow = NULL;
}

static const struct {
	struct str setting, counter;
} sizes[] = {
	{ { "net.netfilter.nf_conntrack_count", 32 }, { "ConntrackCount", 14 } },
	{ { "net.netfilter.nf_conntrack_max", 30 }, { "ConntrackMax", 12 } },
	{ { "net.nf_conntrack_max", 20 }, { "ConntrackMax", 12 } },
};

void
conntrack_setting(struct reading *r, const struct section *s, const struct line *l, uint32_t sample,
		  struct str name, struct str value)
{
	uint64_t v;

	for (size_t i = 0; i < COUNT_OF(sizes); i++)
		if (str_eq(name, sizes[i].setting) && str_to_u64(value, &v))
			counter_add(r, s, l, sample, sizes[i].counter, v);
}

static bool
is_setting(struct str text)
{
	return str_has(str_sub(text, 0, str_index(text, '=')), STR(".nf_conntrack_"));
}

/* A line of sysctl between, where one file has all of a table. */
static bool
take_setting(struct table *t, const struct line *l, struct str text)
{
	struct setting *set;
	struct str name;

	if (!is_setting(text) || !str_cut(&text, '=', &name))
		return false;
	flush(t);
	set = vec_add(t->r->cs->arena, &t->r->cs->settings);
	set->at = line_origin(t->s, l);
	set->sample = t->sample;
	set->name = str_trim(name);
	set->value = str_trim(text);
	conntrack_setting(t->r, t->s, l, t->sample, set->name, set->value);
	return true;
}

static void
take(struct reading *r, const struct section *s)
{
	struct table t = { .r = r, .s = s, .sample = section_sample(r, s, "conntrack") };

	for (size_t i = 0; i < s->n; i++) {
		const struct line *l = &s->lines[i];
		struct str text = str_trim(l->text);

		if (!text.n || take_cpu_line(&t, l, text) || take_hex_header(&t, l, text) ||
		    take_hex_row(&t, text) || take_count(&t, l, text) ||
		    take_setting(&t, l, text) || take_flow(&t, l, text))
			continue;
		case_unread(r->cs, s->input, l->number, l->text);
	}
	flush(&t);
	flush_flows(&t);
}

/* Enough to keep a line of one's own section, too little to take one of sysctl's. */
#define KNOWN_NOT_MINE 30

static int
line_score(struct str text)
{
	uint64_t count;

	text = str_trim(text);
	if (is_cpu_line(text) || is_hex_header(text))
		return 94;
	if (footer_parse(text, &count))
		return 94;
	if (is_hex_row(text))
		return 60;
	if (is_setting(text))
		return KNOWN_NOT_MINE;
	return is_flow(text) ? 85 : 0;
}

static int
probe(const struct section *s)
{
	uint64_t count;

	/* conntrack -C, conntrack -L | wc -l: a number says nothing of itself */
	if (section_runs(s, "conntrack") && s->n && str_to_u64(str_trim(s->lines[0].text), &count))
		return 95;
	return probe_lines(s, line_score);
}

const struct reader reader_conntrack = {
	.kind = "conntrack",
	.words = "connection tracking, conntrack -S, -C, -L, /proc/net/stat/nf_conntrack",
	.probe = probe,
	.read = take,
};
