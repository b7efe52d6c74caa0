/*
 * prometheus.c - metrics of node_exporter and its like, in Prometheus's text form
 *
 *	# TYPE node_netstat_TcpExt_ListenDrops untyped
 *	node_netstat_TcpExt_ListenDrops 28
 *	node_network_receive_drop_total{device="eth0"} 4
 *
 * A number that the kernel has a name for gets that name, so that rules need not know
 * where it came from; sums over processors are made as in softnet.c. Metrics of no
 * interest here are known by their form and passed. OpenMetrics adds time stamps behind
 * the values and "# EOF".
 */
#include "readers/counters.h"
#include "readers/probe.h"
#include "readers/rows.h"

#include <math.h>

struct metric {
	struct str name, labels;
	double value;
};

/* Metrics whose values are summed over a label that is not told further. */
enum sum { SUM_SOFTNET_PROCESSED, SUM_SOFTNET_DROPPED, SUM_SOFTNET_SQUEEZED, SUM_COUNT };

static const struct {
	const char *metric, *counter;
} summed[SUM_COUNT] = {
	[SUM_SOFTNET_PROCESSED] = { "node_softnet_processed_total", "SoftnetProcessed" },
	[SUM_SOFTNET_DROPPED] = { "node_softnet_dropped_total", "SoftnetDropped" },
	[SUM_SOFTNET_SQUEEZED] = { "node_softnet_times_squeezed_total", "SoftnetTimeSqueezed" },
};

/* One metric, one counter. */
static const struct {
	const char *metric, *counter;
} single[] = {
	{ "node_nf_conntrack_entries", "ConntrackCount" },
	{ "node_nf_conntrack_entries_limit", "ConntrackMax" },
};

/* The prefix of a metric whose rest is a word of conntrack -S. */
#define CONNTRACK_PREFIX "node_nf_conntrack_stat_"

static const struct {
	const char *metric;
	const char *counter;
} of_device[] = {
	{ "node_network_receive_bytes_total", "LinkRxBytes" },
	{ "node_network_receive_packets_total", "LinkRxPackets" },
	{ "node_network_receive_errs_total", "LinkRxErrors" },
	{ "node_network_receive_drop_total", "LinkRxDropped" },
	{ "node_network_receive_fifo_total", "LinkRxFifo" },
	{ "node_network_transmit_bytes_total", "LinkTxBytes" },
	{ "node_network_transmit_packets_total", "LinkTxPackets" },
	{ "node_network_transmit_errs_total", "LinkTxErrors" },
	{ "node_network_transmit_drop_total", "LinkTxDropped" },
	{ "node_network_transmit_carrier_total", "LinkTxCarrier" },
	{ "node_qdisc_drops_total", "QdiscDropped" },
	{ "node_qdisc_overlimits_total", "QdiscOverlimits" },
	{ "node_qdisc_requeues_total", "QdiscRequeues" },
	{ "node_qdisc_bytes_total", "QdiscSentBytes" },
	{ "node_qdisc_packets_total", "QdiscSentPackets" },
};

struct prometheus {
	uint64_t sums[SUM_COUNT];
	bool seen[SUM_COUNT];
};

static bool
is_metric_name(struct str s)
{
	if (!s.n || (!char_is_alpha(s.p[0]) && s.p[0] != '_' && s.p[0] != ':'))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!char_is_alnum(s.p[i]) && s.p[i] != '_' && s.p[i] != ':')
			return false;
	return true;
}

static bool
value_parse(struct str s, double *ret)
{
	static const char *const words[] = { "NaN", "+Inf", "-Inf", "Inf" };

	if (str_to_double(s, ret))
		return true;
	*ret = 0;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(s, str_from(words[i])))
			return true;
	return false;
}

/* name{labels} value [time]; without labels only names with an underscore are taken. */
static bool
metric_parse(struct str text, struct metric *ret)
{
	size_t open = str_index(text, '{'), blank = str_index(text, ' ');
	struct metric m = { 0 };
	struct str word;
	int64_t ms;

	if (open != SIZE_MAX && open < blank) {
		size_t close = str_rindex(text, '}');

		if (close == SIZE_MAX || close < open)
			return false;
		m.name = str_sub(text, 0, open);
		m.labels = str_sub(text, open + 1, close - open - 1);
		text = str_from_pos(text, close + 1);
	} else {
		m.name = str_sub(text, 0, blank);
		text = str_from_pos(text, m.name.n);
		if (str_index(m.name, '_') == SIZE_MAX)
			return false;
	}
	if (!is_metric_name(m.name) || !str_word(&text, &word) || !value_parse(word, &m.value))
		return false;
	if (str_word(&text, &word) && !str_to_i64(word, &ms))
		return false;
	*ret = m;
	return true;
}

/* The value of device="eth0"; quotes inside are escaped and end nothing here. */
static struct str
label_of(struct str labels, struct str name)
{
	struct str label;

	while (str_cut(&labels, ',', &label)) {
		label = str_trim(label);
		if (str_take(&label, name) && str_take(&label, STR("=\"")))
			return str_sub(label, 0, str_index(label, '"'));
	}
	return STR("");
}

static uint64_t
whole(double v)
{
	/* 2^64 is the first double that does not fit */
	return v >= 0 && v < 18446744073709551616.0 ? (uint64_t)llround(fmin(v, 9.2e18)) : 0;
}

/* node_netstat_TcpExt_ListenDrops is TcpExtListenDrops. */
static bool
take_netstat(struct rows *t, const struct metric *m)
{
	struct str rest = m->name, group;

	if (!str_take(&rest, STR("node_netstat_")))
		return false;
	if (str_cut(&rest, '_', &group) && counter_group(group) >= 0)
		rows_counter(t, counter_join(t->r->cs->arena, group, rest), STR(""),
			     whole(m->value));
	return true;
}

/* node_sockstat_TCP_inuse is SockstatTCPInuse; mem_bytes says mem again. */
static bool
take_sockstat(struct rows *t, const struct metric *m)
{
	struct str rest = m->name;

	if (!str_take(&rest, STR("node_sockstat_")))
		return false;
	if (!str_ends(rest, STR("_bytes")))
		rows_counter(t, counter_camel(t->r->cs->arena, "Sockstat", rest), STR(""),
			     whole(m->value));
	return true;
}

static bool
take_conntrack(struct rows *t, const struct metric *m)
{
	struct str rest = m->name;

	if (!str_take(&rest, STR(CONNTRACK_PREFIX)))
		return false;
	rows_counter(t, counter_camel(t->r->cs->arena, "Conntrack", rest), STR(""),
		     whole(m->value));
	return true;
}

static bool
take_single(struct rows *t, const struct metric *m)
{
	for (size_t i = 0; i < COUNT_OF(single); i++) {
		if (!str_eq(m->name, str_from(single[i].metric)))
			continue;
		rows_counter(t, str_from(single[i].counter), STR(""), whole(m->value));
		return true;
	}
	return false;
}

static bool
take_of_device(struct rows *t, const struct metric *m)
{
	for (size_t i = 0; i < COUNT_OF(of_device); i++) {
		if (!str_eq(m->name, str_from(of_device[i].metric)))
			continue;
		rows_counter(t, str_from(of_device[i].counter), label_of(m->labels, STR("device")),
			     whole(m->value));
		return true;
	}
	return false;
}

static bool
take_summed(struct rows *t, const struct metric *m)
{
	struct prometheus *p = t->own;

	for (size_t i = 0; i < SUM_COUNT; i++) {
		if (!str_eq(m->name, str_from(summed[i].metric)))
			continue;
		p->sums[i] += whole(m->value);
		p->seen[i] = true;
		return true;
	}
	return false;
}

/* node_tcp_connection_states{state="close_wait"} 6 */
static bool
take_states(struct rows *t, const struct metric *m)
{
	struct state_count *c;
	enum tcp_state state;

	if (!str_eq(m->name, STR("node_tcp_connection_states")))
		return false;
	if (!tcp_state_parse(label_of(m->labels, STR("state")), &state))
		return true; /* queued bytes stand among them */
	c = vec_add(t->r->cs->arena, &t->r->cs->state_counts);
	c->at = line_origin(t->s, t->l);
	c->sample = t->sample;
	c->state = (uint8_t)state;
	c->count = whole(m->value);
	return true;
}

/* What the host says of itself: its clock, its name, its kernel. */
static bool
take_host(struct rows *t, const struct metric *m)
{
	struct sample *sample = &t->r->cs->samples.v[t->sample];
	struct str release = label_of(m->labels, STR("release"));

	if (str_eq(m->name, STR("node_time_seconds")) && m->value > 0 && m->value < 9e9) {
		sample->time_ns = (int64_t)(m->value * 1e9);
		return true;
	}
	if (!str_eq(m->name, STR("node_uname_info")))
		return false;
	sample->host = label_of(m->labels, STR("nodename"));
	if (release.n)
		rows_setting(t, STR("kernel.osrelease"), release);
	return true;
}

static bool (*const takers[])(struct rows *t, const struct metric *m) = {
	take_netstat, take_sockstat,  take_conntrack, take_single,
	take_summed,  take_of_device, take_states,    take_host,
};

static bool
is_comment(struct str text)
{
	return str_starts(text, STR("# HELP ")) || str_starts(text, STR("# TYPE ")) ||
	       str_starts(text, STR("# UNIT ")) || str_eq(text, STR("# EOF"));
}

static bool
take_line(struct rows *t, struct str text)
{
	struct metric m;

	if (is_comment(text))
		return true;
	if (!metric_parse(text, &m))
		return false;
	for (size_t i = 0; i < COUNT_OF(takers); i++)
		if (takers[i](t, &m))
			return true;
	return true;
}

static void
add_sums(struct rows *t)
{
	struct prometheus *p = t->own;

	for (size_t i = 0; i < SUM_COUNT; i++)
		if (p->seen[i])
			rows_counter(t, str_from(summed[i].counter), STR(""), p->sums[i]);
}

static void
take(struct reading *r, const struct section *s)
{
	struct prometheus p = { 0 };

	rows_read(r, s, "prometheus", take_line, add_sums, &p);
}

/* Words that begin metrics of exporters; others are too like any name and number. */
static bool
is_known_metric(struct str text, struct metric *m)
{
	return metric_parse(text, m) && (str_starts(m->name, STR("node_")) || m->labels.n);
}

static int
line_score(struct str text)
{
	struct metric m;

	text = str_trim(text);
	if (is_comment(text))
		return 96;
	if (!is_known_metric(text, &m))
		return metric_parse(text, &m) ? 40 : 0;
	return str_starts(m.name, STR("node_")) ? 94 : 75;
}

static int
probe(const struct section *s)
{
	return probe_lines(s, line_score);
}

const struct reader reader_prometheus = {
	.kind = "prometheus",
	.words = "metrics of node_exporter and others, Prometheus's text form",
	.probe = probe,
	.read = take,
};
