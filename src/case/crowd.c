/*
 * crowd.c - counting connections that are not kept
 */
#include "case/crowd.h"

#include <math.h>

/* Beyond, they are counted as of no known service: a scan of ports is one incident. */
#define SERVICES_MAX 4096

static struct crowd *
crowd_of(struct crux_case *cs, uint32_t input)
{
	struct crowd **place;

	while (cs->crowds.n <= input)
		vec_push(cs->arena, &cs->crowds, NULL);
	place = &cs->crowds.v[input];
	if (!*place) {
		*place = arena_new(cs->arena, struct crowd, 1);
		**place = (struct crowd){ 0 };
		map_init(&(*place)->by_server, cs->arena);
	}
	return *place;
}

static struct crowd_service *
service_new(struct crux_case *cs, const struct endpoint *server, const struct conn *c)
{
	struct crowd_service *s = arena_new(cs->arena, struct crowd_service, 1);

	*s = (struct crowd_service){
		.s = { .server = *server, .first_ns = c->first_ns, .last_ns = c->last_ns }
	};
	return s;
}

static struct crowd_service *
service_of(struct crux_case *cs, struct crowd *crowd, const struct conn *c)
{
	static const struct endpoint nowhere;
	struct str key = { (const char *)&c->server, sizeof c->server };
	struct crowd_service *s = map_get(&crowd->by_server, key);

	if (s)
		return s;
	if (crowd->by_server.n < SERVICES_MAX) {
		s = service_new(cs, &c->server, c);
		*map_put(&crowd->by_server, key) = s;
		return s;
	}
	if (!crowd->rest)
		crowd->rest = service_new(cs, &nowhere, c);
	return crowd->rest;
}

void
service_count_opening(struct service *s, enum opening how)
{
	switch (how) {
	case OPENING_UNSEEN:
		s->mid_stream++;
		return;
	case OPENING_DONE:
		s->done++;
		return;
	case OPENING_UNANSWERED:
		s->unanswered++;
		return;
	case OPENING_REFUSED:
		s->refused++;
		return;
	case OPENING_HALF:
		s->half_open++;
		return;
	}
}

/* Eight bits of the hash choose the register, the rest is how rare it is. */
static void
count_client(struct crowd_service *s, const struct addr *client)
{
	uint64_t hash = hash_bytes(client->b, sizeof client->b, hash_seed());
	uint8_t *r = &s->registers[hash % CLIENT_REGISTERS];
	uint64_t rest = hash / CLIENT_REGISTERS | UINT64_C(1) << 56; /* an end to the zeros */
	uint8_t rank = (uint8_t)(__builtin_ctzll(rest) + 1);

	*r = MAX(*r, rank);
}

uint64_t
crowd_clients(const struct crowd_service *c)
{
	const double m = CLIENT_REGISTERS;
	double sum = 0, estimate;
	unsigned zeros = 0;

	for (size_t i = 0; i < CLIENT_REGISTERS; i++) {
		sum += ldexp(1, -c->registers[i]);
		zeros += c->registers[i] == 0;
	}
	estimate = 0.7213 / (1 + 1.079 / m) * m * m / sum;
	/* few: by the registers that nobody chose (linear counting) */
	if (estimate <= 2.5 * m && zeros)
		estimate = m * log(m / zeros);
	return (uint64_t)(estimate + 0.5);
}

void
case_count_only(struct crux_case *cs, uint32_t input, const struct conn *c)
{
	struct crowd_service *s = service_of(cs, crowd_of(cs, input), c);

	case_input(cs, input)->counted++;
	s->s.connections++;
	s->s.syns += c->syns;
	s->s.first_ns = MIN(s->s.first_ns, c->first_ns);
	s->s.last_ns = MAX(s->s.last_ns, c->last_ns);
	service_count_opening(&s->s, (enum opening)c->opening);
	count_client(s, &c->client.addr);
}
