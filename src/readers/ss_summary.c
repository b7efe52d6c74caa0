/*
 * ss_summary.c - ss -s: how many sockets there are of each kind
 *
 *	Total: 26
 *	TCP:   25 (estab 24, closed 0, orphaned 0, timewait 0)
 *
 * and older, "TCP: 25 (estab 24, closed 0, orphaned 0, synrecv 0, timewait 0/0),
 * ports 0". The table of transports below says the same again by family.
 */
#include "readers/ss_summary.h"

#include "readers/again.h"
#include "readers/probe.h"

static const struct {
	struct str word;
	enum tcp_state state; /* TCP_STATE_UNKNOWN: the word is kept instead */
} parts[] = {
	{ { "estab", 5 }, TCP_ESTABLISHED },
	{ { "synrecv", 7 }, TCP_SYN_RECEIVED },
	{ { "timewait", 8 }, TCP_TIME_WAIT },
	/* "closed" is all that is not in the hash of connections: TIME-WAIT, and
	 * sockets neither connected nor listening; so it is no state */
	{ { "closed", 6 }, TCP_STATE_UNKNOWN },
	{ { "orphaned", 8 }, TCP_STATE_UNKNOWN },
};

static const char *const transports[] = {
	"RAW", "UDP", "TCP", "INET", "FRAG", "*", "SCTP", "DCCP", "MPTCP", "UDPLITE", "PACKET",
};

static void
add(struct reading *r, struct origin at, uint32_t sample, enum tcp_state state, struct str what,
    uint64_t count)
{
	struct state_count *c = vec_add(r->cs->arena, &r->cs->state_counts);

	c->at = at;
	c->sample = sample;
	c->state = (uint8_t)state;
	c->what = what;
	c->count = count;
}

/* "estab 24", "timewait 15/0": the second number counted buckets. */
static bool
add_part(struct reading *r, struct origin at, uint32_t sample, struct str part)
{
	struct str word;
	uint64_t count;

	if (!str_word(&part, &word))
		return false;
	part = str_trim_left(part);
	if (!str_take_u64(&part, &count) || (part.n && *part.p != '/'))
		return false;
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		enum tcp_state state = parts[i].state;

		if (!str_eq(word, parts[i].word))
			continue;
		add(r, at, sample, state, state ? (struct str){ NULL, 0 } : word, count);
		return true;
	}
	add(r, at, sample, TCP_STATE_UNKNOWN, word, count);
	return true;
}

/* "TCP:   25 (estab 24, closed 0, …)": the number, and what is in the brackets. */
static bool
tcp_parse(struct str text, uint64_t *ret_total, struct str *ret_inner)
{
	struct str inner;
	uint64_t total;

	if (!str_take(&text, STR("TCP:")))
		return false;
	text = str_trim_left(text);
	if (!str_take_u64(&text, &total))
		return false;
	text = str_trim_left(text);
	/* /proc/net/sockstat has "TCP: inuse …" */
	if (!str_take(&text, STR("(")) || !str_starts(text, STR("estab ")))
		return false;
	inner = str_sub(text, 0, str_index(text, ')')); /* cut off: take what is there */
	*ret_total = total;
	*ret_inner = inner;
	return true;
}

static bool
tcp_line(struct reading *r, struct origin at, struct str text, uint32_t sample)
{
	struct str inner, part;
	uint64_t total;

	if (!tcp_parse(text, &total, &inner))
		return false;
	add(r, at, sample, TCP_STATE_UNKNOWN, STR("total"), total);
	while (str_cut(&inner, ',', &part))
		add_part(r, at, sample, part);
	return true;
}

static bool
is_three_numbers(struct str text)
{
	struct str word;
	uint64_t v;

	for (unsigned i = 0; i < 3; i++)
		if (!str_word(&text, &word) || (!str_to_u64(word, &v) && !str_eq(word, STR("-"))))
			return false;
	return !str_word(&text, &word);
}

/* "TCP	  25        25        0", and the line above: said already. */
static bool
table_line(struct str text)
{
	struct str word;

	if (!str_word(&text, &word))
		return false;
	if (str_eq(word, STR("Transport")))
		return str_has(text, STR("Total"));
	for (size_t i = 0; i < COUNT_OF(transports); i++)
		if (str_eq(word, str_from(transports[i])))
			return is_three_numbers(text);
	return false;
}

/* "Total: 26 (kernel 32)" */
static bool
total_line(struct str text)
{
	uint64_t count;

	if (!str_take(&text, STR("Total:")))
		return false;
	text = str_trim(text);
	return str_take_u64(&text, &count) && (!text.n || char_is_space(*text.p));
}

bool
ss_summary_line(struct reading *r, const struct section *s, const struct line *l, uint32_t sample)
{
	struct str text = str_trim(l->text);

	return tcp_line(r, line_origin(s, l), text, sample) || table_line(text) || total_line(text);
}

/* The first line says Total, but it may have been cut off. */
static bool
begins(struct str text, bool seen_total)
{
	text = str_trim(text);
	return total_line(text) || (!seen_total && str_starts(text, STR("TCP:")));
}

static void
take(struct reading *r, const struct section *s)
{
	uint32_t sample = section_sample(r, s, "ss-summary");
	bool begun = false, total = false;

	for (size_t i = 0; i < s->n; i++) {
		const struct line *l = &s->lines[i];

		if (!str_trim(l->text).n)
			continue;
		/* asked again without a prompt between: another moment */
		if (begins(l->text, total) && begun)
			sample = sample_again(r, s, l, "ss-summary");
		begun |= begins(l->text, total);
		total |= total_line(str_trim(l->text));
		if (!ss_summary_line(r, s, l, sample))
			case_unread(r->cs, s->input, l->number, l->text);
	}
}

static int
line_score(struct str text)
{
	struct str inner;
	uint64_t total;

	text = str_trim(text);
	if (tcp_parse(text, &total, &inner))
		return 94;
	return total_line(text) || table_line(text) ? 70 : 0;
}

static int
probe(const struct section *s)
{
	return probe_lines(s, line_score);
}

const struct reader reader_ss_summary = {
	.kind = "ss-summary",
	.words = "summary of sockets by state, ss -s",
	.probe = probe,
	.read = take,
};
