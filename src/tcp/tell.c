/*
 * tell.c - struct conn, of what is kept while a connection lives
 *
 * A live connection is dense, as there may be a million; what is told of it is
 * plain, with every field in its place.
 */
#include "tcp/mind.h"
#include "tcp/track.h"
#include "tcp/view.h"

/* Data in flight is on the scoreboard; a FIN alone is not. */
static void
tell_unacked(const struct half_track *x, struct half *ret)
{
	const struct sent *s = x->sent_n ? &x->sent[x->sent_head & (x->sent_cap - 1)] : NULL;

	if (x->snd_una >= x->snd_max)
		return;
	if (s && s->end > x->snd_una) {
		ret->unacked_ns = s->first_ns;
		ret->unacked_packet = s->first_packet;
	} else if (x->fin_seq64 && x->fin_seq64 >= x->snd_una) {
		ret->unacked_ns = x->fin_ns;
	}
}

static void
tell_half(const struct half_track *x, struct half *ret)
{
	const struct half_rare *r = x->rare;

	*ret = (struct half){
		.packets = x->packets,
		.bytes = x->bytes,
		.unique_bytes = x->unique_bytes,
		.data_packets = x->data_packets,
		.pure_acks = x->pure_acks,
		.isn64 = x->isn64,
		.snd_una = x->snd_una,
		.snd_max = x->snd_max,
		.window_bytes = x->window_bytes,
		.window_min_bytes = x->window_min_bytes,
		.window_max_bytes = x->window_max_bytes,
		.flight_max_bytes = x->flight_max_bytes,
		.flight_last_bytes = x->flight_last_bytes,
		.fin_seq64 = x->fin_seq64,
		.isn = (uint32_t)x->isn64,
		.mss = x->mss,
		.mss_seen = x->mss_seen,
		.window_syn = x->window_syn,
		.wscale = x->wscale,
		.state = x->state,
		.have_isn = x->have_isn,
		.isn_relative = x->isn_relative,
		.sack_ok = x->sack_ok,
		.timestamps = x->timestamps,
		.have_wscale = x->have_wscale,
		.options_known = x->options_known,
		.window_scale_unknown = x->window_scale_unknown,
		.small_segments = x->small_segments,
		.full_segments = x->full_segments,
		.last_data_ns = x->last_data_ns,
		.last_send_ns = x->last_send_ns,
		.last_packet = x->last_packet,
		.rto_ns = x->rto_ns,
		.tsval = x->tsval,
		.ts_back_ticks = r->ts_back_ticks,
		.ts_back_packet = r->ts_back_packet,
		.ts_back_seq64 = r->ts_back_seq64,
		.ts_back_segments = r->ts_back_segments,
		.rtt = x->rtt,
		.echo = r->echo,
		.retransmissions = r->retransmissions,
		.retransmitted_bytes = r->retransmitted_bytes,
		.fast = r->fast,
		.rto = r->rto,
		.tlp = r->tlp,
		.unneeded = r->unneeded,
		.retransmissions_unknown = r->retransmissions_unknown,
		.out_of_order = r->out_of_order,
		.late_max_packets = r->late_max_packets,
		.capture_duplicates = r->capture_duplicates,
		.keep_alives = r->keep_alives,
		.window_probes = r->window_probes,
		.duplicate_acks = r->duplicate_acks,
		.sack_blocks = r->sack_blocks,
		.dsacks = r->dsacks,
		.sacks_outside = r->sacks_outside,
		.sacks_outside_packet = r->sacks_outside_packet,
		.zero_windows = r->zero_windows,
		.zero_window_ns = r->zero_window_ns,
		.zero_window_longest_ns = r->zero_window_longest_ns,
		.resets = r->resets,
		.fins = x->fins,
		.challenge_acks = r->challenge_acks,
		.reset_packet = r->reset_packet,
		.ce = r->ce,
		.ece = r->ece,
		.cwr = r->cwr,
		.bad_checksums = r->bad_checksums,
		.offloaded_checksums = x->offloaded_checksums,
		.over_mss = r->over_mss,
		.acked_unseen_bytes = r->acked_unseen_bytes,
		.acked_unseen_events = r->acked_unseen_events,
		.ahead_bytes = r->ahead > x->snd_max ? r->ahead - x->snd_max : 0,
		.unacceptable_acks = r->unacceptable_acks,
		.unacked_ns = TIME_NONE,
		.reset_off_bytes = r->reset_off_bytes,
		.after_reset = r->after_reset,
		.reset_kind = r->reset_kind,
		.reset_ttl = r->reset_ttl,
		.ttl = x->ttl,
		.rto_backoff = r->rto_backoff,
		.rto_backoff_max = r->rto_backoff_max,
		.loss = r->loss,
		.first_data_ns = x->first_data_ns,
		.fin_ns = x->fin_ns,
		.reset_ns = r->resets ? r->reset_ns : TIME_NONE,
		.pauses = r->pauses,
		.pause_ns = r->pause_ns,
		.bursts = x->bursts,
		.nagle_stalls = r->nagle_stalls,
		.nagle_stall_ns = r->nagle_stall_ns,
		.icmp = r->icmp,
		.mind = mind_of(x),
	};
	tell_unacked(x, ret);
}

static void
tell_answers(const struct conn_track *c, struct conn *ret)
{
	ret->exchanges = c->exchanges;
	ret->think_ns = c->think_ns;
	ret->think_max_ns = c->think_max_ns;
	ret->think_max_packet = c->think_max_packet;
	memset(ret->think_histogram, 0, sizeof ret->think_histogram);
	if (c->think_histogram)
		memcpy(ret->think_histogram, c->think_histogram, sizeof ret->think_histogram);
	for (size_t i = 0; !c->think_histogram && i < c->exchanges; i++)
		ret->think_histogram[c->think_first[i]]++;
}

static void
tell_opening(const struct conn_track *c, struct conn *ret)
{
	ret->handshake = c->handshake;
	ret->opening = c->opening;
	ret->simultaneous_open = c->simultaneous_open;
	ret->syns = c->syns;
	ret->syn_acks = c->syn_acks;
	ret->syn_acks_after_ack = c->syn_acks_after_ack;
	ret->syn_ns = c->syn_ns;
	ret->syn_ack_ns = c->syn_ack_ns;
	ret->handshake_ack_ns = c->handshake_ack_ns;
	ret->last_syn_ns = c->last_syn_ns;
	ret->last_syn_ack_ns = c->last_syn_ack_ns;
	ret->syn_packet = c->syn_packet;
	ret->syn_ack_packet = c->syn_ack_packet;
	ret->handshake_ack_packet = c->handshake_ack_packet;
	ret->data_before_accept_repeats = c->data_before_accept_repeats;
	ret->syns_fastopen = c->syns_fastopen;
	ret->syns_plain = c->syns_plain;
	ret->syn_data_bytes = c->syn_data_bytes;
}

void
conn_tell(const struct conn_track *c, struct conn *ret)
{
	ret->number = c->number;
	ret->client = c->client;
	ret->server = c->server;
	ret->client_sure = c->client_sure;
	ret->first_ns = c->first_ns;
	ret->last_ns = c->last_ns;
	ret->first_packet = c->first_packet;
	ret->last_packet = c->last_packet;
	ret->vantage = (uint8_t)view_vantage(c);
	ret->last_dir = c->last_dir;
	ret->has_times = c->has_times;
	ret->reused = c->reused;
	tell_opening(c, ret);
	tell_answers(c, ret);
	ledger_tell(c, &ret->ledger);
	for (int d = C2S; d <= S2C; d++)
		tell_half(&c->half[d], &ret->half[d]);
}
