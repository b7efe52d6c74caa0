/*
 * need.c - was a retransmission needed? What came after it tells
 *
 *	original ---------x (lost?)         ACK, SACK or DSACK
 *	          repeat ----------------->
 *	first repeat            second ---------------->
 *
 * A repeat was needed if no earlier transmission of all its bytes arrived. So it
 * was not if the ACK that first covers its bytes was sent for an older one: that
 * shows in the time stamp that it echoes (Eifel, RFC 3522), or in its coming
 * sooner than a round trip. And each DSACK (RFC 2883) tells of one copy too many:
 * of n repeats and k DSACKs the last k were not needed.
 */
#include "tcp/track.h"

/* What comes within three quarters of the least round trip was under way before. */
#define EARLY(rtt_ns) ((rtt_ns) - (rtt_ns) / 4)
/* below this a round trip is within the noise of a busy host's scheduling */
#define RTT_TOO_SHORT_NS (2LL * NS_PER_MS)
/* … and below this within that of cards that gather packets for one interrupt, 100 us at most
 * by the defaults of the drivers; a quarter of it is */
#define RTT_MUCH_TOO_SHORT_NS (NS_PER_MS / 2)

/* --- the list --- */

static struct repeat *
slot(const struct half_rare *rare, uint32_t i)
{
	return &rare->repeats[i & (rare->repeats_cap - 1)];
}

static uint32_t
kept(const struct half_rare *rare)
{
	return MIN(rare->repeats_n, rare->repeats_cap);
}

static uint32_t
oldest(const struct half_rare *rare)
{
	return rare->repeats_n - kept(rare);
}

/* Room for one more: a settled one goes, or the ring doubles up to its bound. */
static void
make_room(struct tracker *t, struct half_rare *rare)
{
	uint32_t cap = rare->repeats_cap ? rare->repeats_cap * 2 : REPEATS_FIRST;
	uint32_t n = kept(rare), from = oldest(rare);
	struct repeat *old = rare->repeats, *p;

	if (n < rare->repeats_cap)
		return;
	if (rare->repeats_cap >= REPEATS_KEPT && slot(rare, from)->arrived)
		return;
	if (rare->repeats_cap == REPEATS_MAX) {
		rare->repeats_open--; /* never to be settled */
		return;
	}
	p = tracker_pool_get(t, cap * sizeof *p);
	for (uint32_t i = 0; i < n; i++)
		p[i] = *slot(rare, from + i);
	if (old)
		tracker_pool_put(t, old, rare->repeats_cap * sizeof *p);
	rare->repeats = p;
	rare->repeats_cap = cap;
	rare->repeats_n = n;
	rare->repeats_first_open = 0;
}

void
need_free(struct tracker *t, struct half_rare *rare)
{
	if (rare->repeats)
		tracker_pool_put(t, rare->repeats, rare->repeats_cap * sizeof *rare->repeats);
	rare->repeats = NULL;
	rare->repeats_n = rare->repeats_cap = rare->repeats_open = 0;
	rare->unsure_packet = 0;
}

/* --- verdicts --- */

static uint64_t *
kind_count(struct half_rare *x, enum segment_class kind)
{
	switch (kind) {
	case CLASS_FAST_RETRANSMISSION:
		return &x->fast;
	case CLASS_RTO_RETRANSMISSION:
		return &x->rto;
	case CLASS_TAIL_LOSS_PROBE:
		return &x->tlp;
	default:
		return &x->retransmissions_unknown;
	}
}

/* The sender of repeats, whoever sent the segment that tells of them. */
struct side {
	struct tracker *t;
	struct half_track *x;
	struct half_rare *rare;
};

static struct side
other_side(const struct look *l)
{
	return (struct side){ l->t, l->y, rare_own(l->y) };
}

static void
set_needed(const struct side *d, const struct repeat *r, enum proof proof)
{
	struct judged *j = tracker_record(d->t, r->record);

	if (!j || r->unneeded)
		return;
	j->needed = 1;
	j->proof = (uint8_t)proof;
}

static void
set_unneeded(const struct side *d, struct repeat *r, enum proof proof)
{
	struct judged *j = tracker_record(d->t, r->record);

	if (r->unneeded)
		return;
	r->unneeded = true;
	if (!r->is_fin) {
		(*kind_count(d->rare, r->class))--;
		d->rare->unneeded++;
		loss_take_back(d->rare, r->event);
	}
	if (!j)
		return;
	j->needed = 0;
	j->proof = (uint8_t)proof;
	j->class = CLASS_UNNEEDED_RETRANSMISSION;
}

static void
set_open(const struct side *d, const struct repeat *r)
{
	struct judged *j = tracker_record(d->t, r->record);

	if (j && !r->unneeded)
		j->proof = PROOF_UNSETTLED;
}

static bool
within(const struct repeat *r, const struct repeat *of)
{
	return r->seq >= of->seq && r->end <= of->end;
}

/* Repeat i was not needed: a copy from before it arrived. Nor were those behind it. */
static void
condemn(const struct side *d, uint32_t i, enum proof proof)
{
	struct repeat *r = slot(d->rare, i);

	set_unneeded(d, r, proof);
	for (uint32_t k = i + 1; k != d->rare->repeats_n; k++)
		if (within(slot(d->rare, k), r))
			set_unneeded(d, slot(d->rare, k), PROOF_EARLIER_ARRIVED);
}

/* A repeat of all these bytes was in vain before. */
static bool
was_in_vain(const struct half_rare *rare, const struct repeat *r)
{
	for (uint32_t i = oldest(rare); i != rare->repeats_n; i++)
		if (slot(rare, i)->unneeded && within(r, slot(rare, i)))
			return true;
	return false;
}

void
need_enter(struct look *l, struct repeat r, int needed, enum proof proof)
{
	struct half_rare *rare = rare_of(l->t, l->x);
	struct side me = { l->t, l->x, rare };
	enum segment_class kind = (enum segment_class)r.class;

	if (needed < 0 && was_in_vain(rare, &r)) {
		needed = 0;
		proof = PROOF_EARLIER_ARRIVED;
	}
	r.packet = l->s->packet;
	r.ns = l->now_ns;
	r.record = l->record;
	r.tsval = l->s->tsval;
	r.has_ts = l->s->options & OPT_TIMESTAMP;
	r.event = rare->event;
	r.known = needed > 0;
	r.never_passed = proof == PROOF_NEVER_PASSED;
	r.arrived = r.end <= l->x->snd_una;
	if (!r.is_fin)
		(*kind_count(rare, kind))++;
	make_room(l->t, rare);
	*slot(rare, rare->repeats_n++) = r;
	rare->repeats_top = MAX(rare->repeats_top, r.end);
	rare->repeats_open += !r.arrived;
	if (!needed)
		set_unneeded(&me, slot(rare, rare->repeats_n - 1), proof);
	l->j.class = (uint8_t)(needed ? kind : CLASS_UNNEEDED_RETRANSMISSION);
	l->j.needed = (int8_t)needed;
	l->j.proof = (uint8_t)proof;
}

/* --- proof --- */

/*
 * The least round trip so far is that of an empty path, as a handshake's is. A capture that
 * begins in the middle may know of full queues only: where they are behind the loss, its repair
 * is acknowledged in less. DSACKs tell there whether a repeat was in vain.
 */
static bool
trip_is_sure(const struct look *l)
{
	return l->c->handshake == HANDSHAKE_FULL || !l->x->sack_ok || !l->y->sack_ok;
}

/* An ACK that comes so long after what it is for: was that under way before? */
static bool
is_too_early(const struct look *l, int64_t wait, int64_t trip)
{
	if (trip > RTT_TOO_SHORT_NS && trip_is_sure(l))
		return wait < EARLY(trip);
	/* at once is no time: the clock may be coarse */
	return trip > RTT_MUCH_TOO_SHORT_NS && wait > 0 && wait < trip / 4;
}

/* What was sent before r may come yet, and tell that r was not what brought its bytes. */
static void
await_older(const struct side *d, struct repeat *r)
{
	r->unsure = true;
	d->rare->unsure_packet = MAX(d->rare->unsure_packet, r->packet);
}

/* How an ACK or a SACK block came to tell of a repeat. */
struct telling {
	uint64_t before;   /* where the ACK before ended */
	int64_t filled_ns; /* when what that lacked was sent again */
	uint32_t others;   /* repeats that begin behind it */
};

/*
 * Without SACK: r came behind the repeat that filled the hole. Had it been there before,
 * its arrival would bring the same ACK once more; where it was not, who acknowledges every
 * second segment (RFC 5681, 4.2) tells of both at once. Three or more at once were gathered
 * by a card, or their ACKs lost, and nothing tells of the others. Nor does it whether what
 * was sent before that repeat came to fill its place, or for nothing.
 */
static bool
is_one_of_two(const struct repeat *r, const struct telling *by)
{
	return by->filled_ns <= r->ns && by->others == 1;
}

/*
 * The timer sent r, and ids of the receiver are missing in front of the ACK for it: packets
 * that were lost, and one of them may have been the original's ACK.
 */
static bool
may_have_been_told(const struct look *l, const struct repeat *r)
{
	const struct half_track *x = l->x;
	uint16_t step = (uint16_t)(l->s->ip_id - x->ip_id_last);

	return r->class != CLASS_FAST_RETRANSMISSION && step > 1 && step <= IDS_MISSING_MAX &&
	       l->s->known & SEG_HAS_IP && l->s->ip_id && x->ip_id_last &&
	       x->ip_id_up >= IDS_ENOUGH && !x->ip_id_odd;
}

/*
 * The receiver has r's bytes, for the first time that this is seen. Where r covers the
 * end of the ACK before, the echo is of the transmission that brought them (RFC 7323, 4.3:
 * TS.Recent is of what held Last.ACK.sent).
 */
static void
arrived(struct look *l, uint32_t i, const struct telling *by)
{
	bool covers = slot(rare_own(l->y), i)->seq <= by->before;
	struct side d = other_side(l);
	struct repeat *r = slot(d.rare, i);
	int64_t wait = l->now_ns - r->ns, trip = l->y->rtt.min_ns;
	bool echo = covers && r->has_ts && l->s->options & OPT_TIMESTAMP;
	bool alone = echo && !r->same_tsval;

	r->arrived = true;
	r->along_with = covers || by->filled_ns > r->ns ? 0 : l->ack;
	d.rare->repeats_open--;
	if (r->unneeded || r->known)
		return;
	if (echo && seq_lt(l->s->tsecr, r->tsval))
		condemn(&d, i, PROOF_TSECR);
	else if (!alone && l->timed && is_too_early(l, wait, trip))
		condemn(&d, i, PROOF_TOO_EARLY);
	else if (covers && may_have_been_told(l, r))
		set_open(&d, r);
	else if (alone && l->s->tsecr == r->tsval)
		set_needed(&d, r, PROOF_ECHOED);
	else if (l->x->sack_ok && l->y->sack_ok)
		set_needed(&d, r, PROOF_NO_DSACK);
	else if (covers ? !r->soon : is_one_of_two(r, by))
		set_needed(&d, r, PROOF_AFTER_TRIP);
	else
		set_open(&d, r);
	if (!r->unneeded && !alone)
		await_older(&d, r);
}

/* What has arrived stays so: where the first is that has not, or none is. */
static uint32_t
first_open(struct half_rare *rare)
{
	uint32_t i = MAX(rare->repeats_first_open, oldest(rare));

	while (i != rare->repeats_n && slot(rare, i)->arrived)
		i++;
	rare->repeats_first_open = i;
	return i;
}

/* What this ACK tells of those that it is the first to reach: there is one. */
static struct telling
telling_of(const struct look *l, const struct half_rare *rare, uint64_t before)
{
	struct telling by = { .before = before, .filled_ns = TIME_NONE };

	for (uint32_t i = oldest(rare); i != rare->repeats_n; i++) {
		const struct repeat *r = slot(rare, i);

		if (r->seq <= before && r->end > before)
			by.filled_ns = r->ns;
		by.others += !r->arrived && r->seq > before && r->end <= l->ack;
	}
	return by;
}

void
need_on_ack(struct look *l, uint64_t before)
{
	struct telling by = { 0 };
	struct half_rare *rare;
	bool asked = false;

	if (!l->y->rare->repeats_open)
		return;
	rare = rare_own(l->y);
	for (uint32_t i = first_open(rare); rare->repeats_open && i != rare->repeats_n; i++) {
		struct repeat *r = slot(rare, i);

		if (r->arrived || r->end > l->ack)
			continue;
		if (!asked)
			by = telling_of(l, rare, before);
		asked = true;
		arrived(l, i, &by);
	}
}

/*
 * The segment that the ACK before stood at was sent once, before r, and arrives only now:
 * then what r repeats had arrived without it, as r is behind that segment on its way. This
 * is how a sender finds out that a timeout was for nothing (F-RTO, RFC 5682). What was sent
 * within a quarter of a round trip may have changed places (RFC 8985, 6.2).
 */
static bool
is_overtaken(const struct half_track *y, const struct repeat *r, const struct sent *late)
{
	return r->unsure && r->arrived && !r->unneeded && !r->known && r->end <= y->snd_una &&
	       r->packet > late->last_packet && r->ns - late->last_ns > y->rtt.min_ns / 4;
}

void
need_before_ack(struct look *l)
{
	struct side d = other_side(l);
	struct half_rare *rare = d.rare;
	const struct sent *late = l->y->sent_n ? sent_at(l->y, 0) : NULL;

	if (!late || late->first_packet > rare->unsure_packet) {
		rare->unsure_packet = 0;
		return;
	}
	if (late->seq > l->y->snd_una || late->transmissions != 1 || late->sacked || !l->timed)
		return;
	for (uint32_t i = oldest(rare); i != rare->repeats_n; i++)
		if (is_overtaken(l->y, slot(rare, i), late))
			condemn(&d, i, PROOF_OLDER_CAME);
}

void
need_on_sack(struct look *l, uint64_t left, uint64_t right)
{
	const struct telling by = { .before = 0, .filled_ns = TIME_NONE };
	struct half_rare *rare;

	/* what is SACKed first lies behind the holes that are repaired, as a rule */
	if (!l->y->rare->repeats_open || left >= l->y->rare->repeats_top)
		return;
	rare = rare_own(l->y);
	for (uint32_t i = first_open(rare); rare->repeats_open && i != rare->repeats_n; i++) {
		struct repeat *r = slot(rare, i);

		if (!r->arrived && r->seq >= left && r->end <= right)
			arrived(l, i, &by);
	}
}

/* Can this DSACK be the answer to r? */
static bool
may_tell_of(const struct look *l, const struct repeat *r, uint64_t left, uint64_t right)
{
	int64_t trip = l->y->rtt.min_ns;

	if (r->told_bytes >= r->end - r->seq || r->seq >= right || r->end <= left)
		return false;
	return !l->timed || trip <= RTT_TOO_SHORT_NS || l->now_ns - r->ns >= EARLY(trip);
}

/* The likeliest: one that is known to be in vain, else the last; NO_REPEAT: none. */
#define NO_REPEAT UINT32_MAX
static uint32_t
told_of(struct look *l, uint64_t left, uint64_t right)
{
	const struct half_rare *rare = l->y->rare;
	uint32_t best = NO_REPEAT;

	for (uint32_t i = rare->repeats_n; i != oldest(rare); i--) {
		struct repeat *r = slot(rare, i - 1);

		if (!may_tell_of(l, r, left, right))
			continue;
		if (r->unneeded)
			return i - 1;
		/* what passed here once only came once: the copy was another's */
		if (best == NO_REPEAT && !r->never_passed)
			best = i - 1;
	}
	return best;
}

/*
 * A block tells of one copy of each of its bytes: where a card has joined segments
 * it covers several repeats, where one has split them it covers a part.
 */
void
need_on_dsack(struct look *l, uint64_t left, uint64_t right)
{
	struct side d;

	if (!l->y->rare->repeats_n)
		return;
	d = other_side(l);
	while (left < right) {
		uint32_t i = told_of(l, left, right);
		struct repeat *r;
		uint64_t from, to;

		if (i == NO_REPEAT)
			return;
		r = slot(d.rare, i);
		from = MAX(left, r->seq);
		to = MIN(right, r->end);
		r->told_bytes += (uint32_t)(to - from);
		if (r->told_bytes >= r->end - r->seq)
			condemn(&d, i, PROOF_DSACK);
		/* the longer rest; both together would need a list, for what cards never do */
		if (from - left > right - to)
			right = from;
		else
			left = to;
	}
}

/*
 * Without SACK: one repair filled a hole, and the ACK went beyond other repeats too.
 * What the receiver had already is answered by the same ACK once more when it comes
 * again (RFC 9293, 3.10.7.4); what it had not was a part of what that ACK moved over.
 */
/* So many of those that arrived with this ACK are known to have been for nothing, of so many. */
struct alike {
	uint32_t n, answered;
};

static struct alike
count_alike(struct half_rare *rare, uint64_t ack)
{
	struct alike a = { 0, 0 };

	for (uint32_t i = oldest(rare); i != rare->repeats_n; i++) {
		const struct repeat *r = slot(rare, i);

		a.n += r->along_with == ack;
		a.answered += r->along_with == ack && r->unneeded;
	}
	return a;
}

void
need_on_duplicate(struct look *l)
{
	struct half_rare *rare;
	struct side d;
	struct alike a;

	if (!l->y->rare->repeats_n || (l->x->sack_ok && l->y->sack_ok))
		return;
	rare = rare_own(l->y);
	d = other_side(l);
	a = count_alike(rare, l->ack);
	for (uint32_t i = rare->repeats_n; a.answered < a.n && i != oldest(rare); i--) {
		struct repeat *r = slot(rare, i - 1);

		if (r->along_with != l->ack || r->unneeded || r->known)
			continue;
		condemn(&d, i - 1, PROOF_ANSWERED_ALIKE);
		/* where most are, the others or their answers were lost */
		if (++a.answered * 2 < a.n)
			return;
	}
}

bool
need_original_came(struct look *l)
{
	struct half_rare *rare;
	struct side me;

	if (!(l->s->options & OPT_TIMESTAMP) || !l->x->rare->repeats_n)
		return false;
	rare = rare_own(l->x);
	me = (struct side){ l->t, l->x, rare };
	for (uint32_t i = oldest(rare); i != rare->repeats_n; i++) {
		struct repeat *r = slot(rare, i);

		if (!r->has_ts || !r->never_passed || r->seq > l->seq ||
		    r->end < l->seq + l->s->len || !seq_lt(l->s->tsval, r->tsval))
			continue;
		l->j.ref_packet = r->packet;
		l->j.reason_ns = l->now_ns - r->ns;
		condemn(&me, i, PROOF_ORIGINAL_CAME);
		return true;
	}
	return false;
}

void
need_no_probes(struct look *l)
{
	struct half_rare *rare = rare_of(l->t, l->x);

	if (rare->no_probes)
		return;
	rare->no_probes = true;
	for (uint32_t i = oldest(rare); i != rare->repeats_n; i++) {
		struct repeat *r = slot(rare, i);
		struct judged *j = tracker_record(l->t, r->record);

		if (r->class != CLASS_TAIL_LOSS_PROBE)
			continue;
		r->class = CLASS_RTO_RETRANSMISSION;
		if (j)
			j->reason = REASON_RTO;
		if (j && !r->unneeded)
			j->class = CLASS_RTO_RETRANSMISSION;
		if (!r->is_fin)
			loss_by_timeout(rare, r->event);
		if (!r->is_fin && !r->unneeded) {
			rare->tlp--;
			rare->rto++;
		}
	}
}

/* --- the end --- */

/*
 * Long after the repeat the receiver still spoke, and did not have the bytes: then
 * neither the repeat nor what was sent before it had arrived. An RTO is the time
 * after which a sender holds for lost what has not been heard of.
 */
static bool
was_still_lacked(const struct half_track *x, const struct repeat *r)
{
	return x->last_ack_ns != TIME_NONE && x->last_ack_ns - r->ns >= x->rto_ns;
}

void
need_finish(struct tracker *t, struct half_track *x)
{
	struct half_rare *rare;
	struct side d;

	if (!x->rare->repeats_open)
		return;
	rare = rare_own(x);
	d = (struct side){ t, x, rare };
	for (uint32_t i = oldest(rare); rare->repeats_open && i != rare->repeats_n; i++) {
		struct repeat *r = slot(rare, i);
		struct judged *j = tracker_record(t, r->record);

		if (r->arrived || r->unneeded || r->known)
			continue;
		if (was_still_lacked(x, r))
			set_needed(&d, r, PROOF_STILL_LACKED);
		else if (j)
			j->proof = PROOF_UNSETTLED;
	}
}
