/*
 * predict.c - where both ends stand, and what comes from there
 */
#include "predict/predict.h"

#include <assert.h>

#include "predict/segments.h"
#include "predict/timers.h"

static const char *const timer_names[NEXT_KIND_COUNT] = {
	[NEXT_SYN_RETRY] = "syn-retry",	    [NEXT_SYN_ACK_RETRY] = "syn-ack-retry",
	[NEXT_RTO] = "retransmission",	    [NEXT_TAIL_LOSS_PROBE] = "tail-loss-probe",
	[NEXT_DELAYED_ACK] = "delayed-ack", [NEXT_PERSIST] = "persist",
	[NEXT_KEEP_ALIVE] = "keep-alive",   [NEXT_FIN_WAIT_2] = "fin-wait-2",
	[NEXT_TIME_WAIT] = "time-wait",	    [NEXT_GIVE_UP] = "give-up",
};

const char *
timer_kind_name(enum timer_kind k)
{
	assert(k < NEXT_KIND_COUNT);
	return timer_names[k];
}

/* "ESTABLISHED, next 1000015, must acknowledge 4200020 within 500 ms (…)". */
static struct str
end_text(struct arena *a, const struct conn *c, enum direction dir)
{
	const struct half *me = &c->half[dir], *peer = &c->half[!dir];
	struct str state = str_from(tcp_state_name((enum tcp_state)me->state)), next = STR("");

	if (me->packets && me->state != TCP_CLOSED)
		next = str_printf(a, ", next %u", wire_number(me->snd_max));
	if (!half_owes_ack(c, dir) || me->state < TCP_ESTABLISHED)
		return str_printf(a, STR_F STR_F, STR_A(state), STR_A(next));
	return str_printf(a, STR_F STR_F ", must acknowledge %u within 500 ms (RFC 9293, 3.8.6.3)",
			  STR_A(state), STR_A(next), wire_number(peer->snd_max));
}

struct prediction *
predict_conn(struct arena *a, const struct conn *c)
{
	struct prediction *p = arena_new(a, struct prediction, 1);

	p->conn = c;
	p->client = end_text(a, c, C2S);
	p->server = end_text(a, c, S2C);
	segments_predict(a, p);
	timers_predict(a, p);
	return p;
}
