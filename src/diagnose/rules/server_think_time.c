/*
 * server-think-time: the network delivers at once, the answer is slow.
 *
 * The time between the last byte of a request arriving and the first byte of its
 * answer leaving is the server's own; the path's part is taken off. It is the
 * incident when it is most of the time and far above what the network takes. Each
 * service is judged by itself: a quick one beside it makes no answer faster.
 */
#include <string.h>

#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* A tenth of a second is what a person notices (Miller 1968, Nielsen 1993). */
#define THINK_NO_NS (75 * (int64_t)NS_PER_MS)
#define THINK_YES_NS (150 * (int64_t)NS_PER_MS)
#define RTTS_NO 2.0
#define RTTS_YES 5.0
/* Slow answers are a habit when they are a good part of all, and more than two. */
#define SLOW_MIN 3
/* The first answers wake caches and programs: a handful may be no more than that. */
#define SLOW_FEW 2.0
#define SLOW_MANY 5.0
#define SLOW_SHARE_NO 0.2
#define SLOW_SHARE_YES 0.5
/*
 * Of the whole life, rests included: connections that are asked now and then are
 * nobody's wait, and the first answer on each is slower anyway.
 */
#define LIFE_NO 0.03
#define LIFE_YES 0.15
#define SHARE_NO 0.3
#define SHARE_YES 0.6

struct thinking { /* of one service */
	struct endpoint server;
	uint64_t exchanges, slow;	    /* slow: above THINK_NO_NS, to a power of two */
	int64_t think_ns, life_ns, busy_ns; /* busy: without the client's own pauses */
	const struct view *slowest;
	int64_t rtt_ns;
};

struct services {
	struct map by_server;
	struct arena *arena;
};

static struct thinking *
thinking_of(struct services *s, const struct endpoint *server)
{
	void **place = map_put(&s->by_server, (struct str){ (const char *)server, sizeof *server });

	if (!*place) {
		struct thinking *t = arena_new(s->arena, struct thinking, 1);

		*t = (struct thinking){ .server = *server };
		*place = t;
	}
	return *place;
}

/* By the histogram of powers of two of microseconds. */
static uint64_t
slow_answers(const struct conn *c)
{
	uint64_t n = 0;

	for (size_t i = 0; i < COUNT_OF(c->think_histogram); i++)
		if ((INT64_C(1) << i) * NS_PER_US >= THINK_NO_NS)
			n += c->think_histogram[i];
	return n;
}

static void
add(struct thinking *t, const struct flow *w)
{
	const struct conn *c = w->conn;
	int64_t busy_ns = conn_duration_ns(c) - c->ledger.ns[ACCOUNT_SENDER_IDLE];

	t->exchanges += c->exchanges;
	t->slow += slow_answers(c);
	t->think_ns += c->think_ns;
	t->busy_ns += busy_ns;
	t->life_ns += conn_duration_ns(c);
	if (!t->slowest || c->think_max_ns > t->slowest->conn->think_max_ns) {
		t->slowest = w->view;
		t->rtt_ns = flow_path_rtt_ns(w);
	}
}

static double
judge(const struct thinking *t)
{
	int64_t mean_ns = t->exchanges ? t->think_ns / (int64_t)t->exchanges : 0;
	double sure;

	if (t->busy_ns <= 0 || mean_ns <= 0)
		return 0;
	sure = 0.92 * ramp((double)mean_ns, (double)THINK_NO_NS, (double)THINK_YES_NS) *
	       ramp((double)mean_ns / (double)MAX(t->rtt_ns, 1), RTTS_NO, RTTS_YES) *
	       ramp((double)t->think_ns / (double)t->busy_ns, SHARE_NO, SHARE_YES);
	sure *= ramp((double)t->think_ns / (double)t->life_ns, LIFE_NO, LIFE_YES);
	sure *= ramp((double)t->slow / (double)t->exchanges, SLOW_SHARE_NO, SLOW_SHARE_YES);
	sure *= ramp((double)t->slow, SLOW_FEW, SLOW_MANY);
	/* one slow answer is an event, not yet a habit */
	return t->slow < SLOW_MIN ? MIN(sure, 0.45) : sure;
}

static void
speak(const struct thinking *t, struct finding *f)
{
	const struct conn *c = t->slowest->conn;
	int64_t mean_ns = t->think_ns / (int64_t)t->exchanges;

	finding_say(
		f,
		"The server %s is slow, not the network: it takes %s to answer on average, on a "
		"path of %s.",
		say_endpoint(f, &c->server), say_time(f, mean_ns), say_time(f, t->rtt_ns));
	finding_seen(f, t->slowest, c->think_max_packet,
		     "the slowest answer began %s after its request had arrived",
		     say_time(f, c->think_max_ns));
	finding_seen(f, t->slowest, 0, "%s: %s of thinking, %s of the time somebody waited",
		     say_things(f, t->exchanges, "exchange", "exchanges"), say_time(f, t->think_ns),
		     say_percent(f, (double)t->think_ns / (double)t->busy_ns));
	finding_fix(f, SCOPE_CODE,
		    "Profile the server at %s: what does it do between reading a "
		    "request and writing the answer?",
		    say_endpoint(f, &c->server));
	finding_command(f, "where its time goes (at the server)", "perf top -p PID");
	finding_command(f, "whom it waits for itself", "strace -fp PID -T -e trace=network,futex");
	finding_expect(
		f, "answer_seconds", ns_to_s(mean_ns), ns_to_s(t->rtt_ns),
		"The network's own part of an answer is %s; the rest is the server's to win.",
		say_time(f, t->rtt_ns));
	finding_verify(f, "crux diagnose NEW.pcap    # server thinking, after the change");
	finding_risk(f, "none; a server that waits on purpose (long polls, pushed news) is as it "
			"should be");
	finding_refuse(f,
		       "Tune the network: it delivers requests and answers within a round trip.");
	if (!c->half[C2S].loss.segments && !c->half[S2C].loss.segments) {
		finding_not(f, "random-loss-long-rtt", "no segment was lost");
		finding_not(f, "tail-loss-rto", "no segment had to be sent again");
	}
	finding_not(f, "nagle-delayed-ack",
		    "the request was complete at the server before it thought");
	finding_not(f, "zero-window-stall", "the client's window stood open");
}

/* The surest, and of equally sure ones the one that was waited for longest. */
static const struct thinking *
slowest_service(const struct services *s, double *ret_sure)
{
	const struct thinking *worst = NULL;

	*ret_sure = 0;
	for (size_t i = 0; i < s->by_server.n; i++) {
		const struct thinking *t = s->by_server.entries[i].value;
		double sure = judge(t);

		if (sure < *ret_sure || sure <= 0 ||
		    (worst && sure <= *ret_sure && t->think_ns <= worst->think_ns))
			continue;
		worst = t;
		*ret_sure = sure;
	}
	return worst;
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct services s = { .arena = f->arena };
	const struct thinking *t;
	struct flow w = { 0 };
	double sure;

	map_init(&s.by_server, f->arena);
	while (flow_next(cs, &w))
		if (w.conn->exchanges)
			add(thinking_of(&s, &w.conn->server), &w);
	t = slowest_service(&s, &sure);
	if (!t)
		return;
	finding_sure(f, sure);
	w.next = 0;
	while (flow_next(cs, &w))
		if (w.conn->exchanges && !memcmp(&w.conn->server, &t->server, sizeof t->server))
			finding_harm(f, w.view, ns_to_s(w.conn->think_ns), 0);
	speak(t, f);
}

const struct rule rule_server_think_time = {
	.id = "server-think-time",
	.title = "the network delivers at once, the answer is slow",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE,
	.rivals = { "nagle-delayed-ack", "tail-loss-rto", "random-loss-long-rtt",
		    "zero-window-stall" },
	.look = look,
};
