/*
 * pieces.c - the files that one capture was written to
 *
 * tcpdump -C names them x.pcap, x.pcap1, x.pcap2; with -W x.pcap0 to x.pcap4, written
 * over in turn, so that the oldest is anywhere; -G and dumpcap -b put the time into the
 * name. All have names that differ in digits alone. Where each begins in time gives
 * their order, and what comes before the end of its predecessor is no piece of it.
 */
#include "readers/pieces.h"

#include <stdlib.h>

/* Packets of other protocols may stand in front of the first TCP segment. */
#define HEAD_BYTES ((size_t)64 << 10)
#define PCAP_HEADER_BYTES 24
/* Queues of a card deliver out of turn by microseconds; the file changes in between. */
#define OVERLAP_NS (1LL * NS_PER_MS)

struct piece {
	struct str stem; /* the name without digits */
	size_t order;	 /* as given */
	struct source *source;
	int64_t start_ns; /* TIME_NONE: no capture, or nothing in it */
	struct str header;
};

struct pieces {
	struct piece *v;
	size_t n, cap;
};

/* The folder stays as it is: pieces stand beside each other. */
static struct str
stem(struct arena *a, const char *path)
{
	struct str all = str_from(path);
	size_t slash = str_rindex(all, '/'), n = slash == SIZE_MAX ? 0 : slash + 1;
	char *p = arena_new(a, char, all.n + 1);

	memcpy(p, all.p, n);
	for (size_t i = n; i < all.n; i++)
		if (!char_is_digit(all.p[i]))
			p[n++] = all.p[i];
	return (struct str){ p, n };
}

static void
gather(struct pieces *ret, struct sources *all, size_t n, struct arena *a)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < all[i].n; k++) {
			struct source *s = &all[i].v[k];

			if (s->in && strcmp(s->path, "-") != 0)
				vec_push(a, ret,
					 ((struct piece){
						 stem(a, s->path), ret->n, s, TIME_NONE, { 0 } }));
		}
}

static int
by_stem(const void *pa, const void *pb)
{
	const struct piece *a = pa, *b = pb;
	int c = str_cmp(a->stem, b->stem);

	return c ? c : (a->order > b->order) - (a->order < b->order);
}

static int
by_start(const void *pa, const void *pb)
{
	const struct piece *a = pa, *b = pb;

	if (a->start_ns != b->start_ns)
		return a->start_ns < b->start_ns ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

/* The time of the first packet, as its first bytes tell it. */
static int64_t
start_of(struct str head, struct arena *a)
{
	struct arena_mark m = arena_mark(a);
	struct input *in = input_from_bytes("", head);
	int64_t ns = TIME_NONE;
	struct segment seg;
	struct capture *c;
	struct err e;

	c = in ? capture_open(a, in, &e) : NULL;
	if (c) {
		capture_read(c, &seg, 1);
		ns = capture_stats(c)->first_ns;
	}
	input_close(in);
	arena_reset(a, m);
	return ns;
}

static void
look_into(struct piece *p, struct arena *a)
{
	enum capture_kind kind;
	struct str head;
	struct err e;

	if (!input_start(p->source->in, &e))
		return; /* who reads it will say so */
	head = input_peek(p->source->in, HEAD_BYTES);
	if (!capture_probe(head, &kind))
		return;
	p->start_ns = start_of(head, a);
	/* a pcap file's header has link type and snap length; one of pcapng is longer */
	if (kind == CAPTURE_PCAP)
		p->header = str_copy(a, str_sub(head, 0, PCAP_HEADER_BYTES));
}

/* Those of one stem, in order. */
static void
line_up(struct piece *v, size_t n, struct arena *a)
{
	for (size_t i = 0; i < n; i++)
		look_into(&v[i], a);
	qsort(v, n, sizeof *v, by_start);
	for (size_t i = 1; i < n; i++) {
		if (v[i - 1].start_ns == TIME_NONE || !str_eq(v[i - 1].header, v[i].header))
			continue;
		v[i - 1].source->next_piece = v[i].source;
		v[i].source->start_ns = v[i].start_ns;
		v[i].source->is_piece = true;
	}
}

void
pieces_line_up(struct sources *all, size_t n, struct arena *a)
{
	struct arena_mark m = arena_mark(a);
	struct pieces p = { 0 };

	gather(&p, all, n, a);
	if (p.n)
		qsort(p.v, p.n, sizeof *p.v, by_stem);
	for (size_t i = 0, end; i < p.n; i = end) {
		for (end = i + 1; end < p.n && str_eq(p.v[i].stem, p.v[end].stem);)
			end++;
		if (end - i > 1)
			line_up(&p.v[i], end - i, a);
	}
	arena_reset(a, m);
}

bool
piece_follows(const struct source *piece, int64_t end_ns)
{
	return end_ns != TIME_NONE && piece->start_ns >= end_ns - OVERLAP_NS;
}
