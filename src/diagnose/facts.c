/*
 * facts.c - sums, shares and rates of one case
 */
#include "diagnose/facts.h"

#include "diagnose/rule.h"

#include <math.h>
#include <string.h>

#include "predict/predict.h"

/* Samples closer than this do not show that a counter stands still. */
#define APART_NS (10 * (int64_t)NS_PER_S)
/* Or than so many segments: a terminal's own, while somebody types. */
#define MOMENT_SEGMENTS 1000
#define RTT_MOST_NS (600 * (int64_t)NS_PER_S) /* five times the largest RTO of Linux */
#define DEFAULT_MSS 536			      /* RFC 9293, 3.7.1: without an option */
#define ETHERNET_MSS 1448  /* 1,500 less headers and time stamps: where nothing tells */
#define TIMESTAMP_BYTES 12 /* RFC 7323, appendix A */

static uint64_t
sent_bytes(const struct half *h)
{
	return h->unique_bytes + h->acked_unseen_bytes;
}

static enum direction
heavier(const struct conn *c)
{
	return sent_bytes(&c->half[C2S]) > sent_bytes(&c->half[S2C]) ? C2S : S2C;
}

static void
flow_set(struct flow *w, const struct view *v, enum direction dir)
{
	w->view = v;
	w->conn = v->conn;
	w->dir = dir;
	w->me = &v->conn->half[dir];
	w->peer = &v->conn->half[dir == C2S ? S2C : C2S];
}

bool
flow_next(const struct crux_case *cs, struct flow *w)
{
	const struct view *v;
	enum direction dir;
	size_t end;

	if (w->next >= cs->views.n)
		return false;
	v = &cs->views.v[w->next];
	for (end = w->next + 1; end < cs->views.n && cs->views.v[end].incident == v->incident;)
		end++;
	if (end - w->next > 1)
		v = case_view_for(cs, v->incident, S2C);
	dir = heavier(v->conn);
	if (end - w->next > 1)
		v = case_view_for(cs, v->incident, dir);
	flow_set(w, v, dir);
	w->next = end;
	return true;
}

double
flow_seconds(const struct flow *w, enum account a)
{
	return ns_to_s(w->conn->ledger.ns[a]);
}

double
flow_share(const struct flow *w, enum account a)
{
	int64_t all_ns = conn_duration_ns(w->conn);

	return all_ns > 0 ? (double)w->conn->ledger.ns[a] / (double)all_ns : 0;
}

uint64_t
flow_packet(const struct flow *w, enum account a)
{
	return w->conn->ledger.longest ? w->conn->ledger.longest[a][0].from_packet : 0;
}

/*
 * A capture stands somewhere on the path: each sender's RTT samples cover the
 * part between the capture and the other end, so the two parts make the whole.
 */
int64_t
flow_path_rtt_ns(const struct flow *w)
{
	const struct conn *c = w->conn;
	const struct rtt_stats *a = &c->half[C2S].rtt, *b = &c->half[S2C].rtt;

	/* clocks of a damaged capture leap: keep sums and multiples in range */
	if (a->samples && b->samples)
		return MIN(a->min_ns, RTT_MOST_NS) + MIN(b->min_ns, RTT_MOST_NS);
	if (c->syns == 1 && c->syn_ns != TIME_NONE && c->handshake_ack_ns != TIME_NONE &&
	    c->handshake_ack_ns > c->syn_ns)
		return MIN(c->handshake_ack_ns - c->syn_ns, RTT_MOST_NS);
	return a->samples   ? MIN(a->min_ns, RTT_MOST_NS)
	       : b->samples ? MIN(b->min_ns, RTT_MOST_NS)
			    : 0;
}

bool
flow_path_known(const struct flow *w)
{
	enum vantage own = w->dir == C2S ? VANTAGE_CLIENT : VANTAGE_SERVER;

	return w->conn->handshake == HANDSHAKE_FULL || w->conn->vantage == own ||
	       (w->me->rtt.samples && w->peer->rtt.samples);
}

int64_t
flow_loaded_rtt_ns(const struct flow *w)
{
	const struct rtt_stats *r = &w->me->rtt;

	return r->loaded_samples ? r->loaded_sum_ns / (int64_t)r->loaded_samples : 0;
}

double
flow_goodput_bps(const struct flow *w)
{
	int64_t from_ns = w->me->first_data_ns, to_ns = w->me->last_data_ns;

	if (from_ns == TIME_NONE || to_ns <= from_ns)
		return 0;
	return (double)w->me->unique_bytes * 8 / ns_to_s(to_ns - from_ns);
}

/*
 * A program that reads at once leaves the window open, and goodput is window / RTT (RFC
 * 7323, 1.1). A full buffer that shuts once may be a moment's; the rate of who reads half
 * as fast as the window would allow is the reader's own.
 */
#define LAGS_SHUT_MIN 3
#define LAGS_RATE_YES 0.5
#define LAGS_RATE_NO 0.8

double
flow_reader_lags(const struct flow *w)
{
	double ceiling_bps =
		window_rate_bps((double)w->peer->window_max_bytes, ns_to_s(flow_path_rtt_ns(w)));

	if (w->peer->zero_windows < LAGS_SHUT_MIN || w->peer->window_scale_unknown ||
	    ceiling_bps <= 0)
		return 0;
	return 1 - ramp(flow_goodput_bps(w) / ceiling_bps, LAGS_RATE_YES, LAGS_RATE_NO);
}

uint32_t
flow_mss(const struct flow *w)
{
	if (w->me->mss_seen)
		return w->me->mss_seen;
	return w->peer->mss ? w->peer->mss : DEFAULT_MSS;
}

uint32_t
flow_room_bytes(const struct flow *w)
{
	uint32_t stamps = w->me->timestamps && w->peer->timestamps ? TIMESTAMP_BYTES : 0;

	if (w->peer->mss > stamps)
		return w->peer->mss - stamps;
	return MAX(w->me->mss_seen, ETHERNET_MSS);
}

double
flow_segments(const struct flow *w)
{
	/* with offload one packet of the capture is many on the wire */
	return MAX((double)w->me->unique_bytes / flow_mss(w),
		   (double)w->me->data_packets - (double)w->me->retransmissions);
}

double
flow_loss_rate(const struct flow *w)
{
	double segments = flow_segments(w);

	return segments > 0 ? MIN((double)w->me->loss.segments / segments, 1) : 0;
}

struct endpoint
flow_sender(const struct flow *w)
{
	return w->dir == C2S ? w->conn->client : w->conn->server;
}

struct endpoint
flow_receiver(const struct flow *w)
{
	return w->dir == C2S ? w->conn->server : w->conn->client;
}

bool
opened_next(const struct crux_case *cs, struct opened *o)
{
	const struct view *v;

	if (o->next >= cs->views.n)
		return false;
	v = o->client = o->server = &cs->views.v[o->next++];
	while (o->next < cs->views.n && cs->views.v[o->next].incident == v->incident)
		o->next++;
	if (&cs->views.v[o->next - 1] != v) {
		o->client = case_view_for(cs, v->incident, C2S);
		o->server = case_view_for(cs, v->incident, S2C);
	}
	return true;
}

double
conn_open_wait_s(const struct conn *c)
{
	if (c->syns < 2 || c->syn_ns == TIME_NONE)
		return 0;
	if (c->opening == OPENING_DONE)
		return c->syn_ack_ns == TIME_NONE ? 0 : MAX(ns_to_s(c->syn_ack_ns - c->syn_ns), 0);
	return MAX(ns_to_s(c->last_ns - c->syn_ns), 0);
}

bool
endpoint_same(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && addr_eq(&a->addr, &b->addr);
}

const struct service *
service_of(const struct crux_case *cs, const struct endpoint *server)
{
	for (size_t i = 0; i < cs->services.n; i++)
		if (endpoint_same(&cs->services.v[i].server, server))
			return &cs->services.v[i];
	return NULL;
}

uint64_t
setting_u64(const struct crux_case *cs, const char *name, uint64_t fallback)
{
	uint64_t v;

	return str_to_u64(str_trim(case_setting(cs, name)), &v) ? v : fallback;
}

double
sock_segments(const struct sock *s)
{
	if (s->has & SOCK_DATA_SEGS_OUT)
		return (double)s->data_segs_out;
	if ((s->has & SOCK_BYTES_SENT) && (s->has & SOCK_MSS) && s->mss)
		return ceil((double)s->bytes_sent / s->mss);
	if ((s->has & SOCK_BYTES_ACKED) && (s->has & SOCK_MSS) && s->mss)
		return ceil((double)s->bytes_acked / s->mss);
	return (s->has & SOCK_SEGS_OUT) ? (double)s->segs_out : 0;
}

double
sock_loss_rate(const struct sock *s)
{
	double segments = sock_segments(s), again = 0;

	if (segments <= 0 || !(s->has & SOCK_RETRANS))
		return 0;
	/* what a duplicate SACK reported had arrived: sent again without need */
	again = (double)s->retrans_total;
	if (s->has & SOCK_DSACK_DUPS)
		again -= MIN(again, (double)s->dsack_dups);
	return MIN(again / segments, 1);
}

double
sock_window_limit_bytes(const struct sock *s)
{
	/* RFC 7323, 2.3: the shift is at most 14 */
	unsigned shift = (s->has & SOCK_WSCALE) ? MIN(s->snd_wscale, 14) : 0;

	return (double)(UINT64_C(65535) << shift);
}

_Static_assert(FOUR_BYTES == 2 * (16 + sizeof(uint16_t)), "two addresses, two ports");

struct str
four_key(uint8_t buf[FOUR_BYTES], const struct endpoint *from, const struct endpoint *to)
{
	memcpy(buf, from->addr.b, 16);
	memcpy(buf + 16, to->addr.b, 16);
	memcpy(buf + 32, &from->port, 2);
	memcpy(buf + 34, &to->port, 2);
	return (struct str){ (const char *)buf, FOUR_BYTES };
}

void
wire_map_init(struct map *m, struct arena *a, const struct crux_case *cs)
{
	struct flow w = { 0 };
	uint8_t key[FOUR_BYTES];

	map_init(m, a);
	if (cs->socks.n == 0)
		return;
	while (flow_next(cs, &w)) {
		const struct conn *c = w.conn;

		*map_put(m, four_key(key, &c->client, &c->server)) =
			(void *)(uintptr_t)&c->half[C2S];
		*map_put(m, four_key(key, &c->server, &c->client)) =
			(void *)(uintptr_t)&c->half[S2C];
	}
}

bool
wire_map_covers(const struct map *m, const struct sock *s)
{
	uint8_t key[FOUR_BYTES];
	const struct half *h = map_get(m, four_key(key, &s->local, &s->peer));
	uint64_t told = (s->has & SOCK_BYTES_ACKED) ? s->bytes_acked : 0;

	return h && h->unique_bytes > 0 && h->unique_bytes >= told / 2;
}

/* The time between the first sample of a counter's host and this one; 0 unknown. */
static int64_t
observed_ns(const struct crux_case *cs, uint32_t sample)
{
	int64_t to_ns, from_ns = TIME_NONE;

	if (sample >= cs->samples.n)
		return 0;
	to_ns = cs->samples.v[sample].time_ns;
	for (uint32_t s = sample; s < cs->samples.n; s = cs->samples.v[s].earlier)
		from_ns = cs->samples.v[s].time_ns;
	return to_ns == TIME_NONE || from_ns == TIME_NONE ? 0 : to_ns - from_ns;
}

/*
 * What a counter's lifetime total is held against, and the share of it below which it
 * is the life of a host and no incident: a connection in ten thousand that the host
 * failed, one in a hundred that its peer left, a segment in a million.
 */
static const struct {
	const char *prefix; /* of the counter's name */
	const char *base[2];
	double share;
} lifetimes[] = {
	{ "TcpExtListen", { "TcpPassiveOpens" }, 1e-4 },
	{ "TcpExtTCPReqQFull", { "TcpPassiveOpens" }, 1e-4 },
	{ "TcpExtSyncookies", { "TcpPassiveOpens" }, 1e-4 },
	{ "TcpExtTCPAbortOnMemory", { "TcpPassiveOpens", "TcpActiveOpens" }, 1e-4 },
	/* clients that vanish, close early or reset: one in a hundred is the Internet */
	{ "TcpExtTCPAbort", { "TcpPassiveOpens", "TcpActiveOpens" }, 1e-2 },
	{ "TcpExtTCPMemoryPressures", { "TcpPassiveOpens", "TcpActiveOpens" }, 1e-4 },
	{ "TcpExtPAWS", { "TcpPassiveOpens", "TcpActiveOpens" }, 1e-4 },
	{ "TcpExtTCPFastOpen", { "TcpPassiveOpens", "TcpActiveOpens" }, 1e-4 },
	{ "TcpExtTCPChallengeACK", { "TcpInSegs" }, 1e-6 },
	{ "TcpExtTCPBacklogDrop", { "TcpInSegs" }, 1e-6 },
	{ "TcpExtTCPRcvQDrop", { "TcpInSegs" }, 1e-6 },
	{ "TcpExtTCPRcvCollapsed", { "TcpInSegs" }, 1e-6 },
	{ "TcpExtPruneCalled", { "TcpInSegs" }, 1e-6 },
	{ "TcpExtRcvPruned", { "TcpInSegs" }, 1e-6 },
	{ "TcpExtOfoPruned", { "TcpInSegs" }, 1e-6 },
	{ "TcpInCsumErrors", { "TcpInSegs" }, 1e-6 },
	{ "TcpInErrs", { "TcpInSegs" }, 1e-6 },
};

/*
 * Nobody knows when it happened: since boot, perhaps years ago. A total that is next to
 * nothing against what the host did in that time says nothing about today.
 */
static bool
is_rare_in_life(const struct crux_case *cs, const char *name, const struct counter_found *c)
{
	double base = 0;

	for (size_t i = 0; i < COUNT_OF(lifetimes); i++) {
		if (!str_starts(str_from(name), str_from(lifetimes[i].prefix)))
			continue;
		for (size_t k = 0; k < COUNT_OF(lifetimes[i].base); k++)
			if (lifetimes[i].base[k])
				base += (double)case_counter_in(cs, c->sample,
								lifetimes[i].base[k]);
		return (double)c->value < lifetimes[i].share * base;
	}
	return false;
}

/*
 * Two samples of nearly one moment: by their times, or else by the traffic between them,
 * which is what two commands typed after one another see.
 */
static bool
is_one_moment(const struct crux_case *cs, uint32_t sample)
{
	int64_t apart_ns = observed_ns(cs, sample);
	struct counter_found in;

	if (apart_ns > 0)
		return apart_ns < APART_NS;
	in = case_counter(cs, "TcpInSegs");
	return !in.found || !in.has_before || in.growth < MOMENT_SEGMENTS;
}

struct counter_found
counter_of(const struct crux_case *cs, const char *name)
{
	struct counter_found c = case_counter(cs, name);

	if (c.found && c.has_before && c.growth == 0 && is_one_moment(cs, c.sample)) {
		c.growth = c.value;
		c.has_before = false;
	}
	if (c.found && !c.has_before && is_rare_in_life(cs, name, &c))
		c.growth = 0;
	return c;
}

uint64_t
counter_growth(const struct crux_case *cs, const char *name)
{
	struct counter_found c = counter_of(cs, name);

	return c.found ? c.growth : 0;
}

const char *
counter_meanwhile(struct finding *f, const struct counter_found *c)
{
	if (!c->has_before)
		return "";
	return c->interval_ns > 0 ? say(f, " in %s", say_time(f, c->interval_ns))
				  : " between two samples";
}

uint64_t
log_count(const struct crux_case *cs, enum log_kind kind, const struct log_line **ret)
{
	uint64_t n = 0;

	for (size_t i = 0; i < cs->logs.n; i++) {
		const struct log_line *l = &cs->logs.v[i];

		if (l->kind != kind)
			continue;
		if (n == 0 && ret)
			*ret = l;
		n += l->repeats ? l->repeats : 1;
	}
	return n;
}

double
ramp(double v, double no, double yes)
{
	if (no == yes)
		return v >= yes;
	return MIN(MAX((v - no) / (yes - no), 0), 1);
}
