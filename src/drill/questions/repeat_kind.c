/*
 * repeat-kind: what made a sender send the same bytes again.
 */
#include "drill/questions/repeat_kind.h"

#define DUPLICATES_SHOWN 2
#define TRIED_MAX 200 /* each walks through its connection */
/* Linux never waits less (TCP_RTO_MIN), so a sooner repeat was no timeout. */
#define TIMEOUT_MIN_NS (200LL * NS_PER_MS)
/* Sooner than that a copy may be the capture's: see capture-shows-twice. */
#define GAP_MIN_NS (1LL * NS_PER_MS)

struct str
repeat_option(const struct question *q, enum segment_class class)
{
	const struct repeat_kind *r = q->facts;

	if (class == CLASS_FAST_RETRANSMISSION)
		return STR("Fast retransmission: ACKs behind the hole showed that it was lost");
	if (class == CLASS_RTO_RETRANSMISSION)
		return tell(q, "Timeout: nothing moved, and after " STR_F " the timer ended",
			    STR_A(tell_time(q, r->gap_ns)));
	if (class == CLASS_TAIL_LOSS_PROBE)
		return STR(
			"Tail loss probe: the last segment again, to get an ACK before a timeout");
	return STR("It was not needed: the first one arrived, and was given up too early");
}

static bool
is_repeat(const struct judged *j)
{
	return j->class == CLASS_FAST_RETRANSMISSION || j->class == CLASS_RTO_RETRANSMISSION ||
	       j->class == CLASS_TAIL_LOSS_PROBE || j->class == CLASS_UNNEEDED_RETRANSMISSION;
}

/* The latest earlier packet of the same end with the repeat's first byte. */
static const struct judged *
find_original(const struct question *q, const struct judged *repeat)
{
	const struct judged *j, *found = NULL;
	size_t i = 0;

	while ((j = packet_next(q->packets, repeat->conn, &i)) && j != repeat)
		if (j->dir == repeat->dir && j->seg.len && !(j->seg.flags & TCP_SYN) &&
		    j->class != CLASS_CAPTURE_DUPLICATE && j->seq64 <= repeat->seq64 &&
		    repeat->seq64 < j->seq64 + j->seg.len)
			found = j;
	return found;
}

static bool
asks_again(const struct judged *j, const struct judged *repeat)
{
	return j->dir != repeat->dir && packet_is_bare_ack(j) && j->ack64 == repeat->seq64 &&
	       (j->class == CLASS_DUPLICATE_ACK || j->seg.nsack);
}

static void
count_duplicates(const struct question *q, struct repeat_kind *r)
{
	const struct judged *j;
	size_t i = 0;

	while ((j = packet_next(q->packets, r->repeat->conn, &i)) && j != r->repeat) {
		if (j->seg.packet < r->original->seg.packet || !asks_again(j, r->repeat))
			continue;
		r->duplicates++;
		r->blocks += j->seg.nsack > 0;
	}
}

/* Only what can be told from what is shown. */
static bool
is_clear(const struct question *q, struct repeat_kind *r)
{
	const struct judged *j = r->repeat;

	switch ((enum segment_class)j->class) {
	case CLASS_FAST_RETRANSMISSION:
		return r->duplicates > 0;
	case CLASS_RTO_RETRANSMISSION:
		return !r->duplicates && r->gap_ns >= TIMEOUT_MIN_NS;
	case CLASS_TAIL_LOSS_PROBE:
		/* with one segment out it may wait as long as a timeout: unclear */
		return !r->duplicates && r->gap_ns < TIMEOUT_MIN_NS;
	case CLASS_UNNEEDED_RETRANSMISSION:
		r->proof = packet_numbered(q->packets, j->conn, j->ref_packet);
		return r->proof && r->proof != r->original;
	default:
		return false;
	}
}

static bool
look(const struct question *q, const struct judged *j, struct repeat_kind *r)
{
	*r = (struct repeat_kind){ .repeat = j };
	if (!is_repeat(j) || !j->seg.len || !j->conn->has_times)
		return false;
	r->original = find_original(q, j);
	if (!r->original)
		return false;
	r->gap_ns = j->seg.time_ns - r->original->seg.time_ns;
	r->rtt_ns = j->conn->half[j->dir].rtt.srtt_ns;
	count_duplicates(q, r);
	return r->gap_ns >= GAP_MIN_NS && is_clear(q, r);
}

static void
show_story(struct question *q, const struct repeat_kind *r)
{
	const struct judged *j;
	unsigned shown = 0;
	size_t i = 0;

	show_ends(q, r->repeat->conn);
	show_packet(q, r->original);
	while ((j = packet_next(q->packets, r->repeat->conn, &i)) && j != r->repeat)
		if (j->seg.packet > r->original->seg.packet && asks_again(j, r->repeat) &&
		    shown++ < DUPLICATES_SHOWN)
			show_packet(q, j);
	if (shown > DUPLICATES_SHOWN)
		show(q, "", tell(q, "… %u more ACKs like these …", shown - DUPLICATES_SHOWN));
	show_packet(q, r->repeat);
	if (r->proof && r->proof->seg.packet > r->repeat->seg.packet)
		show_packet(q, r->proof);
}

static struct str
why(const struct question *q, const struct judged *j)
{
	struct str text;
	struct out o;

	out_init_memory(&o);
	judged_why(j, &o);
	text = tell(q, "Packet %llu " STR_F, (unsigned long long)j->seg.packet,
		    STR_A(out_text(&o)));
	out_fini(&o);
	return text;
}

static void
word(struct question *q, const struct repeat_kind *r)
{
	const struct segment *s = &r->repeat->seg;

	q->prompt = tell(q,
			 "Packet %llu sends %u bytes from %u again, " STR_F
			 " after packet %llu. What made it?",
			 (unsigned long long)s->packet, s->len, s->seq,
			 STR_A(tell_time(q, r->gap_ns)),
			 (unsigned long long)r->original->seg.packet);
	q->hint = STR("Which ACKs came between the two, and is the gap a round trip or a timer?");
	q->right = repeat_option(q, (enum segment_class)r->repeat->class);
	q->because = why(q, r->repeat);
}

static bool
ask(struct question *q)
{
	struct repeat_kind *r = arena_new(q->arena, struct repeat_kind, 1);
	const struct judged *j;
	size_t i = 0, tried = 0;

	q->facts = r;
	while ((j = packet_next(q->packets, NULL, &i)) && tried < TRIED_MAX) {
		tried += is_repeat(j);
		if (!look(q, j, r))
			continue;
		question_source(q, j->conn->input);
		show_story(q, r);
		word(q, r);
		return true;
	}
	return false;
}

const struct question_kind question_repeat_kind = {
	.id = "repeat-kind",
	.title = "why a segment was sent again",
	.needs = "packets with a retransmission and what came before it",
	.read = "RFC 5681, 3.2: fast retransmit; RFC 6298: timeout; RFC 8985: RACK-TLP",
	.seconds = 120,
	.ask = ask,
};
