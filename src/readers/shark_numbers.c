/*
 * shark_numbers.c - what Wireshark prints of numbers, made TCP's own again
 *
 * Wireshark counts each connection from 0, so its numbers are one story as they
 * stand, about an ISN that nobody can know; only where ports are used again does
 * a second story begin with 0, and is moved out of the first one's way. It
 * multiplies windows once it has seen both scales, which is taken back. And of a
 * packet with a message of an application it shows that: HTTP or TLS, a length,
 * but no port and no number. Such a packet stands between two of its connection
 * that have them, so it begins where the one before ended, and its payload is as
 * much of the frame as that of its neighbours was.
 */
#include "readers/shark_numbers.h"

/* A random number is below this once in a thousand times. */
#define SMALL_NUMBER (UINT32_MAX / 1024)
/* Further apart than any window (RFC 7323, 2.3: 2^30), so nothing of both overlaps. */
#define NEXT_STORY 0x48000000u

/* One end of a talk. */
struct talker {
	bool has_next, has_scale, scale_told, has_base, fin;
	bool guessed; /* next is: something was lost before a packet without numbers */
	uint8_t scale;
	uint32_t next; /* the number behind the last byte seen */
	bool has_acked;
	uint32_t acked;		 /* what the other end expects next */
	uint32_t repaired;	 /* the end of what was placed there; acked: nothing was */
	bool shown_last;	 /* its last packet had no numbers */
	uint32_t base;		 /* what Wireshark counts from */
	uint32_t overhead_bytes; /* of a frame without payload; 0: not seen */
};

struct talk {
	struct endpoint ends[2]; /* the lower, the higher */
	struct talker talkers[2];
	uint32_t base; /* of this use of the ports */
	bool begun, absolute, closed;
};

/* What two hosts have with each other. */
struct hosts {
	struct talk *last;  /* the one seen last */
	size_t open;	    /* of them not closed */
	uintptr_t open_mix; /* their places, mixed by XOR: of one it is the place */
};

void
shark_numbers_init(struct shark_numbers *n, struct arena *a)
{
	n->arena = a;
	map_init(&n->by_ends, a);
	map_init(&n->by_hosts, a);
}

/* 0 if the source is the lower of the two ends. */
static int
side_of_source(const struct segment *seg)
{
	int order = addr_cmp(&seg->src.addr, &seg->dst.addr);

	return order ? order > 0 : seg->src.port > seg->dst.port;
}

static struct hosts *
hosts_of(struct shark_numbers *n, const struct segment *seg)
{
	int side = addr_cmp(&seg->src.addr, &seg->dst.addr) > 0;
	struct addr hosts[2] = { side ? seg->dst.addr : seg->src.addr,
				 side ? seg->src.addr : seg->dst.addr };
	void **place = map_put(&n->by_hosts, (struct str){ (const char *)hosts, sizeof(hosts) });

	if (!*place)
		*place = arena_new(n->arena, struct hosts, 1);
	return *place;
}

static void
count_open(struct hosts *hosts, const struct talk *t, bool open)
{
	hosts->open += open ? 1 : (size_t)-1;
	hosts->open_mix ^= (uintptr_t)t;
}

/* Whose an application's row is: of the one that is open, or of what was seen last. */
static struct talk *
only_talk(const struct hosts *hosts)
{
	return hosts->open == 1 ? (struct talk *)hosts->open_mix : hosts->last;
}

static struct talk *
talk_of(struct shark_numbers *n, const struct segment *seg, int side)
{
	struct endpoint ends[2] = { side ? seg->dst : seg->src, side ? seg->src : seg->dst };
	void **place = map_put(&n->by_ends, (struct str){ (const char *)ends, sizeof(ends) });
	struct hosts *hosts = hosts_of(n, seg);
	struct talk *t;

	if (!*place) {
		*place = t = arena_new(n->arena, struct talk, 1);
		memcpy(t->ends, ends, sizeof(ends));
		count_open(hosts, t, true);
	}
	hosts->last = *place;
	return *place;
}

/* A SYN opens it, also again; both FINs or a RST close it. */
static void
note_life(struct shark_numbers *n, struct talk *t, struct talker *own, const struct segment *seg)
{
	struct hosts *hosts = hosts_of(n, seg);
	bool closed;

	if (seg->flags & TCP_SYN)
		t->talkers[0].fin = t->talkers[1].fin = false;
	own->fin |= (seg->flags & TCP_FIN) != 0;
	closed = (seg->flags & TCP_RST) || (t->talkers[0].fin && t->talkers[1].fin) ||
		 (t->closed && !(seg->flags & TCP_SYN));
	if (closed != t->closed)
		count_open(hosts, t, !closed);
	t->closed = closed;
}

/* Relative edges to the other's raw numbers; without its beginning they are lost. */
static void
move_blocks(struct packet_text *p, const struct talker *other)
{
	if (!other->has_base)
		p->seg.nsack = 0;
	for (size_t i = 0; i < p->seg.nsack; i++) {
		p->seg.sack[i][0] += other->base;
		p->seg.sack[i][1] += other->base;
	}
}

static void
learn_base(struct talker *own, const struct segment *seg)
{
	if (own->has_base && !(seg->flags & TCP_SYN))
		return;
	own->has_base = true;
	own->base = seg->flags & TCP_SYN ? seg->seq : seg->seq - 1;
}

/* A SYN says whether its sender scales; both must (RFC 7323, 2.2). */
static void
learn_scale(struct talker *t, const struct segment *seg)
{
	t->scale_told = true;
	t->has_scale = seg->options & OPT_WSCALE;
	t->scale = seg->wscale;
}

static bool
is_scaled(const struct talker *own, const struct talker *other)
{
	return own->has_scale && (other->has_scale || !other->scale_told);
}

/* p->window_shown is the window as it was printed. */
static void
unscale(struct packet_text *p, const struct talker *own, const struct talker *other)
{
	uint32_t window = p->window_shown;

	if (!(p->seg.flags & TCP_SYN) && is_scaled(own, other))
		window >>= own->scale;
	p->has_window &= window <= UINT16_MAX;
	p->seg.window = (uint16_t)window;
}

/* Whether it was told to print numbers as they are: then a SYN does not have 0. */
static bool
is_absolute(const struct segment *seg)
{
	return seg->flags & TCP_SYN ? seg->seq != 0 : seg->seq > SMALL_NUMBER;
}

static void
move(struct packet_text *p, uint32_t base)
{
	p->seg.seq += base;
	if (p->has_ack)
		p->seg.ack += base;
	for (size_t i = 0; i < p->seg.nsack; i++) {
		p->seg.sack[i][0] += base;
		p->seg.sack[i][1] += base;
	}
}

/*
 * What the other end says it has was sent. Behind a loss that places the packet
 * that came after it: its end is the right edge of a block.
 */
static void
learn_from_ack(struct talker *other, const struct segment *seg)
{
	uint32_t right = seg->ack;

	if (!(seg->flags & TCP_ACK))
		return;
	if (!other->has_next) { /* of which the capture may have nothing at all */
		other->next = seg->ack;
		other->has_next = true;
	}
	if (!other->has_acked || (int32_t)(seg->ack - other->acked) > 0)
		other->acked = other->repaired = seg->ack;
	other->has_acked = true;
	for (size_t i = 0; i < seg->nsack; i++)
		if ((int32_t)(seg->sack[i][1] - right) > 0)
			right = seg->sack[i][1];
	if ((int32_t)(right - other->next) > 0 || (other->guessed && seg->nsack)) {
		other->next = right;
		other->guessed = false;
	}
}

static void
note_segment(struct talker *own, const struct shark_row *row, const struct packet_text *p)
{
	const struct segment *seg = &p->seg;
	uint32_t end =
		seg->seq + seg->len + ((seg->flags & TCP_SYN) != 0) + ((seg->flags & TCP_FIN) != 0);

	if (!own->has_next || seg->flags & TCP_SYN || (int32_t)(end - own->next) > 0)
		own->next = end;
	own->has_next = true;
	if (row->frame_bytes > seg->len && !(seg->flags & TCP_SYN) && !seg->nsack)
		own->overhead_bytes = row->frame_bytes - seg->len;
}

/* An ACK for one more than was shown: the packet without numbers ended its side. */
static void
find_fin(struct shark_numbers *n, struct talker *other, const struct packet_text *p)
{
	const struct segment *seg = &p->seg;

	if (!other->shown_last || !other->has_next || other->guessed || other->fin ||
	    !(seg->flags & TCP_ACK) || seg->ack != other->next + 1)
		return;
	n->fin = *p;
	n->fin.seg = (struct segment){ .src = seg->dst,
				       .dst = seg->src,
				       .flags = TCP_FIN | TCP_ACK,
				       .seq = other->next,
				       .ack = seg->seq };
	n->fin.has_len = n->fin.has_seq = n->fin.has_ack = true;
	n->fin.has_window = n->fin.has_options = false;
	n->has_fin = true;
	other->fin = true;
}

static void
settle_segment(struct shark_numbers *n, const struct shark_row *row, struct packet_text *p)
{
	int side = side_of_source(&p->seg);
	struct talk *t = talk_of(n, &p->seg, side);
	struct talker *own = &t->talkers[side], *other = &t->talkers[!side];

	p->numbers_final = true;
	if (row->ports_reused) {
		t->base += NEXT_STORY;
		memset(t->talkers, 0, sizeof(t->talkers));
	}
	if (p->seg.flags & TCP_SYN)
		learn_scale(own, &p->seg);
	learn_base(own, &p->seg);
	if (row->raw && row->sack_relative)
		move_blocks(p, other);
	if (!t->begun)
		t->absolute = row->raw || is_absolute(&p->seg);
	t->begun = true;
	if (!t->absolute)
		move(p, t->base);
	if (!row->raw_window)
		unscale(p, own, other);
	p->relative = !t->absolute;
	own->shown_last = false;
	note_segment(own, row, p);
	find_fin(n, other, p);
	learn_from_ack(other, &p->seg);
	note_life(n, t, own, &p->seg);
}

/* A repair is where the other end waits, one after another; a needless one is below. */
static bool
place_again(struct talker *own, const struct shark_row *row, struct segment *seg)
{
	if (!row->again || !own->has_acked || own->acked == own->next)
		return false;
	seg->seq = row->needless ? own->acked - seg->len : own->repaired;
	if (!row->needless)
		own->repaired += seg->len;
	return (int32_t)(own->next - (seg->seq + seg->len)) >= 0;
}

/* An application's row: its place is behind what its sender sent before. */
static void
settle_application(struct shark_numbers *n, const struct shark_row *row, struct packet_text *p)
{
	const struct hosts *hosts = hosts_of(n, &p->seg);
	struct talk *t = only_talk(hosts);
	struct talker *own, *other;
	int side;

	if (hosts->open > 1)
		n->ambiguous++;
	if (!t || hosts->open > 1)
		return;
	side = !addr_eq(&t->ends[0].addr, &p->seg.src.addr);
	own = &t->talkers[side];
	other = &t->talkers[!side];
	if (!own->has_next || !other->has_next || !own->overhead_bytes ||
	    row->frame_bytes <= own->overhead_bytes)
		return;
	p->form = PACKET_TCP;
	p->numbers_final = p->has_seq = p->has_ack = p->has_len = true;
	p->relative = !t->absolute;
	p->seg.src = t->ends[side];
	p->seg.dst = t->ends[!side];
	p->seg.flags = TCP_PSH | TCP_ACK;
	p->seg.seq = own->next;
	p->seg.ack = other->next;
	p->seg.len = row->frame_bytes - own->overhead_bytes;
	own->shown_last = true;
	n->inferred++;
	if (place_again(own, row, &p->seg))
		return;
	p->seg.seq = own->next;
	if (row->gap_before) { /* of one like it, most likely */
		p->seg.seq += p->seg.len;
		own->next += p->seg.len;
		own->guessed = true;
	}
	own->next += p->seg.len;
}

void
shark_numbers_settle(struct shark_numbers *n, const struct shark_row *row, struct packet_text *p)
{
	n->has_fin = false;
	if (p->form == PACKET_TCP)
		settle_segment(n, row, p);
	else if (row->maybe_tcp)
		settle_application(n, row, p);
}
