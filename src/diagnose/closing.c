/*
 * closing.c - how connections end
 */
#include "diagnose/closing.h"

#include <string.h>

/* A tick of HZ=100: hosts do not react faster than they are scheduled. */
#define REACTION_NS (10 * (int64_t)NS_PER_MS)
#define RTO_MOST_NS (120 * (int64_t)NS_PER_S) /* TCP_RTO_MAX of Linux */

bool
end_next(const struct crux_case *cs, struct end *e)
{
	size_t i = e->next / 2;
	const struct view *v;
	bool alone;

	if (i >= cs->views.n)
		return false;
	v = &cs->views.v[i];
	alone = i + 1 >= cs->views.n || cs->views.v[i + 1].incident != v->incident;
	e->dir = e->next % 2 ? S2C : C2S;
	e->view = alone ? v : case_view_for(cs, v->incident, e->dir);
	e->conn = e->view->conn;
	e->me = &e->conn->half[e->dir];
	e->peer = &e->conn->half[e->dir == C2S ? S2C : C2S];
	if (e->next++ % 2 == 0)
		return true;
	/* both senders were looked at: on to the next connection */
	while (i + 1 < cs->views.n && cs->views.v[i + 1].incident == v->incident)
		i++;
	e->next = 2 * (i + 1);
	return true;
}

struct endpoint
end_sender(const struct end *e)
{
	return e->dir == C2S ? e->conn->client : e->conn->server;
}

struct endpoint
end_peer(const struct end *e)
{
	return e->dir == C2S ? e->conn->server : e->conn->client;
}

const struct view *
end_other_view(const struct crux_case *cs, const struct end *e)
{
	const struct view *v;

	if (e->conn->twin == NO_TWIN)
		return NULL;
	v = case_view_for(cs, e->view->incident, e->dir == C2S ? S2C : C2S);
	return v == e->view ? NULL : v;
}

int64_t
view_end_ns(const struct crux_case *cs, const struct view *v)
{
	const struct case_input *in = &cs->inputs.v[v->input];

	if (in->capture.packets && in->capture.last_ns != TIME_NONE)
		return in->capture.last_ns;
	return in->to_ns != TIME_NONE ? in->to_ns : v->conn->last_ns;
}

int64_t
conn_rtt_ns(const struct conn *c)
{
	const struct flow w = {
		.conn = c,
		.me = &c->half[C2S],
		.peer = &c->half[S2C],
	};

	return MAX(flow_path_rtt_ns(&w), REACTION_NS);
}

/* The rest that ended with what waits now, if it is among the longest. */
static int64_t
quiet_before(const struct end *e, uint64_t packet)
{
	static const enum account rests[] = { ACCOUNT_SENDER_IDLE, ACCOUNT_SERVER_THINKING };

	if (!e->conn->ledger.longest || !packet)
		return 0;
	for (size_t i = 0; i < COUNT_OF(rests); i++)
		for (int k = 0; k < EPISODES_KEPT; k++) {
			const struct episode *p = &e->conn->ledger.longest[rests[i]][k];

			if (p->to_packet == packet && p->to_ns > p->from_ns)
				return p->to_ns - p->from_ns;
		}
	return 0;
}

bool
end_is_unanswered(const struct end *e, struct silence *ret)
{
	const struct half *me = e->me;

	*ret = (struct silence){ .heard_ns = TIME_NONE };
	if (me->unacked_ns == TIME_NONE || me->snd_una >= me->snd_max || !e->conn->has_times ||
	    e->conn->opening != OPENING_DONE)
		return false;
	ret->since_ns = me->unacked_ns;
	ret->packet = me->unacked_packet;
	ret->bytes = me->snd_max - me->snd_una;
	ret->fin_only = me->fin_seq64 && me->fin_seq64 <= me->snd_una;
	ret->timeouts = me->rto_backoff;
	ret->lasted_ns = me->last_send_ns - me->unacked_ns;
	if (e->peer->packets)
		ret->heard_ns = e->peer->last_send_ns;
	ret->quiet_ns = quiet_before(e, ret->packet);
	return ret->lasted_ns >= 0;
}

/* Segments of full size only, on a path that never carried one: a matter of its MTU. */
static bool
is_size(const struct end *e, const struct silence *s)
{
	const struct half *me = e->me;
	uint64_t carried = me->snd_una > me->isn64 ? me->snd_una - me->isn64 - 1 : 0;

	return me->full_segments && s->bytes >= me->mss_seen && carried < me->mss_seen;
}

bool
silence_is_dead(const struct end *e, const struct silence *s)
{
	if (s->fin_only || is_size(e, s) || (e->peer->packets && e->peer->window_bytes == 0))
		return false;
	/* an answer that was under way when it was sent is no answer to it */
	return s->heard_ns == TIME_NONE || s->heard_ns < s->since_ns + conn_rtt_ns(e->conn);
}

bool
sock_retries(const struct sock *s, unsigned *ret_times)
{
	if (!(s->has & SOCK_TIMER) || s->timer != TIMER_ON)
		return false;
	*ret_times = MAX(s->timer_retries, MIN(s->backoff, UINT8_MAX));
	return true;
}

int64_t
sock_silent_ns(const struct sock *s, unsigned times)
{
	int64_t rto_ns = MIN(s->rto_ns, RTO_MOST_NS), passed_ns = 0;

	if (!(s->has & SOCK_RTO) || rto_ns <= 0 || times > 15) /* tcp_retries2 */
		return 0;
	if ((s->has & SOCK_TIMER) && s->timer_ns >= 0 && s->timer_ns < rto_ns)
		passed_ns = rto_ns - s->timer_ns;
	return rto_ns - rto_ns / (INT64_C(1) << times) + passed_ns;
}

bool
sock_is_answered(const struct sock *s, unsigned times)
{
	int64_t silent_ns = sock_silent_ns(s, times);

	/* of the sum a half is certain, whatever the first timeout was; 0 is not printed */
	if ((s->has & SOCK_LAST_TIMES) && s->lastack_ns < silent_ns / 2)
		return true;
	return (s->has & (SOCK_BYTES_ACKED | SOCK_BYTES_SENT)) && (s->has & SOCK_MSS) &&
	       s->bytes_acked < s->mss && s->send_q >= s->mss;
}

#define ENDS_BYTES 36

void
sock_seen_init(struct sock_seen *m, struct arena *a)
{
	map_init(&m->map, a);
}

const struct sock *
sock_seen_first(struct sock_seen *m, const struct sock *s)
{
	uint8_t key[ENDS_BYTES];
	const struct sock *first;
	void **slot;

	memcpy(key, s->local.addr.b, 16);
	memcpy(key + 16, s->peer.addr.b, 16);
	memcpy(key + 32, &s->local.port, 2);
	memcpy(key + 34, &s->peer.port, 2);
	slot = map_put(&m->map, (struct str){ (const char *)key, ENDS_BYTES });
	first = *slot;
	if (!first)
		*slot = (void *)(uintptr_t)s;
	return first;
}

int64_t
sock_apart_ns(const struct crux_case *cs, const struct sock *from, const struct sock *to)
{
	if (from->sample >= cs->samples.n || to->sample >= cs->samples.n ||
	    from->sample == to->sample)
		return 0;
	return case_interval_ns(cs, from->sample, to->sample);
}
