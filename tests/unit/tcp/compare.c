/*
 * compare.c - all that a tracker says of the same segments, fed twice
 */
#include "compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>

#include "fields.h"

int
side_of(const struct endpoint *from, const struct endpoint *to)
{
	if (from->port != to->port)
		return from->port < to->port;
	return addr_cmp(&from->addr, &to->addr) < 0;
}

#define DIFFERENCES_SHOWN 5

void
differ(struct comparison *cmp, const char *fmt, ...)
{
	char words[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(words, sizeof words, fmt, ap);
	va_end(ap);
	if (cmp->differences++ < DIFFERENCES_SHOWN)
		print_error("%s: %s: %s\n", cmp->turn->name, cmp->source, words);
}

static bool
same_packet(const struct turn *turn, uint64_t was, uint64_t is)
{
	if (!turn->twice || !was)
		return was == is;
	return is == 2 * was - 1 || is == 2 * was;
}

/* What the second feeding must say where the first said was. */
static bool
same_value(const struct turn *turn, const struct field *f, int64_t was, int64_t is, uint32_t isn_up)
{
	switch ((enum field_kind)f->kind) {
	case FIELD_PACKET:
		return same_packet(turn, (uint64_t)was, (uint64_t)is);
	case FIELD_TIME:
		return was == TIME_NONE ? is == TIME_NONE : is == was + turn->later_ns;
	case FIELD_ISN:
		return (uint32_t)is == (uint32_t)was + isn_up;
	default:
		return was == is;
	}
}

static bool
is_name(const struct field *f, const char *name)
{
	return str_eq(str_from(f->name), str_from(name));
}

static bool
counts_copies(const struct field *f)
{
	return is_name(f, "packets") || is_name(f, "bytes") || is_name(f, "capture_duplicates");
}

static void
compare_mind(struct comparison *cmp, const struct conn *c, const struct mind *was,
	     const struct mind *is)
{
	if (!was != !is)
		differ(cmp, "connection %u: a sender's mind is told only once", c->number);
	if (!was || !is)
		return;
	if (was->cwnd_bytes != is->cwnd_bytes || was->cwnd_max_bytes != is->cwnd_max_bytes ||
	    was->ssthresh_bytes != is->ssthresh_bytes || was->rounds != is->rounds ||
	    was->slow_start_rounds != is->slow_start_rounds || was->recoveries != is->recoveries ||
	    was->recovery_ns != is->recovery_ns || was->factors != is->factors ||
	    was->idle_restarts != is->idle_restarts || was->growth_rounds != is->growth_rounds ||
	    was->growth_bytes != is->growth_bytes || was->window_dips != is->window_dips ||
	    was->family != is->family)
		differ(cmp, "connection %u: what a sender had in mind changed", c->number);
}

static void
compare_half(struct comparison *cmp, const struct conn *c, enum direction dir,
	     const struct half *was, const struct half *is)
{
	const struct endpoint *from = dir == C2S ? &c->client : &c->server;
	const struct endpoint *to = dir == C2S ? &c->server : &c->client;
	uint32_t isn_up = cmp->turn->isn_up[side_of(from, to)];

	for (size_t i = 0; i < half_field_count; i++) {
		const struct field *f = &half_fields[i];
		int64_t a = field_value(f, was), b = field_value(f, is);

		if (cmp->turn->twice && counts_copies(f))
			continue;
		if (f->kind == FIELD_ISN && !was->isn64 && !is->isn64)
			continue; /* it sent nothing that has a number */
		if (f->kind == FIELD_SEQ64 && !a && !b)
			continue;
		if (f->kind == FIELD_SEQ64) {
			a -= (int64_t)was->isn64;
			b -= (int64_t)is->isn64;
		}
		if (!same_value(cmp->turn, f, a, b, isn_up))
			differ(cmp, "connection %u: %s.%s was %lld, is %lld", c->number,
			       dir == C2S ? "c2s" : "s2c", f->name, (long long)a, (long long)b);
	}
	compare_mind(cmp, c, was->mind, is->mind);
	if (cmp->turn->twice &&
	    is->packets - is->capture_duplicates != was->packets - was->capture_duplicates)
		differ(cmp, "connection %u: packets that are no copies were %llu, are %llu",
		       c->number, (unsigned long long)(was->packets - was->capture_duplicates),
		       (unsigned long long)(is->packets - is->capture_duplicates));
}

static void
compare_episodes(struct comparison *cmp, const struct conn *was, const struct conn *is, int account)
{
	for (int i = 0; i < EPISODES_KEPT; i++) {
		const struct episode *a = &was->ledger.longest[account][i];
		const struct episode *b = &is->ledger.longest[account][i];
		bool none = !a->to_packet && !b->to_packet;

		if (!none && (a->dir != b->dir || b->from_ns != a->from_ns + cmp->turn->later_ns ||
			      b->to_ns != a->to_ns + cmp->turn->later_ns ||
			      !same_packet(cmp->turn, a->from_packet, b->from_packet) ||
			      !same_packet(cmp->turn, a->to_packet, b->to_packet)))
			differ(cmp, "connection %u: an episode of %s changed", was->number,
			       account_name((enum account)account));
	}
}

static void
compare_ledger(struct comparison *cmp, const struct conn *was, const struct conn *is)
{
	for (int a = 0; a < ACCOUNT_COUNT; a++) {
		if (was->ledger.ns[a] != is->ledger.ns[a] ||
		    was->ledger.count[a] != is->ledger.count[a])
			differ(cmp, "connection %u: %s was %lld ns in %u, is %lld in %u",
			       was->number, account_name((enum account)a),
			       (long long)was->ledger.ns[a], was->ledger.count[a],
			       (long long)is->ledger.ns[a], is->ledger.count[a]);
		if (!cmp->turn->episodes_apart)
			compare_episodes(cmp, was, is, a);
	}
}

static bool
is_flipped(const struct comparison *cmp, const struct conn *c)
{
	return cmp->turn->other_way && !c->client_sure;
}

void
compare_conn(struct comparison *cmp, const struct conn *was, const struct conn *is)
{
	bool flipped = is_flipped(cmp, was);

	for (enum direction d = C2S; d <= S2C; d++)
		compare_half(cmp, was, d, &was->half[d], &is->half[flipped ? !d : d]);
	if (flipped) /* which of the two is asked, and who thinks, is turned round too */
		return;
	for (size_t i = 0; i < conn_field_count; i++) {
		int64_t a = field_value(&conn_fields[i], was), b = field_value(&conn_fields[i], is);

		if (!same_value(cmp->turn, &conn_fields[i], a, b, 0))
			differ(cmp, "connection %u: %s was %lld, is %lld", was->number,
			       conn_fields[i].name, (long long)a, (long long)b);
	}
	if (memcmp(was->think_histogram, is->think_histogram, sizeof was->think_histogram) != 0)
		differ(cmp, "connection %u: the histogram changed", was->number);
	compare_ledger(cmp, was, is);
}

static void
compare_judged(struct comparison *cmp, const struct judged *was, const struct judged *is)
{
	bool flipped = is_flipped(cmp, was->conn);
	const struct {
		const char *name;
		int64_t was, is;
	} values[] = {
		{ "class", was->class, is->class },
		{ "need", was->needed, is->needed },
		{ "reason", was->reason, is->reason },
		{ "proof", was->proof, is->proof },
		{ "direction", was->dir, flipped ? !is->dir : is->dir },
		{ "flight", (int64_t)was->flight_bytes, (int64_t)is->flight_bytes },
		{ "window", (int64_t)was->window_bytes, (int64_t)is->window_bytes },
		{ "relative seq", (int64_t)was->seq_relative, (int64_t)is->seq_relative },
		{ "relative ack", (int64_t)was->ack_relative, (int64_t)is->ack_relative },
		{ "RTT", was->rtt_ns, is->rtt_ns },
		{ "time of the reason", was->reason_ns, is->reason_ns },
		{ "number of the reason", (int64_t)was->reason_count, (int64_t)is->reason_count },
		{ "client's state", was->client_state,
		  flipped ? is->server_state : is->client_state },
		{ "server's state", was->server_state,
		  flipped ? is->client_state : is->server_state },
	};

	for (size_t i = 0; i < COUNT_OF(values); i++)
		if (values[i].was != values[i].is)
			differ(cmp, "packet %llu: %s was %lld, is %lld",
			       (unsigned long long)was->seg.packet, values[i].name,
			       (long long)values[i].was, (long long)values[i].is);
	if (!same_packet(cmp->turn, was->ref_packet, is->ref_packet))
		differ(cmp, "packet %llu: points to %llu, now to %llu",
		       (unsigned long long)was->seg.packet, (unsigned long long)was->ref_packet,
		       (unsigned long long)is->ref_packet);
}

static void
compare_all_judged(struct comparison *cmp, const struct said *was, const struct said *is)
{
	size_t at = 0;

	for (size_t i = 0; i < was->list.n && !cmp->differences; i++, at++) {
		if (at < is->list.n)
			compare_judged(cmp, &was->list.v[i], &is->list.v[at]);
		if (cmp->turn->twice && at + 1 < is->list.n &&
		    is->list.v[at + 1].seg.packet == 2 * was->list.v[i].seg.packet) {
			at++;
			if (is->list.v[at].class != CLASS_CAPTURE_DUPLICATE)
				differ(cmp, "packet %llu: its copy is %s",
				       (unsigned long long)was->list.v[i].seg.packet,
				       segment_class_name(
					       (enum segment_class)is->list.v[at].class));
		}
	}
	if (at != is->list.n)
		differ(cmp, "%zu judged, %zu in the other", at, is->list.n);
}

void
compare(struct comparison *cmp, const struct play *was, const struct play *is)
{
	size_t n = tracker_count(was->tracker);

	if (was->said.list.n && is->said.list.n)
		compare_all_judged(cmp, &was->said, &is->said);
	if (n != tracker_count(is->tracker))
		differ(cmp, "%zu connections were %zu", tracker_count(is->tracker), n);
	for (size_t i = 0; i < MIN(n, tracker_count(is->tracker)); i++)
		compare_conn(cmp, tracker_conn(was->tracker, i), tracker_conn(is->tracker, i));
}
