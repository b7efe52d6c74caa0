/*
 * losses.c - how one sender's losses look
 */
#include "diagnose/losses.h"

/* A million is a gigabyte and more: an incident that nobody measured by two samples is smaller. */
#define LIFE_SEGMENTS 1000000
#define PACED 0.5 /* most bursts were let go by a clock, not by an ACK */
#define OUTLIER_OF 8
#define TOP_LEAST 0.01 /* of the RTT: less is the noise of hosts */

static enum vantage
vantage_of_sender(const struct flow *w)
{
	return w->dir == C2S ? VANTAGE_CLIENT : VANTAGE_SERVER;
}

static enum vantage
vantage_of_receiver(const struct flow *w)
{
	return w->dir == C2S ? VANTAGE_SERVER : VANTAGE_CLIENT;
}

/* Half of the path or more lies between the capture and the other end. */
static bool
sees_path(const struct half *from, int64_t path_ns)
{
	return from->rtt.samples && from->rtt.min_ns >= path_ns / 2;
}

bool
flow_seen_by_sender(const struct flow *w)
{
	if (w->conn->vantage == VANTAGE_UNKNOWN)
		return sees_path(w->me, flow_path_rtt_ns(w));
	return w->conn->vantage == vantage_of_sender(w);
}

bool
flow_seen_by_receiver(const struct flow *w)
{
	if (w->conn->vantage == VANTAGE_UNKNOWN)
		return sees_path(w->peer, flow_path_rtt_ns(w)) && !flow_seen_by_sender(w);
	return w->conn->vantage == vantage_of_receiver(w);
}

bool
flow_at_receiver(const struct crux_case *cs, const struct flow *w, struct flow *ret)
{
	const struct view *v = case_view_for(cs, w->view->incident, w->dir == C2S ? S2C : C2S);

	if (!v || v->conn == w->conn)
		return false;
	*ret = *w;
	ret->view = v;
	ret->conn = v->conn;
	ret->me = &v->conn->half[w->dir];
	ret->peer = &v->conn->half[w->dir == C2S ? S2C : C2S];
	return true;
}

static double
mean_s(const struct rtt_stats *r)
{
	return r->samples ? ns_to_s(r->sum_ns) / (double)r->samples : 0;
}

static double
loaded_s(const struct rtt_stats *r)
{
	return r->loaded_samples ? ns_to_s(r->loaded_sum_ns) / (double)r->loaded_samples : 0;
}

static void
measure_times(const struct flow *w, struct losses *l)
{
	const struct loss_stats *ls = &w->me->loss;
	double here_s = ns_to_s(w->me->rtt.min_ns), beyond_s;

	l->min_s = ns_to_s(flow_path_rtt_ns(w));
	l->at_sender = w->me->rtt.samples && here_s >= l->min_s / 2;
	if (!l->at_sender) {
		if (w->me->echo.samples) {
			l->mean_s = l->strike_s = mean_s(&w->me->echo);
			l->loaded_s = loaded_s(&w->me->echo);
		}
		return;
	}
	/* the part beyond the capture is as the path's minimum has it */
	beyond_s = l->min_s - here_s;
	l->mean_s = mean_s(&w->me->rtt) + beyond_s;
	if (w->me->rtt.loaded_samples)
		l->loaded_s = loaded_s(&w->me->rtt) + beyond_s;
	if (ls->rtt_events)
		l->strike_s = ns_to_s(ls->rtt_sum_ns) / (double)ls->rtt_events + beyond_s;
	if (l->strike_s - l->min_s > TOP_LEAST * l->min_s && l->mean_s > l->min_s)
		l->top = (l->strike_s - l->min_s) / (l->mean_s - l->min_s);
}

/* Of many, one may be of a sender that had not yet filled its window again. */
static uint64_t
smallest(const struct loss_stats *ls)
{
	return ls->events >= OUTLIER_OF ? MAX(ls->flight_next_bytes, ls->flight_min_bytes)
					: ls->flight_min_bytes;
}

/* The first loss may end a slow start far above what the path takes: the rest tells. */
static void
measure_flight(const struct loss_stats *ls, struct losses *l)
{
	if (ls->events < 2) {
		l->flight_bytes = (double)ls->flight_sum_bytes;
		return;
	}
	l->flight_bytes =
		(double)(ls->flight_sum_bytes - ls->flight_max_bytes) / (double)(ls->events - 1);
	if (ls->events > 2 && l->flight_bytes > 0)
		l->flight_steady = MIN((double)smallest(ls) / l->flight_bytes, 1);
}

static void
measure_queue(struct losses *l)
{
	double held_bytes = l->goodput_bps / 8 * l->min_s;
	double rise_s = MAX(l->strike_s - l->min_s, 0);

	if (l->goodput_bps <= 0 || l->min_s <= 0 || l->flight_bytes <= held_bytes)
		return;
	l->excess_s = (l->flight_bytes - held_bytes) * 8 / l->goodput_bps;
	l->queued = MIN(rise_s / l->excess_s, 1);
	l->stood_out = MIN(MAX(l->strike_s - l->mean_s, 0) / l->excess_s, 1);
}

/* New bytes over the time in which there was something to send. */
static double
busy_goodput_bps(const struct flow *w)
{
	int64_t from_ns = w->me->first_data_ns, to_ns = w->me->last_data_ns, busy_ns;

	if (from_ns == TIME_NONE || to_ns <= from_ns)
		return 0;
	busy_ns = to_ns - from_ns - w->conn->ledger.ns[ACCOUNT_SENDER_IDLE] -
		  w->conn->ledger.ns[ACCOUNT_SERVER_THINKING];
	/* the accounts also cover what is before and after the data */
	return busy_ns > (to_ns - from_ns) / 100
		       ? (double)w->me->unique_bytes * 8 / ns_to_s(busy_ns)
		       : flow_goodput_bps(w);
}

bool
losses_of(const struct flow *w, struct losses *ret)
{
	const struct loss_stats *ls = &w->me->loss;
	struct losses l;

	if (!ls->events || !ls->segments)
		return false;
	l = (struct losses){
		.events = ls->events,
		.segments = ls->segments,
		.timeouts = ls->timeouts,
		.rate = flow_loss_rate(w),
		.mss = flow_mss(w),
		.goodput_bps = busy_goodput_bps(w),
	};
	if (ls->events > 1) {
		l.rest_segments = ls->segments - MIN(ls->largest_event, ls->segments);
		l.rest_rate = l.rate * (double)l.rest_segments / (double)ls->segments;
	}
	l.paced = w->me->mind && w->me->mind->paced > PACED;
	l.blind = l.paced || (w->me->mind && w->me->mind->family == CC_BBR);
	l.in_runs = MAX((double)ls->adjacent / (double)ls->segments - l.rate, 0);
	measure_times(w, &l);
	measure_flight(ls, &l);
	measure_queue(&l);
	*ret = l;
	return true;
}

double
flow_span_bytes(const struct flow *w)
{
	const struct half *h = w->me;
	double span = h->snd_max > h->isn64 + 1 ? (double)(h->snd_max - h->isn64 - 1) : 0;

	return MAX(span, (double)h->unique_bytes);
}

double
flow_came_again(const struct flow *w)
{
	double again;

	if (!w->me->sack_ok || !w->peer->sack_ok || w->conn->syn_acks_after_ack ||
	    w->conn->data_before_accept_repeats)
		return 0;
	again = ((double)w->me->bytes - flow_span_bytes(w)) / flow_mss(w);
	/* probes of a shut window are meant to be refused */
	again -= (double)(w->peer->dsacks + w->me->window_probes + w->me->keep_alives +
			  w->me->capture_duplicates);
	return MAX(again, 0);
}

bool
growth_is_recent(const struct crux_case *cs, const struct counter_found *c)
{
	return c->has_before || case_counter_in(cs, c->sample, "TcpOutSegs") +
						case_counter_in(cs, c->sample, "TcpInSegs") <
					LIFE_SEGMENTS;
}
