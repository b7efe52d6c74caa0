/*
 * tell.c - struct conn, of what is kept while a connection lives
 *
 * A live connection is dense, as there may be a million; what is told of it is
 * plain, with every field in its place.
 */
#include "tcp/clear.h"
#include "tcp/mind.h"
#include "tcp/track.h"
#include "tcp/view.h"

/* Data in flight is on the scoreboard; a FIN alone is not. */
static void
tell_unacked(const struct half_track *x, struct half *ret)
{
	const struct sent *s = x->sent_n ? &x->sent[x->sent_head & (x->sent_cap - 1)] : NULL;

	ret->unacked_ns = TIME_NONE;
	ret->unacked_packet = 0;
	if (x->snd_una >= x->snd_max)
		return;
	if (s && s->end > x->snd_una) {
		ret->unacked_ns = s->first_ns;
		ret->unacked_packet = s->first_packet;
	} else if (x->fin_seq64 && x->fin_seq64 >= x->snd_una) {
		ret->unacked_ns = x->fin_ns;
	}
}

/* What few senders have. */
static void
tell_rare(const struct half_track *x, const struct half_rare *r, struct half *ret)
{
	ret->ts_back_ticks = r->ts_back_ticks;
	ret->ts_back_packet = r->ts_back_packet;
	ret->ts_back_seq64 = r->ts_back_seq64;
	ret->ts_back_segments = r->ts_back_segments;
	ret->echo = r->echo;
	ret->retransmissions = r->retransmissions;
	ret->retransmitted_bytes = r->retransmitted_bytes;
	ret->fast = r->fast;
	ret->rto = r->rto;
	ret->tlp = r->tlp;
	ret->unneeded = r->unneeded;
	ret->retransmissions_unknown = r->retransmissions_unknown;
	ret->out_of_order = r->out_of_order;
	ret->late_max_packets = r->late_max_packets;
	ret->capture_duplicates = r->capture_duplicates;
	ret->keep_alives = r->keep_alives;
	ret->window_probes = r->window_probes;
	ret->duplicate_acks = r->duplicate_acks;
	ret->sack_blocks = r->sack_blocks;
	ret->dsacks = r->dsacks;
	ret->sacks_outside = r->sacks_outside;
	ret->sacks_outside_packet = r->sacks_outside_packet;
	ret->zero_windows = r->zero_windows;
	ret->zero_window_ns = r->zero_window_ns;
	ret->zero_window_longest_ns = r->zero_window_longest_ns;
	ret->resets = r->resets;
	ret->challenge_acks = r->challenge_acks;
	ret->reset_packet = r->reset_packet;
	ret->ce = r->ce;
	ret->ece = r->ece;
	ret->cwr = r->cwr;
	ret->bad_checksums = r->bad_checksums;
	ret->over_mss = r->over_mss;
	ret->acked_unseen_bytes = r->acked_unseen_bytes;
	ret->acked_unseen_events = r->acked_unseen_events;
	ret->ahead_bytes = r->ahead > x->snd_max ? r->ahead - x->snd_max : 0;
	ret->unacceptable_acks = r->unacceptable_acks;
	ret->reset_off_bytes = r->reset_off_bytes;
	ret->after_reset = r->after_reset;
	ret->reset_kind = r->reset_kind;
	ret->reset_ttl = r->reset_ttl;
	ret->rto_backoff = r->rto_backoff;
	ret->rto_backoff_max = r->rto_backoff_max;
	ret->loss = r->loss;
	ret->pauses = r->pauses;
	ret->pause_ns = r->pause_ns;
	ret->nagle_stalls = r->nagle_stalls;
	ret->nagle_stall_ns = r->nagle_stall_ns;
	ret->icmp = r->icmp;
	ret->reset_ns = r->resets ? r->reset_ns : TIME_NONE;
}

static void
tell_half(const struct half_track *x, struct half *ret)
{
	bool has_rare = x->rare != &half_rare_none;

	ret->packets = x->packets;
	ret->bytes = x->bytes;
	ret->unique_bytes = x->unique_bytes;
	ret->data_packets = x->data_packets;
	ret->pure_acks = x->pure_acks;
	ret->isn64 = x->isn64;
	ret->snd_una = x->snd_una;
	ret->snd_max = x->snd_max;
	ret->window_bytes = x->window_bytes;
	ret->window_min_bytes = x->window_min_bytes;
	ret->window_max_bytes = x->window_max_bytes;
	ret->flight_max_bytes = x->flight_max_bytes;
	ret->flight_last_bytes = x->flight_last_bytes;
	ret->fin_seq64 = x->fin_seq64;
	ret->isn = (uint32_t)x->isn64;
	ret->mss = x->mss;
	ret->mss_seen = x->mss_seen;
	ret->window_syn = x->window_syn;
	ret->wscale = x->wscale;
	ret->state = x->state;
	ret->have_isn = x->have_isn;
	ret->isn_relative = x->isn_relative;
	ret->sack_ok = x->sack_ok;
	ret->timestamps = x->timestamps;
	ret->have_wscale = x->have_wscale;
	ret->options_known = x->options_known;
	ret->window_scale_unknown = x->window_scale_unknown;
	ret->small_segments = x->small_segments;
	ret->full_segments = x->full_segments;
	ret->last_data_ns = x->last_data_ns;
	ret->last_send_ns = x->last_send_ns;
	ret->last_packet = x->last_packet;
	ret->rto_ns = x->rto_ns;
	ret->tsval = x->tsval;
	ret->rtt = x->rtt;
	ret->fins = x->fins;
	ret->offloaded_checksums = x->offloaded_checksums;
	ret->ttl = x->ttl;
	ret->first_data_ns = x->first_data_ns;
	ret->fin_ns = x->fin_ns;
	ret->bursts = x->bursts;
	ret->mind = mind_of(x);
	/*
	 * As a rule there is nothing, nor was there of what ret told of before. Where that is
	 * nothing at all, the time of a RST is still to be written.
	 */
	if (UNLIKELY(has_rare || ret->has_rare || !ret->reset_ns))
		tell_rare(x, x->rare, ret);
	ret->has_rare = has_rare;
	tell_unacked(x, ret);
}

static void
tell_answers(const struct conn_track *c, struct conn *ret)
{
	if (c->exchanges || ret->exchanges)
		clear(ret->think_histogram, sizeof ret->think_histogram);
	ret->exchanges = c->exchanges;
	ret->think_ns = c->think_ns;
	ret->think_max_ns = c->think_max_ns;
	ret->think_max_packet = c->think_max_packet;
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
