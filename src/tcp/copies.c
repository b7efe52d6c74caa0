/*
 * copies.c - packets that the capture shows twice
 *
 * By two interfaces, or on the way in and out of a router. A repeat by the sender has
 * a new IP id; where ids say nothing (0, or IPv6, or text that leaves them out), only
 * copies at once and alike in all count. A bare ACK may be sent twice at once; but
 * where all data comes in pairs, the capture makes pairs of ACKs too.
 *
 * The latest packets are kept for all connections together: copies come soon, so what
 * has to be reached back is a matter of packets, and a connection that is quiet needs
 * no room for it.
 */
#include "tcp/copies.h"

#include "tcp/row.h"
#include "tcp/view.h"

/* Where ids say nothing: the queue of a router or a mirror, and far below a timer. */
#define COPY_AT_ONCE_NS (1LL * NS_PER_MS)
/* Where no round trip is known: between two kernels in one rack it is hardly less. */
#define PATH_LEAST_NS (NS_PER_MS / 20)

struct copies *
copies_new(struct arena *a, bool of_a_part)
{
	uint64_t places = (of_a_part ? (uint64_t)PRINTS_OF_A_PART : PRINTS_KEPT) / WAYS;
	char *p = arena_new(a, char, (places + 1) * LINE_BYTES);
	struct copies *c = arena_new(a, struct copies, 1);

	static_assert(WAYS * sizeof(struct fingerprint) == LINE_BYTES, "a line for each place");
	c->prints = (void *)(p + (-(uintptr_t)p & (LINE_BYTES - 1)));
	c->mask = places - 1;
	return c;
}

/* To send numbers again takes a timer or a round trip; a bare ACK takes neither. */
static bool
too_soon_to_repeat(const struct look *l, int64_t apart_ns)
{
	int64_t path_ns;

	if (l->s->flags & TCP_SYN)
		return true;
	/* what has no number is like its neighbours in all that is told */
	if (!(l->s->known & SEG_HAS_SEQ) || (!l->s->len && !(l->s->flags & TCP_FIN)))
		return false;
	path_ns = view_path_ns(l->c);
	return apart_ns < (path_ns ? path_ns : PATH_LEAST_NS) / 4;
}

static bool
is_alike(const struct segment *s, const struct fingerprint *f)
{
	return f->id >> TAG_BITS == copies_way(s);
}

static bool
is_copy(const struct look *l, const struct fingerprint *f)
{
	const struct segment *s = l->s;
	bool told = s->known & SEG_HAS_IP;
	int64_t apart_ns = (int64_t)(copies_ticks(l->now_ns) - f->ticks) << TICK_SHIFT;

	if (told && s->ip_id)
		return true;
	if (!l->timed || apart_ns >= COPY_AT_ONCE_NS)
		return false;
	return (told && !is_alike(s, f)) || too_soon_to_repeat(l, apart_ns);
}

/*
 * Everything that cannot be sent twice at once comes in pairs on this connection, and
 * nothing tells the two apart: elsewhere the copy is known by that.
 */
#define PAIRS_MIN 2
#define PAIRS_OF_8 7 /* the latest may have its copy before it */
static bool
comes_in_pairs(const struct look *l)
{
	uint64_t solid = l->x->data_packets + l->y->data_packets + l->x->fins + l->y->fins;
	uint64_t copies = l->x->rare->solid_copies + l->y->rare->solid_copies;

	return copies >= PAIRS_MIN && copies * 8 >= solid * PAIRS_OF_8;
}

static bool
is_second_ack(const struct look *l, const struct fingerprint *f)
{
	const struct segment *s = l->s;

	return !s->len && !(s->flags & (TCP_SYN | TCP_FIN | TCP_RST)) && l->timed &&
	       is_alike(s, f) && comes_in_pairs(l) &&
	       (int64_t)(copies_ticks(l->now_ns) - f->ticks) << TICK_SHIFT < COPY_AT_ONCE_NS;
}

static void
forget(struct fingerprint *place, int at)
{
	for (int i = at; i < WAYS - 1; i++)
		place[i] = place[i + 1];
	place[WAYS - 1] = (struct fingerprint){ 0 };
}

/* The packet that this one is a copy of, 0 none; then it is kept in its place. */
static uint64_t
find_or_keep(const struct look *l, uint32_t number)
{
	const struct segment *s = l->s;
	uint64_t hash = copies_hash(s, l->dir, number);
	struct fingerprint *place = copies_place(tracker_copies(l->t), hash);

	for (int i = 0; i < WAYS; i++) {
		const struct fingerprint *f = &place[i];
		uint32_t packet = f->packet;
		bool copy;

		if (LIKELY(!fingerprint_has(f, copies_tag(hash)) || !packet))
			continue;
		copy = is_copy(l, f);
		if (!copy && !is_second_ack(l, f))
			continue;
		if (is_alike(s, f) && (s->len || s->flags & TCP_FIN))
			rare_of(l->t, l->x)->solid_copies++;
		if (!copy) /* a pair is complete: three alike are two packets */
			forget(place, i);
		return seq_unwrap(packet, s->packet);
	}
	copies_keep(place, hash, s, l->now_ns);
	return 0;
}

bool
copies_pass(struct tracker *t, const struct segment *s, enum direction dir, uint32_t number,
	    int64_t now_ns)
{
	uint64_t hash = copies_hash(s, dir, number);
	struct fingerprint *place = copies_place(tracker_copies(t), hash);

	for (int i = 0; i < WAYS; i++)
		if (fingerprint_has(&place[i], copies_tag(hash)))
			return false;
	copies_keep(place, hash, s, now_ns);
	return true;
}

static void
mark_copy(struct look *l, uint64_t of_packet)
{
	rare_of(l->t, l->x)->capture_duplicates++;
	l->j.class = CLASS_CAPTURE_DUPLICATE;
	l->j.reason = REASON_COPY;
	l->j.ref_packet = of_packet;
	l->j.needed = -1;
}

/*
 * One of those of its size that a card has joined to e, whose ids go up by one. At the
 * sender they are not on their way yet, and not all count the parts.
 */
static bool
was_joined(const struct look *l, const struct sent *e)
{
	uint64_t before = l->seq - e->seq, size = l->s->len;

	if (view_is_at(l->c, l->dir))
		return false;
	return e->transmissions == 1 && before % size == 0 &&
	       l->s->ip_id == (uint16_t)(e->ip_id + before / size);
}

/* A copy that comes late, as behind a router's queue: its data is in flight. */
static const struct sent *
copy_in_flight(const struct look *l)
{
	const struct segment *s = l->s;
	const struct sent *e;
	uint32_t i;

	if (!s->len || !s->ip_id || l->seq >= l->x->snd_max || !l->x->sent_n)
		return NULL;
	i = sent_find(l->x, l->seq);
	e = i < l->x->sent_n ? sent_at(l->x, i) : NULL;
	if (!e || !e->has_ip || e->seq > l->seq || e->end < l->seq + s->len)
		return NULL;
	if (e->seq != l->seq || e->end != l->seq + s->len)
		return was_joined(l, e) ? e : NULL;
	return s->ip_id == e->ip_id || s->ip_id == e->ip_id_last ? e : NULL;
}

bool
copies_take(struct look *l)
{
	uint64_t of_packet;
	const struct sent *e;

	if (UNLIKELY(l->copy != COPY_UNASKED)) {
		if (l->copy == COPY_YES)
			mark_copy(l, 0);
		return l->copy == COPY_YES;
	}
	of_packet = find_or_keep(l, l->c->number);
	e = of_packet ? NULL : copy_in_flight(l);
	if (e)
		of_packet = l->s->ip_id == e->ip_id || was_joined(l, e) ? e->first_packet
									: e->last_packet;
	if (of_packet)
		mark_copy(l, of_packet);
	return of_packet;
}

bool
copies_take_opening(struct tracker *t, uint32_t number, const struct segment *s,
		    const struct row_added *added)
{
	/* more of a connection is asked of data only */
	struct look l = {
		.t = t,
		.s = s,
		.dir = added->dir,
		.now_ns = added->now_ns,
		.timed = added->timed,
	};

	return find_or_keep(&l, number);
}
