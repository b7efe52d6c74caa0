/*
 * relative.c - the numbers that tcpdump prints, made absolute again
 *
 * tcpdump (print-tcp.c) prints a segment without the ACK flag as it is. Of those
 * with it, the first it sees of a pair of ends, and each SYN-ACK, is printed as
 * it is and remembered: its sequence number, and its acknowledgment less one.
 * All others are printed less what was remembered. -S turns this off, and people
 * cut texts anywhere, so nothing says which of it a line had.
 *
 * What does: right behind the remembered segment the two forms are far apart, as
 * numbers begin at random. So the first segment behind it decides for its pair
 * of ends. Where the remembered one is not in the text, small numbers are
 * relative to something that nobody can know.
 */
#include "readers/relative.h"

enum mode { MODE_UNKNOWN, MODE_ABSOLUTE, MODE_RELATIVE };

/*
 * A random number is below this once in a thousand times; an offset into a
 * connection of which a text shows the middle is mostly below.
 */
#define SMALL_NUMBER (UINT32_MAX / 1024)

/* A number that one end's offsets are counted from. */
struct base {
	bool known;
	uint32_t value;
};

struct dialog {
	bool remembered; /* tcpdump has its base, whether we know it or not */
	enum mode mode;
	struct base base[2]; /* of the lower end, of the higher */
	struct base isn[2];  /* of SYNs that were seen */
};

void
dialogs_init(struct dialogs *d, struct arena *a)
{
	d->arena = a;
	map_init(&d->by_ends, a);
}

/* 0 if the source is the lower of the two ends. */
static int
side_of_source(const struct segment *seg)
{
	int order = addr_cmp(&seg->src.addr, &seg->dst.addr);

	return order ? order > 0 : seg->src.port > seg->dst.port;
}

static struct dialog *
dialog_of(struct dialogs *d, const struct segment *seg, int side)
{
	struct endpoint ends[2] = { side ? seg->dst : seg->src, side ? seg->src : seg->dst };
	void **place = map_put(&d->by_ends, (struct str){ (const char *)ends, sizeof(ends) });

	if (!*place)
		*place = arena_new(d->arena, struct dialog, 1);
	return *place;
}

static struct base
base_at(uint32_t value)
{
	return (struct base){ true, value };
}

/* Whether a number printed near the base is the base's neighbour, not an offset. */
static bool
is_absolute(struct base base, uint32_t printed)
{
	uint32_t up = printed - base.value, down = base.value - printed;

	return MIN(up, down) < printed;
}

/* A segment that tcpdump remembers, printed as it is. */
static void
remember(struct dialog *g, const struct segment *seg, int side, bool has_seq)
{
	g->remembered = true;
	g->base[!side] = base_at(seg->ack - 1);
	if (has_seq)
		g->base[side] = base_at(seg->seq);
	else if (g->isn[side].known) /* a bare ACK behind its SYN */
		g->base[side] = base_at(g->isn[side].value + 1);
	else
		g->base[side].known = false;
}

/* The first segment of these ends that carries ACK: is tcpdump's first one in the text? */
static void
begin(struct dialog *g, const struct segment *seg, int side, bool has_seq)
{
	bool small = seg->ack < SMALL_NUMBER || (has_seq && seg->seq < SMALL_NUMBER);

	if (g->isn[!side].known)
		small = !is_absolute(g->isn[!side], seg->ack);
	else if (g->isn[side].known && has_seq)
		small = !is_absolute(g->isn[side], seg->seq);
	if (!small) {
		remember(g, seg, side, has_seq);
		return;
	}
	/* its SYN-ACK was cut out: relative to the ISNs, as far as we have them */
	g->remembered = true;
	g->mode = MODE_RELATIVE;
	g->base[0] = g->isn[0];
	g->base[1] = g->isn[1];
}

static void
decide(struct dialog *g, const struct segment *seg, int side, bool has_seq)
{
	if (g->base[!side].known)
		g->mode = is_absolute(g->base[!side], seg->ack) ? MODE_ABSOLUTE : MODE_RELATIVE;
	else if (g->base[side].known && has_seq)
		g->mode = is_absolute(g->base[side], seg->seq) ? MODE_ABSOLUTE : MODE_RELATIVE;
}

static void
add_bases(const struct dialog *g, struct segment *seg, int side)
{
	struct base own = g->base[side], other = g->base[!side];

	seg->seq += own.known ? own.value : 0;
	seg->ack += other.known ? other.value : 0;
	for (size_t i = 0; i < seg->nsack; i++)
		for (size_t edge = 0; edge < 2; edge++)
			seg->sack[i][edge] += other.known ? other.value : 0;
	if (!own.known || !other.known)
		seg->known |= SEG_RELATIVE;
}

/* Without ACK tcpdump prints what is in the header; people's own texts may not. */
static void
without_ack(const struct dialog *g, struct segment *seg, int side, bool has_seq)
{
	if (!has_seq || g->mode != MODE_RELATIVE)
		return;
	if (!g->base[side].known)
		seg->known &= (uint8_t)~SEG_HAS_SEQ; /* the others' base is another */
	else if (!is_absolute(g->base[side], seg->seq))
		seg->seq += g->base[side].value;
}

void
dialogs_absolute(struct dialogs *d, struct segment *seg, bool has_seq, bool has_ack)
{
	int side = side_of_source(seg);
	struct dialog *g = dialog_of(d, seg, side);

	if (seg->flags & TCP_SYN) {
		g->isn[side] = base_at(seg->seq);
		if (has_ack)
			remember(g, seg, side, has_seq);
		return;
	}
	if (!has_ack) {
		without_ack(g, seg, side, has_seq);
		return;
	}
	if (!g->remembered) {
		begin(g, seg, side, has_seq);
		if (g->mode != MODE_RELATIVE)
			return;
	} else if (g->mode == MODE_UNKNOWN) {
		decide(g, seg, side, has_seq);
	}
	if (g->mode == MODE_RELATIVE)
		add_bases(g, seg, side);
}

void
dialogs_teach(struct dialogs *d, const struct segment *real, const struct segment *printed,
	      bool has_seq, bool has_ack)
{
	int side = side_of_source(real);
	struct dialog *g = dialog_of(d, real, side);
	bool relative = (has_seq && real->seq != printed->seq) ||
			(has_ack && real->ack != printed->ack);

	if (real->flags & TCP_SYN)
		g->isn[side] = base_at(real->seq);
	if (!has_ack)
		return;
	g->remembered = true;
	if (relative) {
		g->mode = MODE_RELATIVE;
		g->base[!side] = base_at(real->ack - printed->ack);
		if (has_seq)
			g->base[side] = base_at(real->seq - printed->seq);
	} else if (g->mode != MODE_ABSOLUTE) {
		/* the one that is printed as it is, and that others are relative to */
		g->mode = MODE_UNKNOWN;
		remember(g, real, side, true);
	}
}
