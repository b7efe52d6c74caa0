/*
 * tcp.c - a conversation that goes wrong in every way, into the tracker
 *
 * Random bytes are hardly ever a connection. So two ends that know how to speak
 * TCP are played here, and the input says what they do next and what happens to
 * the packet: an operation a byte, its argument behind it. A tracker takes the
 * segments, and so may one that is observed, and one that gives connections away.
 * All must hold the invariants, and tell the same accounts.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../tests/unit/tcp/invariants.h"
#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes);

#define SEGMENTS_MAX 4096
/*
 * Fingerprints against copies are in sets of four: of more segments some may push out
 * others, in another order when they were noted first.
 */
#define NOTED_MAX 512
#define HELD_MAX 8
#define MSS 1000u

struct input_bytes {
	const uint8_t *p;
	size_t n;
};

struct end {
	struct endpoint name;
	uint32_t isn, nxt, una; /* absolute */
	uint32_t rcv_nxt;
	uint32_t clock; /* of its time stamps */
	uint16_t window, ip_id;
};

struct play {
	struct input_bytes in;
	struct end end[2];
	int64_t now_ns;
	uint8_t known;
	bool timestamps, sack;
	uint32_t records_kept;	   /* by the observed one */
	bool observed, given_away; /* which trackers are tried beside the plain one */
	struct segment *segs;	   /* SEGMENTS_MAX */
	size_t n;
	struct segment held[HELD_MAX]; /* on their way, to be overtaken */
	size_t held_n;
	bool drop, hold; /* what happens to the next packet */
	uint8_t spoil;	 /* the same: which field, 0 none */
};

static uint8_t
take(struct input_bytes *in)
{
	if (!in->n)
		return 0;
	in->n--;
	return *in->p++;
}

static uint32_t
take32(struct input_bytes *in)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++)
		v = v << 8 | take(in);
	return v;
}

/* ---- what happens to a packet ---- */

static void
pass(struct play *p, struct segment s)
{
	if (p->n == SEGMENTS_MAX)
		return;
	s.time_ns = p->now_ns;
	s.packet = p->n + 1;
	p->segs[p->n++] = s;
}

static void
spoil(struct play *p, struct segment *s)
{
	uint32_t v = take32(&p->in);

	switch (p->spoil % 12) {
	case 1:
		s->seq += v;
		break;
	case 2:
		s->ack += v;
		break;
	case 3:
		s->window = (uint16_t)v;
		break;
	case 4:
		s->flags = (uint8_t)v;
		break;
	case 5:
		s->tsval = v;
		s->tsecr ^= v << 7;
		break;
	case 6:
		s->len = v % 70000;
		break;
	case 7:
		s->ip_id = (uint16_t)v;
		s->ttl = (uint8_t)(v >> 16);
		break;
	case 8:
		s->options ^= (uint8_t)v;
		s->nsack = s->options & OPT_SACK ? SEG_SACK_MAX : 0;
		for (int i = 0; i < SEG_SACK_MAX * 2; i++)
			s->sack[i / 2][i % 2] = s->ack + (v >> i);
		break;
	case 9:
		s->checksum = (uint8_t)(v % 4);
		s->tos = (uint8_t)(v >> 8);
		break;
	case 10:
		s->wscale = (uint8_t)(v % 15);
		s->mss = (uint16_t)(v >> 8);
		break;
	case 11:
		s->seq = v;
		s->ack = v * 2654435761u;
		break;
	default:
		s->known = (uint8_t)v;
		break;
	}
	p->spoil = 0;
}

static void
travel(struct play *p, struct segment s)
{
	if (p->spoil)
		spoil(p, &s);
	if (p->hold && p->held_n < HELD_MAX)
		p->held[p->held_n++] = s;
	else if (!p->drop)
		pass(p, s);
	p->drop = p->hold = false;
}

/* ---- what the ends do ---- */

static struct segment
segment_of(struct play *p, int dir, uint8_t flags, uint32_t seq, uint32_t len)
{
	struct end *me = &p->end[dir], *other = &p->end[!dir];
	struct segment s = { .src = me->name,
			     .dst = other->name,
			     .seq = seq,
			     .ack = flags & TCP_ACK ? me->rcv_nxt : 0,
			     .len = len,
			     .window = me->window,
			     .flags = flags,
			     .known = p->known,
			     .ttl = 64,
			     .checksum = CHECKSUM_GOOD,
			     .ip_id = me->ip_id++ };

	if (p->timestamps) {
		s.options |= OPT_TIMESTAMP;
		s.tsval = me->clock + (uint32_t)(p->now_ns / NS_PER_MS);
		s.tsecr = flags & TCP_ACK ? other->clock + (uint32_t)(p->now_ns / NS_PER_MS) : 0;
	}
	if (flags & TCP_SYN) {
		s.options |= OPT_MSS | OPT_WSCALE | (p->sack ? OPT_SACK_OK : 0);
		s.mss = MSS;
		s.wscale = 2;
	}
	return s;
}

static void
send_new(struct play *p, int dir, uint8_t flags, uint32_t len)
{
	struct end *me = &p->end[dir];
	struct segment s = segment_of(p, dir, flags, me->nxt, len);

	me->nxt += len + !!(flags & TCP_SYN) + !!(flags & TCP_FIN);
	travel(p, s);
}

static void
send_ack(struct play *p, int dir, uint32_t of_bytes)
{
	struct end *me = &p->end[dir], *other = &p->end[!dir];
	uint32_t open = other->nxt - me->rcv_nxt;

	me->rcv_nxt += MIN(of_bytes, open);
	other->una = me->rcv_nxt;
	travel(p, segment_of(p, dir, TCP_ACK, me->nxt, 0));
}

static void
send_sack(struct play *p, int dir, uint8_t how)
{
	struct end *me = &p->end[dir];
	struct segment s = segment_of(p, dir, TCP_ACK, me->nxt, 0);
	bool below = how & 0x80; /* DSACK */

	s.options |= OPT_SACK;
	s.nsack = (uint8_t)(1 + how % SEG_SACK_MAX);
	for (uint32_t i = 0; i < s.nsack; i++) {
		s.sack[i][0] = me->rcv_nxt + (below && !i ? 0u - 2 * MSS : (2 * i + 1) * MSS);
		s.sack[i][1] = s.sack[i][0] + MSS;
	}
	travel(p, s);
}

static void
send_again(struct play *p, int dir, uint8_t how)
{
	struct end *me = &p->end[dir];
	uint32_t open = me->nxt - me->una, from = me->una + (how >> 4) * MSS;
	uint32_t len = MIN(MIN((uint32_t)(1 + how % 4) * MSS, 8u * MSS), open);

	travel(p, segment_of(p, dir, TCP_ACK | TCP_PSH, from, len));
}

/* The same four numbers, or others, from the beginning. */
static void
begin_again(struct play *p, uint8_t how)
{
	for (int d = 0; d < 2; d++) {
		struct end *e = &p->end[d];

		e->isn = how & 1 ? take32(&p->in) : e->nxt + 100000;
		e->nxt = e->una = e->isn;
		p->end[!d].rcv_nxt = e->isn + 1;
	}
	if (how & 2)
		p->end[0].name.port = (uint16_t)(how << 8 | take(&p->in));
}

static void
copy_last(struct play *p, uint8_t how)
{
	struct segment s;

	if (!p->n)
		return;
	s = p->segs[p->n - 1 - how % MIN(p->n, (size_t)20)];
	s.ttl = (uint8_t)(s.ttl - (how >> 7));
	pass(p, s);
}

static void
release(struct play *p, uint8_t how)
{
	size_t i;

	if (!p->held_n)
		return;
	i = how % p->held_n;
	pass(p, p->held[i]);
	p->held[i] = p->held[--p->held_n];
}

static void
step(struct play *p)
{
	uint8_t op = take(&p->in), arg = take(&p->in);
	int dir = op >> 7;

	switch (op & 0x1f) {
	case 0:
		send_new(p, dir, TCP_SYN, arg & 1 ? arg : 0);
		break;
	case 1:
		send_new(p, dir, TCP_SYN | TCP_ACK, 0);
		break;
	case 2:
		send_new(p, dir, TCP_FIN | TCP_ACK, arg & 1 ? arg : 0);
		break;
	case 3:
		send_new(p, dir, arg & 1 ? TCP_RST : TCP_RST | TCP_ACK, 0);
		break;
	case 4:
	case 5:
	case 6:
		send_new(p, dir, TCP_ACK | TCP_PSH, arg * 8u);
		break;
	case 7:
		for (int i = 0; i < arg % 16; i++)
			send_new(p, dir, TCP_ACK, MSS);
		break;
	case 8:
	case 9:
		send_ack(p, dir, UINT32_MAX);
		break;
	case 10:
		send_ack(p, dir, arg * 100u);
		break;
	case 11:
		send_ack(p, dir, 0);
		break;
	case 12:
		send_sack(p, dir, arg);
		break;
	case 13:
	case 14:
		send_again(p, dir, arg);
		break;
	case 15: /* a keep-alive, or a probe of a byte */
		travel(p, segment_of(p, dir, TCP_ACK, p->end[dir].nxt - !(arg & 2), arg & 1));
		break;
	case 16:
		p->end[dir].window = (uint16_t)(arg & 1 ? 0 : arg << 8);
		send_ack(p, dir, UINT32_MAX);
		break;
	case 17:
		p->drop = true;
		break;
	case 18:
		p->hold = true;
		break;
	case 19:
		release(p, arg);
		break;
	case 20:
		copy_last(p, arg);
		break;
	case 21:
		p->spoil = arg;
		break;
	case 22:
	case 23: /* microseconds to hours */
		p->now_ns += (int64_t)1000 << arg % 32;
		break;
	case 24:
		p->now_ns -= (int64_t)1000 << arg % 36;
		break;
	case 25:
		begin_again(p, arg);
		break;
	case 26:
		p->end[dir].ip_id = (uint16_t)(p->end[dir].ip_id + arg);
		break;
	default:
		p->now_ns += arg * 1000;
		break;
	}
}

static void
begin(struct play *p)
{
	uint8_t how = take(&p->in), trackers = take(&p->in);

	p->observed = trackers % 4 == 0;
	p->records_kept = trackers & 8 ? 16 : SEGMENTS_MAX; /* proof may come too late */
	p->given_away = trackers & 4;
	for (int d = 0; d < 2; d++) {
		p->end[d].name = (struct endpoint){ addr_from_v4(0x0a000001u + (unsigned)d),
						    d ? 80 : 40000 };
		p->end[d].window = 8000;
		p->end[d].ip_id = 1;
		p->end[d].clock = (uint32_t)d * 77777;
		p->end[d].isn = how & 1 ? 0xfffffc00u : 1000u + (unsigned)d * 5000;
		p->end[d].nxt = p->end[d].una = p->end[d].isn;
		p->end[!d].rcv_nxt = p->end[d].isn + 1;
	}
	p->timestamps = how & 2;
	p->sack = how & 4;
	p->known = SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP;
	if (how & 8)
		p->known &= (uint8_t)~SEG_HAS_IP;
	if (how & 16)
		p->known &= (uint8_t)~SEG_HAS_TIME;
	p->now_ns = how & 32 ? 1700000000LL * NS_PER_S : 0;
	if (how & 64)
		return; /* in mid-stream */
	send_new(p, 0, TCP_SYN, 0);
	p->now_ns += how & 128 ? 10 * NS_PER_MS : 10000;
	send_new(p, 1, TCP_SYN | TCP_ACK, 0);
	p->now_ns += 10 * NS_PER_MS;
	send_ack(p, 0, 0);
}

/* ---- what must be true ---- */

static void
must_hold(const char *broken, uint64_t where)
{
	if (!broken)
		return;
	fprintf(stderr, "%llu: not so: %s\n", (unsigned long long)where, broken);
	abort();
}

struct watch {
	uint64_t n;
};

static void
watch_segment(void *ctx, const struct judged *j)
{
	struct watch *w = ctx;
	struct out o;

	w->n++;
	must_hold(j->seg.packet == w->n ? NULL : "judged once, in order", j->seg.packet);
	must_hold(judged_broken(j), j->seg.packet);
	out_init_memory(&o);
	judged_why(j, &o);
	must_hold(o.n ? NULL : "each class has its reason in words", j->seg.packet);
	out_fini(&o);
}

static void
watch_over(void *ctx, const struct conn *c)
{
	struct watch *w = ctx;

	w->n++;
	must_hold(conn_broken(c), c->number);
}

static struct tracker *
run(struct arena *a, const struct play *p, struct tracker_options opt)
{
	struct tracker *t = tracker_new(a, &opt);

	tracker_feed_all(t, p->segs, p->n); /* many at once: what is plain goes ahead */
	tracker_finish(t);
	return t;
}

static void
compare(const struct conn *seen, const struct conn *unseen)
{
	must_hold(memcmp(seen->ledger.ns, unseen->ledger.ns, sizeof seen->ledger.ns)
			  ? "the ledger is the same when nobody looks"
			  : NULL,
		  seen->number);
	for (int d = C2S; d <= S2C; d++) {
		const struct half *a = &seen->half[d], *b = &unseen->half[d];

		must_hold(a->retransmissions == b->retransmissions && a->unneeded == b->unneeded &&
					  a->snd_max == b->snd_max && a->state == b->state
				  ? NULL
				  : "a half is the same when nobody looks",
			  seen->number);
	}
}

static void
hold_observed(struct arena *a, const struct play *p, const struct tracker *unseen)
{
	struct watch w = { 0 };
	struct tracker *seen = run(a, p,
				   (struct tracker_options){ .episodes = true,
							     .segment = watch_segment,
							     .ctx = &w,
							     .records_kept = p->records_kept });

	must_hold(w.n == p->n ? NULL : "each segment is judged", p->n);
	must_hold(tracker_count(seen) == tracker_count(unseen) ? NULL : "as many connections", 0);
	for (size_t i = 0; i < tracker_count(seen); i++)
		compare(tracker_conn(seen, i), tracker_conn(unseen, i));
}

/* So little that connections are ended early. */
#define SHORT_BYTES 16384

static uint64_t
packets_told(const struct tracker *t)
{
	uint64_t n = tracker_left_out(t).packets;

	for (size_t i = 0; i < tracker_count(t); i++)
		n += tracker_conn(t, i)->half[C2S].packets + tracker_conn(t, i)->half[S2C].packets;
	return n;
}

static void
hold_short_of_memory(struct arena *a, const struct play *p, const struct tracker *all)
{
	struct tracker_options opt = { .episodes = true, .max_bytes = SHORT_BYTES };
	struct watch w = { 0 };
	struct tracker *t = run(a, p, opt);

	for (size_t i = 0; i < tracker_count(t); i++)
		must_hold(conn_broken(tracker_conn(t, i)), i + 1);
	/* What is forgotten may be two that follow each other, or one: its packets are counted. */
	must_hold(packets_told(t) == packets_told(all) ? NULL : "each packet is kept or counted",
		  tracker_count(t));
	opt.segment = watch_segment;
	opt.ctx = &w;
	t = run(a, p, opt);
	must_hold(w.n == p->n ? NULL : "memory is short, and each segment is judged", w.n);
	opt.lets_go = true;
	w.n = 0;
	run(a, p, opt);
	must_hold(w.n == p->n ? NULL : "connections are gone, and each segment was judged", w.n);
	for (size_t i = 0; i < tracker_count(t); i++)
		must_hold(conn_broken(tracker_conn(t, i)), i + 1);
}

static void
hold_given_away(struct arena *a, const struct play *p, const struct tracker *kept)
{
	struct watch w = { 0 };

	run(a, p, (struct tracker_options){ .episodes = true, .over = watch_over, .over_ctx = &w });
	must_hold(w.n >= tracker_count(kept) ? NULL : "each connection is given away", w.n);
	w.n = 0;
	run(a, p,
	    (struct tracker_options){ .episodes = true,
				      .over = watch_over,
				      .over_ctx = &w,
				      .dense = true,
				      .journals = true });
	must_hold(w.n >= tracker_count(kept) ? NULL : "what was noted is given away", w.n);
	w.n = 0;
	run(a, p,
	    (struct tracker_options){ .episodes = true,
				      .over = watch_over,
				      .over_ctx = &w,
				      .dense = true,
				      .journals = p->timestamps,
				      .max_bytes = SHORT_BYTES });
	must_hold(w.n >= tracker_count(kept) ? NULL : "memory is short, and each is given away",
		  w.n);
}

static struct str
lines(struct arena *a, const struct tracker *t)
{
	struct flow_lines *l;
	struct str text;
	struct out o;

	out_init_memory(&o);
	l = flow_lines_new(a, &o, "");
	for (size_t i = 0; i < tracker_count(t); i++)
		flow_lines_row(l, tracker_conn(t, i));
	text = str_copy(a, out_text(&o));
	out_fini(&o);
	return text;
}

/* t took what is plain in one go: to judge each by all that can be asked says the same. */
static void
hold_long_way(struct arena *a, const struct play *p, const struct tracker *t)
{
	struct tracker_options opt = { .episodes = true, .dense = true, .long_way = true };
	struct str was = lines(a, t), is = lines(a, run(a, p, opt));

	if (str_eq(was, is))
		return;
	fprintf(stderr, STR_F STR_F, STR_A(was), STR_A(is));
	must_hold("both ways say the same", p->n);
}

/* To note segments first, and take them later, changes nothing either. */
static void
hold_journals(struct arena *a, const struct play *p, const struct tracker *t)
{
	struct tracker_options opt = { .episodes = true, .dense = true, .journals = true };
	struct str was, is;

	if (p->n > NOTED_MAX)
		return;
	was = lines(a, t);
	is = lines(a, run(a, p, opt));
	if (str_eq(was, is))
		return;
	fprintf(stderr, STR_F STR_F, STR_A(was), STR_A(is));
	must_hold("what was noted says the same", p->n);
}

static void
hold_all(const struct play *p)
{
	struct tracker *t;
	struct arena a;

	arena_init(&a, "fuzz", 0);
	t = run(&a, p, (struct tracker_options){ .episodes = true, .dense = true });
	for (size_t i = 0; i < tracker_count(t); i++)
		must_hold(conn_broken(tracker_conn(t, i)), i + 1);
	if (p->observed)
		hold_observed(&a, p, t);
	hold_long_way(&a, p, t);
	hold_journals(&a, p, t);
	hold_short_of_memory(&a, p, t);
	if (p->given_away)
		hold_given_away(&a, p, t);
	arena_fini(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	static struct segment segs[SEGMENTS_MAX];
	struct play p = { .in = { data, len_bytes }, .segs = segs };

	begin(&p);
	while (p.in.n)
		step(&p);
	while (p.held_n)
		release(&p, 0);
	hold_all(&p);
	return 0;
}
