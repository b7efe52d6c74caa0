/*
 * qdisc.c - queues of interfaces: tc -s qdisc
 *
 *	qdisc tbf 1: dev eth0 root refcnt 3 rate 8Mbit burst 5Kb lat 40ms
 *	 Sent 2014774 bytes 1331 pkt (dropped 1288, overlimits 2918 requeues 0)
 *	 backlog 15140b 10p requeues 0
 *
 * becomes QdiscSentBytes, QdiscSentPackets, QdiscDropped, QdiscOverlimits,
 * QdiscRequeues, QdiscBacklogBytes and -Packets of "eth0 tbf 1:". tc -s class is the
 * same under "class htb 1:10 …". Figures of single disciplines (fq's flows_plimit,
 * fq_codel's ecn_mark) follow as pairs of a name and a number: QdiscEcnMark.
 */
#include "readers/command.h"
#include "readers/counters.h"
#include "readers/probe.h"
#include "readers/rows.h"
#include "readers/units.h"

struct qdisc {
	struct str device; /* of the command, where the lines do not say */
	struct str of;	   /* "eth0 tbf 1:" */
	struct str first;  /* of this sample: when it comes again, it was asked again */
};

static bool
head_parse(struct str text, struct str *ret_kind, struct str *ret_handle, struct str *ret_device)
{
	struct str word, at;

	if (!str_take(&text, STR("qdisc ")) && !str_take(&text, STR("class ")))
		return false;
	if (!str_word(&text, ret_kind) || !str_word(&text, ret_handle) ||
	    str_index(*ret_handle, ':') == SIZE_MAX)
		return false;
	at = text;
	*ret_device = STR("");
	while (str_word(&at, &word))
		if (str_eq(word, STR("dev")))
			return str_word(&at, ret_device);
	return true;
}

static struct str
device_of(struct str command)
{
	size_t at = str_find(command, STR(" dev "));
	struct str word = { 0 };

	if (at == SIZE_MAX)
		return STR("");
	command = str_from_pos(command, at + 5);
	str_word(&command, &word);
	return word;
}

static bool
take_head(struct rows *t, struct str text)
{
	struct qdisc *q = t->own;
	struct str kind, handle, device;

	if (!head_parse(text, &kind, &handle, &device))
		return false;
	q->of = str_printf(t->r->cs->arena, STR_F "%s" STR_F " " STR_F,
			   STR_A(device.n ? device : q->device), device.n || q->device.n ? " " : "",
			   STR_A(kind), STR_A(handle));
	if (q->first.n && str_eq(q->first, q->of))
		rows_again(t);
	else if (!q->first.n)
		q->first = q->of;
	return true;
}

/* The number at the front of a word: "15140b", "1288,", "10p", "1331". */
static bool
number_parse(struct str word, uint64_t *ret)
{
	uint64_t unit = 1, v;

	if (!str_take_u64(&word, &v))
		return false;
	if (str_take(&word, STR("K")))
		unit = 1024;
	else if (str_take(&word, STR("M")))
		unit = 1024 * 1024;
	else if (str_take(&word, STR("G")))
		unit = 1024 * 1024 * 1024;
	return !__builtin_mul_overflow(v, unit, ret);
}

static void
add(struct rows *t, const char *name, struct str word)
{
	struct qdisc *q = t->own;
	uint64_t v;

	if (number_parse(word, &v))
		rows_counter(t, str_from(name), q->of, v);
}

static bool
take_sent(struct rows *t, struct str text)
{
	static const struct {
		const char *word, *counter;
	} inside[] = {
		{ "dropped", "QdiscDropped" },
		{ "overlimits", "QdiscOverlimits" },
		{ "requeues", "QdiscRequeues" },
	};
	struct str bytes, packets, word, number;

	if (!str_take(&text, STR("Sent ")) || !str_word(&text, &bytes) || !str_word(&text, &word) ||
	    !str_word(&text, &packets))
		return false;
	add(t, "QdiscSentBytes", bytes);
	add(t, "QdiscSentPackets", packets);
	while (str_word(&text, &word)) {
		str_take(&word, STR("("));
		for (size_t i = 0; i < COUNT_OF(inside); i++)
			if (str_eq(word, str_from(inside[i].word)) && str_word(&text, &number))
				add(t, inside[i].counter, number);
	}
	return true;
}

/* "backlog 15140b 10p requeues 0", before it "rate 0bit 0pps " in old versions */
static bool
take_backlog(struct rows *t, struct str text)
{
	size_t at = str_find(text, STR("backlog "));
	struct str bytes, packets;

	if (at == SIZE_MAX || (at && !str_starts(text, STR("rate "))))
		return false;
	text = str_from_pos(text, at + 8);
	if (!str_word(&text, &bytes) || !str_word(&text, &packets))
		return false;
	add(t, "QdiscBacklogBytes", bytes);
	add(t, "QdiscBacklogPackets", packets);
	return true;
}

/* "maxpacket 1514 drop_overlimit 0 new_flow_count 5 ecn_mark 0" */
static bool
take_pairs(struct rows *t, struct str text)
{
	struct qdisc *q = t->own;
	struct str word, number;
	uint64_t v;
	bool any = false;

	while (str_word(&text, &word) && str_word(&text, &number)) {
		str_take(&word, STR("("));
		if (!char_is_alpha(word.p[0]) || !number_parse(number, &v))
			return any;
		rows_counter(t, counter_camel(t->r->cs->arena, "Qdisc", word), q->of, v);
		any = true;
	}
	return any;
}

/* Parts of cake's table, and what other disciplines say without a number. */
static bool
is_words(struct str text)
{
	static const char *const begins[] = {
		"memory used: ", "capacity estimate: ",
		"min/max ",	 "average ",
		"Tin ",		 "thresh",
		"target",	 "interval",
		"pk_delay",	 "av_delay",
		"sp_delay",	 "backlog",
		"pkts",		 "bytes",
		"way_",		 "drops",
		"marks",	 "ack_drop",
		"sp_flows",	 "bk_flows",
		"un_flows",	 "max_len",
		"quantum",	 "rate ",
		"flows ",	 "gc ",
		"maxpacket ",	 "new_flows_len ",
		"Bulk",		 "direct_packets",
		"lended",	 "tokens",
		"marked ",
	};

	for (size_t i = 0; i < COUNT_OF(begins); i++)
		if (str_starts(text, str_from(begins[i])))
			return true;
	return false;
}

static bool
take_line(struct rows *t, struct str text)
{
	struct qdisc *q = t->own;

	if (take_head(t, text))
		return true;
	if (!q->of.n)
		return false;
	return take_sent(t, text) || take_backlog(t, text) || take_pairs(t, text) ||
	       !char_is_alpha(text.p[0]) || is_words(text);
}

static void
take(struct reading *r, const struct section *s)
{
	struct qdisc q = { .device = device_of(s->command) };

	rows_read(r, s, "qdisc", take_line, NULL, &q);
}

/* Words below a queue, which prove nothing elsewhere. */
#define KNOWN_NOT_MINE 30

static int
line_score(struct str text)
{
	struct str kind, handle, device;

	text = str_trim(text);
	if (head_parse(text, &kind, &handle, &device))
		return 94;
	if (str_starts(text, STR("Sent ")) && str_has(text, STR(" pkt")))
		return 80;
	if (str_starts(text, STR("backlog ")))
		return 50;
	return is_words(text) ? KNOWN_NOT_MINE : 0;
}

static int
probe(const struct section *s)
{
	int sure = probe_lines(s, line_score);

	return sure == KNOWN_NOT_MINE && !probe_is_alone(s) ? 0 : sure;
}

const struct reader reader_qdisc = {
	.kind = "qdisc",
	.words = "queues of interfaces, tc -s qdisc, tc -s class",
	.probe = probe,
	.read = take,
};
