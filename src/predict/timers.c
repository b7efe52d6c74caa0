/*
 * timers.c - which timers run at the end of a trace, and when they fire
 *
 * The RFCs bound the timers, Linux fixes them; where the two differ both are
 * said. All times count from the connection's last packet; a timer that should
 * have fired before it gives 0. The kernel's timer wheel fires up to an eighth
 * of the delay late (Linux kernel/time/timer.c, "granularity").
 */
#include "predict/timers.h"

#include <inttypes.h>
#include <stdlib.h>

#include "predict/segments.h"

#define S(n) ((int64_t)(n)*NS_PER_S)
#define MS(n) ((int64_t)(n)*NS_PER_MS)

#define RTO_INITIAL_NS S(1)	    /* RFC 6298, 2.1 */
#define RTO_MIN_NS MS(200)	    /* Linux TCP_RTO_MIN; RFC 6298, 2.4 says 1 s */
#define RTO_MAX_NS S(120)	    /* Linux TCP_RTO_MAX; RFC 6298, 2.5 allows 60 s and more */
#define DELACK_MAX_NS MS(500)	    /* RFC 9293, 3.8.6.3 */
#define DELACK_LINUX_MAX_NS MS(200) /* TCP_DELACK_MAX */
#define KEEP_ALIVE_NS S(7200)	    /* RFC 9293, 3.8.4; tcp_keepalive_time */
#define FIN_TIMEOUT_NS S(60)	    /* Linux tcp_fin_timeout */
#define TIME_WAIT_LINUX_NS S(60)    /* TCP_TIMEWAIT_LEN */
#define TIME_WAIT_RFC_NS S(240)	    /* 2 MSL, RFC 9293, 3.4.2: MSL 2 minutes */
#define RETRIES2 15		    /* Linux tcp_retries2 */
#define ORPHAN_RETRIES 8	    /* Linux tcp_orphan_retries(): 0 means 8 */

/* One end whose timers are asked for. */
struct timed {
	struct arena *a;
	struct prediction *p;
	const struct conn *c;
	enum direction dir;
	const struct half *me, *peer;
};

/* When retries of an unanswered SYN or SYN-ACK leave, in s after the first. */
struct retries {
	const char *source;
	uint8_t n;
	uint8_t at_s[10];
	uint8_t give_up_s;
};

static const struct retries syn_classic = {
	"RFC 6298: 1 s (2.1), doubled each time (5.5); Linux tcp_syn_retries 6",
	6,
	{ 1, 3, 7, 15, 31, 63 },
	127,
};
/* Linux 6.5 and newer: tcp_syn_linear_timeouts 4 come before the doubling. */
static const struct retries syn_linear = {
	"Linux 6.5 and newer: tcp_syn_linear_timeouts 4, then doubled; tcp_syn_retries 6",
	10,
	{ 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 },
	131,
};
static const struct retries syn_ack_retries = {
	"RFC 6298: 1 s (2.1), doubled each time (5.5); Linux tcp_synack_retries 5",
	5,
	{ 1, 3, 7, 15, 31 },
	63,
};

static struct timer_next *
add(const struct timed *t, enum timer_kind kind, int64_t earliest_ns, int64_t latest_ns)
{
	struct timer_next *n = vec_add(t->a, &t->p->timers);

	n->kind = kind;
	n->dir = t->dir;
	n->earliest_ns = MAX(earliest_ns, 0);
	n->latest_ns = MAX(latest_ns, n->earliest_ns);
	return n;
}

/* A delay with what the timer wheel may add. */
static int64_t
late(int64_t delay_ns)
{
	return delay_ns + delay_ns / 8;
}

/* A moment of the trace, counted from its last packet: 0 or below. */
static int64_t
since_last(const struct timed *t, int64_t ns)
{
	if (!t->c->has_times || ns == TIME_NONE)
		return 0;
	return MIN(ns - t->c->last_ns, 0);
}

static const char *
text(const struct timed *t, int64_t ns)
{
	char buf[TIME_TEXT_BYTES];

	return str_to_cstr(t->a, str_from(duration_text(buf, ns)));
}

static bool
is_open(uint8_t state)
{
	return state == TCP_ESTABLISHED || state == TCP_CLOSE_WAIT;
}

/* Our side has closed; without an owner the kernel gives up sooner. */
static bool
has_closed(uint8_t state)
{
	return state == TCP_FIN_WAIT_1 || state == TCP_CLOSING || state == TCP_LAST_ACK;
}

static int64_t
retry_at_ns(const struct retries *r, uint32_t i)
{
	return S(r->at_s[MIN(i, (uint32_t)r->n - 1)]);
}

static int64_t
distance(int64_t a, int64_t b)
{
	return a < b ? b - a : a - b;
}

/*
 * Which of the two schedules the SYNs seen so far keep. Both begin alike, with
 * 1 s, so it takes a third SYN; *ret_sure says whether that was there.
 */
static const struct retries *
syn_schedule(const struct conn *c, bool *ret_sure)
{
	int64_t took_ns = c->last_syn_ns - c->syn_ns;
	uint32_t last = c->syns - 2; /* index of the last retry */

	*ret_sure = c->syns > 2 && c->has_times && c->syn_ns != TIME_NONE;
	if (!*ret_sure)
		return &syn_classic;
	return distance(took_ns, retry_at_ns(&syn_linear, last)) <
			       distance(took_ns, retry_at_ns(&syn_classic, last))
		       ? &syn_linear
		       : &syn_classic;
}

/* The SYN's or SYN-ACK's retries, sent of them so far, the latest at last_ns. */
static void
add_retries(const struct timed *t, enum timer_kind kind, const struct retries *r, uint32_t sent,
	    int64_t last_ns, uint32_t sure)
{
	int64_t base_ns = since_last(t, last_ns), done_ns = sent > 1 ? retry_at_ns(r, sent - 2) : 0;
	const char *word = kind == NEXT_SYN_RETRY ? "SYN" : "SYN-ACK";

	for (uint32_t i = sent - 1; i < r->n; i++) {
		int64_t wait_ns = S(r->at_s[i]) - done_ns;
		struct timer_next *n = add(t, kind, base_ns + wait_ns, base_ns + late(wait_ns));

		n->depends = i >= sure;
		n->what = str_printf(t->a, "sends %s again, seq %u (retry %u of %u)", word,
				     t->me->isn, i + 1, r->n);
		n->why = str_printf(t->a, "%u s after the first %s. %s", r->at_s[i], word,
				    r->source);
	}
}

static void
syn_give_up(const struct timed *t, const struct retries *r, bool sure, uint32_t sent,
	    int64_t last_ns)
{
	int64_t done_ns = sent > 1 ? retry_at_ns(r, sent - 2) : 0;
	int64_t wait_ns = S(r->give_up_s) - done_ns;
	int64_t most_ns = sure ? wait_ns : S(syn_linear.give_up_s) - done_ns;
	int64_t base_ns = since_last(t, last_ns);
	struct timer_next *n;

	n = add(t, NEXT_GIVE_UP, base_ns + wait_ns, base_ns + late(most_ns));
	n->depends = true;
	n->what = str_printf(t->a, "connect() fails with ETIMEDOUT, \"Connection timed out\"");
	n->why = str_printf(t->a,
			    "%u s after the first SYN: the last of %u retries leaves at %u s and "
			    "is waited for twice as long%s. The application may give up sooner",
			    r->give_up_s, r->n, r->at_s[r->n - 1],
			    sure ? ""
				 : "; Linux 6.5 and newer: 10 retries, the last at 67 s, end at "
				   "131 s");
}

static void
syn_retry(const struct timed *t)
{
	const struct conn *c = t->c;
	const struct retries *r;
	bool sure;

	if (t->dir != C2S || t->me->state != TCP_SYN_SENT || !c->syns || c->syn_acks)
		return;
	r = syn_schedule(c, &sure);
	add_retries(t, NEXT_SYN_RETRY, r, c->syns, c->last_syn_ns, sure ? r->n : 1);
	syn_give_up(t, r, sure, c->syns, c->last_syn_ns);
}

/* With SYN cookies there is no timer: nothing is kept to send again. */
static void
syn_ack_retry(const struct timed *t)
{
	const struct conn *c = t->c;
	const struct retries *r = &syn_ack_retries;
	struct timer_next *n;
	int64_t done_ns, base_ns;

	if (t->dir != S2C || t->me->state != TCP_SYN_RECEIVED || !c->syn_acks)
		return;
	add_retries(t, NEXT_SYN_ACK_RETRY, r, c->syn_acks, c->last_syn_ack_ns, 0);
	done_ns = c->syn_acks > 1 ? retry_at_ns(r, c->syn_acks - 2) : 0;
	base_ns = since_last(t, c->last_syn_ack_ns) + S(r->give_up_s) - done_ns;
	n = add(t, NEXT_GIVE_UP, base_ns, late(base_ns));
	n->depends = true;
	n->what = str_printf(t->a, "forgets the half-open connection, without telling the client");
	n->why =
		str_printf(t->a,
			   "%u s after the first SYN-ACK: the last of %u retries leaves at %u s; a "
			   "server that answers with SYN cookies keeps nothing and sends none",
			   r->give_up_s, r->n, r->at_s[r->n - 1]);
}

static bool
sender_was_seen_near(const struct timed *t)
{
	return t->c->vantage == (t->dir == C2S ? VANTAGE_CLIENT : VANTAGE_SERVER);
}

static bool
rto_runs(const struct timed *t)
{
	return half_in_flight(t->me) && t->me->state >= TCP_ESTABLISHED &&
	       t->me->state != TCP_TIME_WAIT;
}

/* The RTO now, with its backoff: RFC 6298, 5.5. */
static int64_t
rto_now_ns(const struct half *h)
{
	int64_t rto_ns = h->rtt.samples ? h->rto_ns : RTO_INITIAL_NS;

	for (uint32_t i = 0; i < h->rto_backoff && rto_ns < RTO_MAX_NS; i++)
		rto_ns *= 2;
	return MIN(rto_ns, RTO_MAX_NS);
}

/* A probe goes before the timeout, once: not in recovery, and SACK is needed. */
static bool
probe_runs(const struct timed *t)
{
	return rto_runs(t) && is_open(t->me->state) && !t->me->rto_backoff && t->me->sack_ok &&
	       t->peer->sack_ok && t->me->data_packets &&
	       (t->peer->window_bytes || t->peer->window_scale_unknown);
}

/* RFC 8985, 7.2: 2 SRTT, and time for a delayed ACK when one segment is out. */
static int64_t
probe_delay_ns(const struct timed *t, bool *ret_single)
{
	uint64_t flight = t->me->snd_max - t->me->snd_una;
	uint16_t mss = t->me->mss_seen ? t->me->mss_seen : t->peer->mss;
	int64_t rtt_ns = t->me->rtt.srtt_ns;

	*ret_single = !mss || flight <= mss;
	if (rtt_ns <= 0)
		return RTO_INITIAL_NS;
	return MIN(2 * rtt_ns + (*ret_single ? DELACK_LINUX_MAX_NS : 0), rto_now_ns(t->me));
}

static void
tail_loss_probe(const struct timed *t)
{
	int64_t base_ns = since_last(t, t->me->last_send_ns), wait_ns;
	struct timer_next *n;
	bool single;

	if (!probe_runs(t))
		return;
	wait_ns = probe_delay_ns(t, &single);
	n = add(t, NEXT_TAIL_LOSS_PROBE, base_ns + wait_ns, base_ns + late(wait_ns));
	n->depends = true;
	n->what = str_printf(t->a, "sends its last segment again as a probe, if no ACK comes");
	if (t->me->rtt.srtt_ns > 0)
		n->why = str_printf(t->a, "2 x SRTT %s%s, at most the RTO (RFC 8985, 7.2)",
				    text(t, t->me->rtt.srtt_ns),
				    single ? " + 200 ms, as one segment is out and its ACK may wait"
					   : "");
	else
		n->why = str_printf(t->a, "1 s without an RTT sample (RFC 8985, 7.2)");
}

/*
 * The timer starts again with each ACK of new data (RFC 6298, 5.3), or with the
 * first segment sent (5.1): somewhere between the last ACK and the last send.
 * A tail loss probe puts it off: it then counts from the probe (RFC 8985, 7.3).
 */
static void
retransmission(const struct timed *t)
{
	int64_t rto_ns = rto_now_ns(t->me), own_ns = since_last(t, t->me->last_send_ns);
	int64_t ack_ns = t->peer->packets ? since_last(t, t->peer->last_send_ns) : own_ns;
	struct timer_next *n;
	bool single;
	int64_t most_ns;

	if (!rto_runs(t))
		return;
	most_ns = MAX(own_ns, ack_ns);
	if (probe_runs(t))
		most_ns += late(probe_delay_ns(t, &single));
	n = add(t, NEXT_RTO, MIN(own_ns, ack_ns) + rto_ns, most_ns + late(rto_ns));
	n->depends = !sender_was_seen_near(t) || !t->me->rtt.samples;
	n->what = str_printf(t->a, "sends again from %u, if no ACK comes",
			     wire_number(t->me->snd_una));
	if (!t->me->rtt.samples)
		n->why = str_printf(t->a, "1 s without an RTT sample (RFC 6298, 2.1)");
	else if (t->me->rto_backoff)
		n->why = str_printf(t->a, "RTO %s, doubled %u times: %s (RFC 6298, 5.5)",
				    text(t, t->me->rto_ns), t->me->rto_backoff, text(t, rto_ns));
	else
		n->why = str_printf(
			t->a,
			"SRTT %s + max(200 ms, 4 x RTTVAR %s) = %s (RFC 6298, 2.3; "
			"Linux floor)%s",
			text(t, t->me->rtt.srtt_ns), text(t, t->me->rtt.rttvar_ns), text(t, rto_ns),
			sender_was_seen_near(t) ? "" : "; as this capture point sees it");
}

/*
 * How long Linux repeats before it gives up: as if the first timeout had been
 * 200 ms, doubled to at most 120 s (net/ipv4/tcp_timer.c, tcp_model_timeout).
 */
static int64_t
model_timeout_ns(uint32_t retries)
{
	int64_t sum_ns = 0, step_ns = RTO_MIN_NS;

	for (uint32_t i = 0; i <= retries; i++) {
		sum_ns += step_ns;
		step_ns = MIN(2 * step_ns, RTO_MAX_NS);
	}
	return sum_ns;
}

/* Since the first repeat, which was rto_backoff timeouts ago; below 0: ahead. */
static int64_t
repeating_ns(const struct half *h)
{
	int64_t step_ns = h->rtt.samples ? h->rto_ns : RTO_INITIAL_NS, sum_ns = 0;

	if (!h->rto_backoff)
		return -step_ns;
	for (uint32_t i = 1; i < MIN(h->rto_backoff, (uint32_t)RETRIES2); i++) {
		step_ns = MIN(2 * step_ns, RTO_MAX_NS);
		sum_ns += step_ns;
	}
	return sum_ns;
}

static void
give_up(const struct timed *t)
{
	bool orphan = has_closed(t->me->state);
	uint32_t retries = orphan ? ORPHAN_RETRIES : RETRIES2;
	int64_t whole_ns = model_timeout_ns(retries), left_ns = whole_ns - repeating_ns(t->me);
	struct timer_next *n;

	if (!rto_runs(t))
		return;
	n = add(t, NEXT_GIVE_UP, left_ns, left_ns + RTO_MAX_NS);
	n->depends = true;
	n->what = str_printf(t->a, "gives up, if nothing is ever acknowledged: ETIMEDOUT");
	n->why = str_printf(t->a, "Linux %s %u: %s of repeats in vain, then at the next timeout",
			    orphan ? "tcp_orphan_retries (0 means 8), for a socket without owner:"
				   : "tcp_retries2",
			    retries, text(t, whole_ns));
}

/*
 * Every second full segment is acknowledged at once, the rest within 500 ms
 * (RFC 9293, 3.8.6.3). Linux waits 40 ms at least and 200 ms at most, and not
 * at all in its quick-ack mode at the start. The ACK passes the capture point
 * one trip later.
 */
static void
delayed_ack(const struct timed *t)
{
	uint64_t owed = t->peer->snd_max - t->peer->snd_una;
	int64_t base_ns = since_last(t, t->peer->last_send_ns);
	struct timer_next *n;

	if (!half_owes_ack(t->c, t->dir) || t->me->state < TCP_ESTABLISHED)
		return;
	n = add(t, NEXT_DELAYED_ACK, base_ns,
		base_ns + DELACK_MAX_NS + MAX(t->peer->rtt.srtt_ns, 0));
	n->what = str_printf(t->a, "acknowledges %u at the latest", wire_number(t->peer->snd_max));
	n->why =
		str_printf(t->a,
			   "%" PRIu64 " number%s not acknowledged: less than 500 ms after "
			   "arrival (RFC 9293, 3.8.6.3); Linux: at once to 200 ms, 40 ms as a rule",
			   owed, owed == 1 ? " is" : "s are");
}

static void
persist(const struct timed *t)
{
	int64_t base_ns = since_last(t, t->peer->last_send_ns);
	int64_t rto_ns = MAX(rto_now_ns(t->me), RTO_MIN_NS);
	struct timer_next *n;

	if (!is_open(t->me->state) || half_in_flight(t->me) || !t->peer->packets ||
	    t->peer->window_bytes || t->peer->window_scale_unknown)
		return;
	n = add(t, NEXT_PERSIST, base_ns + rto_ns, base_ns + late(RTO_MAX_NS));
	n->depends = true;
	n->what = str_printf(t->a, "probes the shut window, if it has data to send");
	n->why = str_printf(t->a,
			    "first after one RTO, %s, then doubled to at most 120 s for as long as "
			    "the peer answers (RFC 9293, 3.8.6.1)",
			    text(t, rto_ns));
}

static void
keep_alive(const struct timed *t)
{
	struct timer_next *n;

	if (t->me->state != TCP_ESTABLISHED || t->peer->state != TCP_ESTABLISHED ||
	    half_in_flight(t->me) || half_in_flight(t->peer) || !t->me->packets)
		return;
	n = add(t, NEXT_KEEP_ALIVE, KEEP_ALIVE_NS, late(KEEP_ALIVE_NS));
	n->depends = true;
	n->what = str_printf(t->a, "keep-alive probe, seq %u, only if the application asked",
			     wire_number(t->me->snd_max) - 1);
	n->why = str_printf(t->a, "SO_KEEPALIVE is off by default; tcp_keepalive_time 7200 s "
				  "(RFC 9293, 3.8.4), then 9 probes 75 s apart");
}

static void
fin_wait_2(const struct timed *t)
{
	int64_t base_ns = since_last(t, t->peer->last_send_ns);
	struct timer_next *n;

	if (t->me->state != TCP_FIN_WAIT_2)
		return;
	n = add(t, NEXT_FIN_WAIT_2, base_ns + FIN_TIMEOUT_NS, base_ns + late(FIN_TIMEOUT_NS));
	n->depends = true;
	n->what = str_printf(t->a, "drops the connection, if the application has closed it");
	n->why = str_printf(t->a, "Linux tcp_fin_timeout 60 s bounds sockets without an owner; "
				  "after shutdown() alone it waits for ever");
}

static void
time_wait(const struct timed *t)
{
	struct timer_next *n;

	if (t->me->state != TCP_TIME_WAIT)
		return;
	n = add(t, NEXT_TIME_WAIT, TIME_WAIT_LINUX_NS, TIME_WAIT_RFC_NS);
	n->depends = true;
	n->what = str_printf(t->a, "leaves TIME-WAIT: CLOSED");
	n->why = str_printf(t->a, "Linux 60 s (TCP_TIMEWAIT_LEN); RFC 9293, 3.4.2: 2 MSL = 4 min");
}

static void (*const timers[])(const struct timed *t) = {
	syn_retry, syn_ack_retry, tail_loss_probe, retransmission, delayed_ack,
	persist,   keep_alive,	  fin_wait_2,	   time_wait,	   give_up,
};

static int
by_time(const void *a, const void *b)
{
	const struct timer_next *x = a, *y = b;

	if (x->earliest_ns != y->earliest_ns)
		return x->earliest_ns < y->earliest_ns ? -1 : 1;
	return (x->latest_ns > y->latest_ns) - (x->latest_ns < y->latest_ns);
}

void
timers_predict(struct arena *a, struct prediction *p)
{
	for (int dir = C2S; dir <= S2C; dir++) {
		struct timed t = { a,
				   p,
				   p->conn,
				   (enum direction)dir,
				   &p->conn->half[dir],
				   &p->conn->half[!dir] };

		for (size_t i = 0; i < COUNT_OF(timers); i++)
			timers[i](&t);
	}
	if (p->timers.n)
		qsort(p->timers.v, p->timers.n, sizeof *p->timers.v, by_time);
}
