/*
 * time-wait-normal: TIME-WAIT drains by itself.
 *
 * The side that closes first keeps a small record for 60 s (Linux
 * TCP_TIMEWAIT_LEN, RFC 9293's 2 MSL), so that late segments find no new
 * connection. It costs no descriptor and some 200 bytes. It only becomes a
 * matter when one host has used up its local ports towards one destination:
 * that is port-exhaustion, and the range says how far away it is.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* ip_local_port_range of Linux, where the evidence does not show another */
#define RANGE_FROM 32768
#define RANGE_TO 60999
/* Above this share of the range connect() may soon find no port: not "normal". */
#define RANGE_CLOSE 0.8
/* It strikes the eye when most of what a table lists is TIME-WAIT. */
#define STRIKES_SHARE 0.5
#define STRIKES_COUNT 10

struct waiting {
	uint64_t count, others; /* TIME-WAIT, and all else but LISTEN, of that sample */
	struct origin at;
	uint64_t one_peer; /* the most towards one destination from here */
	struct endpoint peer;
	bool listed; /* rows, not only a number */
};

static uint64_t
port_range(const struct crux_case *cs)
{
	struct str v = case_setting(cs, "net.ipv4.ip_local_port_range");
	uint64_t from, to;

	v = str_trim(v);
	if (!str_take_u64(&v, &from))
		return RANGE_TO - RANGE_FROM + 1;
	v = str_trim(v);
	if (!str_take_u64(&v, &to) || to < from)
		return RANGE_TO - RANGE_FROM + 1;
	return to - from + 1;
}

static size_t
count_sample(const struct crux_case *cs, struct arena *a, size_t from, struct waiting *ret)
{
	uint32_t sample = cs->socks.v[from].sample;
	struct map peers;
	size_t i = from;

	*ret = (struct waiting){ .listed = true, .at = cs->socks.v[from].at };
	map_init(&peers, a);
	for (; i < cs->socks.n && cs->socks.v[i].sample == sample; i++) {
		const struct sock *s = &cs->socks.v[i];
		void **slot;

		ret->count += s->state == TCP_TIME_WAIT;
		ret->others += s->state != TCP_TIME_WAIT && s->state != TCP_LISTEN;
		if (s->state == TCP_LISTEN || s->local.port < 1024)
			continue;
		slot = map_put(&peers, (struct str){ (const char *)&s->peer, sizeof s->peer });
		*slot = (void *)((uintptr_t)*slot + 1);
		if ((uintptr_t)*slot > ret->one_peer) {
			ret->one_peer = (uintptr_t)*slot;
			ret->peer = s->peer;
		}
	}
	return i;
}

static void
gather(const struct crux_case *cs, struct arena *a, struct waiting *w)
{
	struct waiting one;
	struct origin at = { 0 };
	uint64_t n;
	size_t end;

	for (size_t i = 0; i < cs->socks.n; i = end) {
		end = count_sample(cs, a, i, &one);
		if (one.count > w->count)
			*w = one;
	}
	n = case_sockets_in_state(cs, TCP_TIME_WAIT, &at);
	if (n <= w->count)
		return;
	/* a number of its own: a table of another sample does not belong to it */
	*w = (struct waiting){ .count = n, .at = at, .one_peer = w->one_peer, .peer = w->peer };
	w->others = case_sockets_in_state(cs, TCP_ESTABLISHED, &at) +
		    case_sockets_in_state(cs, TCP_CLOSE_WAIT, &at);
}

static void
speak(const struct waiting *w, uint64_t range, struct finding *f)
{
	finding_normal(f,
		       w->count == 1 ? "%s TIME-WAIT drains by itself in 60 s"
				     : "%s TIME-WAIT drain by themselves in 60 s",
		       say_count(f, w->count));
	finding_say(f,
		    "%s TIME-WAIT and nothing wrong: this side closed first, and each drains by "
		    "itself in 60 s.",
		    say_count(f, w->count));
	finding_at(f, w->at, "%s TIME-WAIT, %s other sockets", say_count(f, w->count),
		   say_count(f, w->others));
	if (w->one_peer)
		finding_at(f, w->at, "towards %s: %s of %s local ports (%s)",
			   say_endpoint(f, &w->peer), say_count(f, w->one_peer),
			   say_count(f, range),
			   say_percent(f, (double)w->one_peer / (double)range));
	finding_fix(f, SCOPE_NONE,
		    "None is needed. To have fewer, keep connections open and reuse "
		    "them.");
	finding_expect(f, "time_wait", (double)w->count, 0,
		       "60 s after the last close they are gone.");
	finding_verify(f, "ss -s    # timewait falls within 60 s once connections stop");
	finding_not(f, "port-exhaustion", "%s of %s ports towards one destination are in use",
		    say_count(f, w->one_peer), say_count(f, range));
	finding_not(f, "close-wait-leak", "TIME-WAIT is after both FINs: both sides have closed");
	finding_not(f, "fin-wait2-stuck", "the peer's FIN has come: these are past FIN-WAIT-2");
	finding_refuse(f,
		       "tcp_tw_recycle, or killing TIME-WAIT: it broke clients behind NAT and was "
		       "removed in Linux 4.12.");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct waiting w = { 0 };
	uint64_t range = port_range(cs);
	double share;

	gather(cs, f->arena, &w);
	if (w.count == 0) {
		finding_not(f, f->id, "no socket in TIME-WAIT");
		return;
	}
	share = (double)w.count / (double)(w.count + w.others);
	speak(&w, range, f);
	finding_sure(f, 0.3);
	if (w.count >= STRIKES_COUNT)
		finding_sure(f, 0.3 + 0.6 * ramp(share, STRIKES_SHARE, 0.9));
	if ((double)w.one_peer > RANGE_CLOSE * (double)range ||
	    log_count(cs, LOG_NO_PORT, NULL) > 0)
		f->confidence = 0; /* no longer normal */
}

const struct rule rule_time_wait_normal = {
	.id = "time-wait-normal",
	.title = "TIME-WAIT drains by itself",
	.benign = true,
	.harm = HARM_HELD,
	.witnesses = WITNESS_SOCKETS,
	.rivals = { "port-exhaustion", "close-wait-leak", "fin-wait2-stuck" },
	.look = look,
};
