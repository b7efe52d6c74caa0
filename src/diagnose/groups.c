/*
 * groups.c - what the connections that suffer have in common
 *
 * A capture with many connections is judged connection by connection; what an
 * engineer wants to know is whose they are. Each connection belongs to four
 * groups: its service, its server, its client, its client's network. A group
 * stands out when it holds nearly all that suffer, and is hit clearly more often
 * than the rest.
 */
#include <string.h>

#include "diagnose/facts.h"
#include "diagnose/judge.h"
#include "diagnose/rule.h"

#define BITS 32
/* With fewer connections everything is a group, and chance is a pattern. */
#define CONNECTIONS_MIN 8
#define OTHERS_MIN 4
#define HOLDS 0.9	    /* of those that suffer: one in ten may be something else */
#define RARER 0.333	    /* at most: how often the others are hit, against the group */
#define V4_NETWORK_BYTES 15 /* /24, of the 16 bytes of a mapped address */
#define V6_NETWORK_BYTES 8  /* /64: the network of one site's link (RFC 4291, 2.5.4) */

struct tally { /* one group */
	struct endpoint who;
	uint64_t hurt, all;
};

enum { BY_SERVICE, BY_SERVER, BY_CLIENT, BY_NETWORK, BY_COUNT };

static const char *const kinds[BY_COUNT] = { "service", "server", "client", "client network" };

struct groups {
	struct arena *arena;
	struct map of[BY_COUNT];
	uint64_t hurt, all;
};

static bool
is_hurt(const struct finding *f, uint32_t incident)
{
	size_t word = incident / BITS;

	return word < f->incidents.n && f->incidents.v[word] >> incident % BITS & 1;
}

static struct endpoint
member_of(int kind, const struct conn *c)
{
	struct endpoint e = kind == BY_SERVICE || kind == BY_SERVER ? c->server : c->client;
	size_t keep = addr_is_v4(&e.addr) ? V4_NETWORK_BYTES : V6_NETWORK_BYTES;

	if (kind != BY_SERVICE)
		e.port = 0;
	if (kind == BY_NETWORK)
		memset(e.addr.b + keep, 0, sizeof e.addr.b - keep);
	return e;
}

static void
count(struct groups *g, const struct conn *c, bool hurt)
{
	for (int kind = 0; kind < BY_COUNT; kind++) {
		struct endpoint who = member_of(kind, c);
		char key[sizeof who.addr.b + sizeof who.port];
		void **place;
		struct tally *t;

		memcpy(key, who.addr.b, sizeof who.addr.b);
		memcpy(key + sizeof who.addr.b, &who.port, sizeof who.port);
		place = map_put(&g->of[kind], (struct str){ .p = key, .n = sizeof key });
		if (!*place) {
			*place = t = arena_new(g->arena, struct tally, 1);
			*t = (struct tally){ .who = who };
		}
		t = *place;
		t->all++;
		t->hurt += hurt;
	}
	g->all++;
	g->hurt += hurt;
}

static bool
stands_out(const struct groups *g, const struct tally *t)
{
	uint64_t others = g->all - t->all, others_hurt = g->hurt - t->hurt;

	return others >= OTHERS_MIN && (double)t->hurt >= HOLDS * (double)g->hurt &&
	       (double)others_hurt * (double)t->all <= RARER * (double)t->hurt * (double)others;
}

static struct str
group_name(struct arena *a, int kind, const struct endpoint *who)
{
	char text[ENDPOINT_TEXT_BYTES];

	if (kind == BY_SERVICE)
		return str_printf(a, "%s", endpoint_text(text, who));
	if (kind == BY_NETWORK)
		return str_printf(a, "%s/%s", addr_text(text, &who->addr),
				  addr_is_v4(&who->addr) ? "24" : "64");
	return str_printf(a, "%s", addr_text(text, &who->addr));
}

/* The smallest that stands out: it says most. */
static void
choose(struct groups *g, struct group *ret)
{
	const struct tally *best = NULL;
	int best_kind = 0;

	for (int kind = 0; kind < BY_COUNT; kind++)
		for (size_t i = 0; i < g->of[kind].n; i++) {
			const struct tally *t = g->of[kind].entries[i].value;

			if (stands_out(g, t) && (!best || t->all < best->all)) {
				best = t;
				best_kind = kind;
			}
		}
	if (!best)
		return;
	ret->kind = kinds[best_kind];
	ret->name = group_name(g->arena, best_kind, &best->who);
	ret->hurt = best->hurt;
	ret->all = best->all;
	ret->others_hurt = g->hurt - best->hurt;
	ret->others_all = g->all - best->all;
}

static void
say_group(struct arena *a, struct group *s)
{
	bool to = !strncmp(s->kind, "serv", 4);
	struct finding words = { .arena = a };

	s->words = str_printf(a, "%s of %s %s %s " STR_F ", %s of the %s others.",
			      say_count(&words, s->hurt), say_count(&words, s->all),
			      to ? "to" : "from", s->kind, STR_A(s->name),
			      s->others_hurt ? say_count(&words, s->others_hurt) : "none",
			      say_count(&words, s->others_all));
}

void
find_group(struct arena *a, struct diagnosis *d)
{
	struct groups g = { .arena = a };
	struct flow w = { 0 };

	if (d->verdict->benign || !d->verdict->incidents.n || d->cs->incidents < CONNECTIONS_MIN)
		return;
	for (int kind = 0; kind < BY_COUNT; kind++)
		map_init(&g.of[kind], a);
	while (flow_next(d->cs, &w))
		count(&g, w.conn, is_hurt(d->verdict, w.view->incident));
	choose(&g, &d->suffers);
	if (d->suffers.kind)
		say_group(a, &d->suffers);
}
