/*
 * invariants.h - what is true of every judged segment and every connection,
 * whatever was fed; for unit tests and for fuzzing, which ask after each run
 *
 * Each function returns NULL, or the rule that is broken.
 */
#ifndef CRUX_TEST_TCP_INVARIANTS_H
#define CRUX_TEST_TCP_INVARIANTS_H

#include "tcp/tcp.h"

#define HOLDS(rule)                   \
	do {                          \
		if (!(rule))          \
			return #rule; \
	} while (0)

/* DESIGN.md: the sum of the accounts is the duration, to the nanosecond. */
static inline const char *
ledger_broken(const struct conn *c)
{
	int64_t sum_ns = 0;

	for (int a = 0; a < ACCOUNT_COUNT; a++) {
		HOLDS(c->ledger.ns[a] >= 0);
		HOLDS(c->ledger.count[a] || !c->ledger.ns[a]);
		sum_ns += c->ledger.ns[a];
	}
	HOLDS(c->last_ns >= c->first_ns);
	HOLDS(sum_ns == conn_duration_ns(c));
	return NULL;
}

/* The longest stretches of one account lie in the life, longest first. */
static inline const char *
account_broken(const struct conn *c, int a)
{
	const struct episode *kept = c->ledger.longest[a];
	uint32_t have = 0;
	int64_t sum_ns = 0;

	for (int i = 0; i < EPISODES_KEPT && kept[i].to_ns; i++, have++) {
		HOLDS(kept[i].account == a);
		HOLDS(kept[i].from_ns < kept[i].to_ns);
		HOLDS(kept[i].from_ns >= c->first_ns && kept[i].to_ns <= c->last_ns);
		HOLDS(kept[i].from_packet <= kept[i].to_packet);
		HOLDS(i == 0 ||
		      kept[i].to_ns - kept[i].from_ns <= kept[i - 1].to_ns - kept[i - 1].from_ns);
		sum_ns += kept[i].to_ns - kept[i].from_ns;
	}
	HOLDS(have <= c->ledger.count[a]);
	HOLDS(sum_ns <= c->ledger.ns[a]);
	return NULL;
}

static inline bool
episodes_overlap(const struct episode *a, const struct episode *b)
{
	return a->to_ns && b->to_ns && a->from_ns < b->to_ns && b->from_ns < a->to_ns;
}

/* Accounts are exclusive, so no two stretches share time. */
static inline const char *
episodes_broken(const struct conn *c)
{
	const struct episode *all = c->ledger.longest ? c->ledger.longest[0] : NULL;
	const char *broken = NULL;

	for (int a = 0; all && !broken && a < ACCOUNT_COUNT; a++)
		broken = account_broken(c, a);
	for (int i = 0; all && !broken && i < ACCOUNT_COUNT * EPISODES_KEPT; i++)
		for (int j = 0; j < i; j++)
			HOLDS(!episodes_overlap(&all[i], &all[j]));
	return broken;
}

static inline const char *
counters_broken(const struct half *h)
{
	HOLDS(h->unique_bytes <= h->bytes);
	HOLDS(h->retransmitted_bytes <= h->bytes);
	HOLDS(h->data_packets <= h->packets);
	HOLDS(h->retransmissions <= h->data_packets);
	HOLDS(h->fast + h->rto + h->tlp + h->unneeded + h->retransmissions_unknown ==
	      h->retransmissions);
	HOLDS(h->out_of_order + h->retransmissions <= h->data_packets);
	HOLDS(h->capture_duplicates <= h->packets);
	HOLDS(h->duplicate_acks <= h->pure_acks);
	HOLDS(h->resets <= h->packets && h->fins <= h->packets);
	HOLDS(h->challenge_acks <= h->packets);
	HOLDS(h->keep_alives + h->window_probes <= h->packets);
	HOLDS(!h->resets || h->reset_kind != RESET_NONE);
	HOLDS(h->over_mss <= h->data_packets);
	HOLDS(h->small_segments + h->full_segments <= h->data_packets);
	HOLDS(h->wscale <= 14);
	HOLDS(h->state < TCP_STATE_COUNT);
	return NULL;
}

static inline const char *
measures_broken(const struct half *h)
{
	HOLDS(h->window_min_bytes <= h->window_max_bytes);
	HOLDS(h->zero_window_ns >= 0 && h->zero_window_longest_ns <= h->zero_window_ns);
	HOLDS(!h->rtt.samples ||
	      (h->rtt.min_ns >= 0 && h->rtt.min_ns <= h->rtt.max_ns && h->rtt.srtt_ns >= 0));
	HOLDS(!h->rtt.samples ||
	      (h->rtt.min_ns <= h->rtt.srtt_ns && h->rtt.srtt_ns <= h->rtt.max_ns));
	HOLDS(h->rtt.samples || (!h->rtt.max_ns && !h->rtt.sum_ns));
	HOLDS(h->rtt.rttvar_ns >= 0 && h->rto_ns >= 0);
	HOLDS(h->rtt.loaded_samples <= h->rtt.samples);
	HOLDS(h->loss.single_events <= h->loss.events && h->loss.timeouts <= h->loss.events);
	HOLDS(h->loss.rtt_events <= h->loss.events);
	/* proof may come when the event that it takes a segment from is over */
	HOLDS(h->loss.largest_event <= h->loss.segments + h->unneeded);
	HOLDS(h->loss.flight_min_bytes <= h->loss.flight_max_bytes);
	HOLDS(h->loss.flight_max_bytes <= h->loss.flight_sum_bytes);
	HOLDS(h->rto_backoff <= h->rto_backoff_max);
	HOLDS(h->snd_una <= h->snd_max);
	HOLDS(h->flight_last_bytes <= h->flight_max_bytes);
	HOLDS(h->pause_ns >= 0 && h->nagle_stall_ns >= 0);
	HOLDS((h->first_data_ns == TIME_NONE) == (h->last_data_ns == TIME_NONE));
	HOLDS(h->fins || h->fin_ns == TIME_NONE);
	HOLDS(h->resets || h->reset_ns == TIME_NONE);
	return NULL;
}

static inline const char *
answers_broken(const struct conn *c)
{
	uint64_t counted = 0;

	for (size_t i = 0; i < COUNT_OF(c->think_histogram); i++)
		counted += c->think_histogram[i];
	HOLDS(counted == c->exchanges);
	HOLDS(c->think_max_ns >= 0 && c->think_max_ns <= c->think_ns);
	HOLDS(c->think_ns <= conn_duration_ns(c));
	HOLDS(conn_think_quantile_ns(c, 0) <= conn_think_quantile_ns(c, 0.5));
	HOLDS(conn_think_quantile_ns(c, 0.5) <= conn_think_quantile_ns(c, 1));
	return NULL;
}

static inline const char *
conn_broken(const struct conn *c)
{
	const char *broken = ledger_broken(c);

	for (int dir = C2S; dir <= S2C; dir++) {
		broken = broken ? broken : counters_broken(&c->half[dir]);
		broken = broken ? broken : measures_broken(&c->half[dir]);
	}
	broken = broken ? broken : episodes_broken(c);
	return broken ? broken : answers_broken(c);
}

/* Classes that say: these bytes were sent before. */
static inline bool
class_is_repeat(int class)
{
	return class == CLASS_FAST_RETRANSMISSION || class == CLASS_RTO_RETRANSMISSION ||
	       class == CLASS_TAIL_LOSS_PROBE || class == CLASS_UNNEEDED_RETRANSMISSION ||
	       class == CLASS_RETRANSMISSION;
}

static inline const char *
judged_broken(const struct judged *j)
{
	HOLDS(j->conn && j->conn->number > 0);
	HOLDS(j->class < CLASS_COUNT && j->dir <= S2C);
	HOLDS(j->client_state < TCP_STATE_COUNT && j->server_state < TCP_STATE_COUNT);
	HOLDS(j->needed >= -1 && j->needed <= 1);
	HOLDS(!class_is_repeat(j->class) || j->seg.len || j->seg.flags & (TCP_SYN | TCP_FIN));
	HOLDS(!class_is_repeat(j->class) ||
	      (j->needed == 0) == (j->class == CLASS_UNNEEDED_RETRANSMISSION));
	HOLDS(j->ref_packet < j->seg.packet || j->class == CLASS_CAPTURE_DUPLICATE ||
	      class_is_repeat(j->class) || j->class == CLASS_OUT_OF_ORDER);
	HOLDS(j->rtt_ns >= 0);
	HOLDS((uint32_t)j->seq64 == j->seg.seq || !(j->seg.known & SEG_HAS_SEQ));
	HOLDS(!(j->seg.flags & TCP_ACK) || (uint32_t)j->ack64 == j->seg.ack);
	return NULL;
}

#endif
