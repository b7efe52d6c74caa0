/*
 * flow_printer.c - lines of connections, written by a thread of its own
 *
 *     tracker ── over ── ring of blocks ── flow_lines_row ── output
 *                        the thread that judges    the thread that prints
 *
 * Of short connections and of floods printing is a third of the work and more. What a
 * line tells is copied into a block, with what it points at, as the connection's memory
 * serves another one by then.
 */
#include <pthread.h>

#include "report/flow_line.h"

/*
 * What is under way at a time is to stay in the cache of a core: 256 of some 600 bytes. A
 * hand-over costs some 100 ns, and 10 us where somebody has to be woken; a line about 500.
 */
#define BLOCK_CONNS 32
#define BLOCKS 8

/* Kinds of ICMP errors that a half can tell of: the tracker keeps eight. */
#define ICMP_MAX 8

struct told {
	struct flow_line line;
	struct mind mind[2];
	struct icmp_seen icmp[2][ICMP_MAX];
};

struct block {
	uint32_t n;
	struct told told[BLOCK_CONNS];
};

struct flow_printer {
	struct flow_lines *lines;
	struct block *blocks, *filling; /* filling: NULL, none */
	pthread_t thread;
	struct ring ring;
};

static void *
print_all(void *arg)
{
	struct flow_printer *p = arg;
	uint32_t i;

	while ((i = ring_empty(&p->ring)) != RING_OVER) {
		const struct block *b = &p->blocks[i];

		for (uint32_t k = 0; k < b->n; k++)
			flow_lines_put(p->lines, &b->told[k].line);
		ring_emptied(&p->ring);
	}
	return NULL;
}

struct flow_printer *
flow_printer_start(struct arena *a, struct flow_lines *l)
{
	struct flow_printer *p = arena_new(a, struct flow_printer, 1);

	p->lines = l;
	p->blocks = arena_new(a, struct block, BLOCKS);
	ring_init(&p->ring, BLOCKS);
	if (!pthread_create(&p->thread, NULL, print_all, p))
		return p;
	ring_fini(&p->ring);
	return NULL;
}

static const struct icmp_seen *
copy_icmp(const struct icmp_seen *from, struct icmp_seen to[ICMP_MAX])
{
	size_t n = 0;

	for (; from && n < ICMP_MAX; from = from->next, n++) {
		to[n] = *from;
		to[n].next = NULL;
		if (n)
			to[n - 1].next = &to[n];
	}
	return to;
}

static void
copy(struct told *to, const struct conn *c)
{
	flow_line_take(&to->line, c);
	for (int d = C2S; d <= S2C; d++) {
		struct half_line *h = &to->line.half[d];

		if (h->mind) {
			to->mind[d] = *h->mind;
			h->mind = &to->mind[d];
		}
		if (UNLIKELY(h->icmp))
			h->icmp = copy_icmp(h->icmp, to->icmp[d]);
	}
}

void
flow_printer_row(struct flow_printer *p, const struct conn *c)
{
	if (!p->filling) {
		p->filling = &p->blocks[ring_fill(&p->ring)];
		p->filling->n = 0;
	}
	copy(&p->filling->told[p->filling->n++], c);
	if (p->filling->n < BLOCK_CONNS)
		return;
	p->filling = NULL;
	ring_filled(&p->ring);
}

void
flow_printer_stop(struct flow_printer *p)
{
	if (p->filling)
		ring_filled(&p->ring);
	p->filling = NULL;
	ring_end(&p->ring);
	pthread_join(p->thread, NULL);
	ring_fini(&p->ring);
}
