/*
 * services.c - connections grouped by the server that they go to
 */
#include "case/crowd.h"
#include "case/views.h"

#define CLIENTS_MAX UINT16_MAX

/* A service and the client addresses that were counted for it. */
struct counting {
	struct crux_case *cs;
	struct map services; /* endpoint -> index + 1 into cs->services */
	struct map clients;  /* index of the service and address */
};

static struct str
bytes_of(const void *p, size_t n)
{
	return (struct str){ p, n };
}

static struct service *
service_of(struct counting *c, const struct service *like)
{
	void **place = map_put(&c->services, bytes_of(&like->server, sizeof(like->server)));
	struct service *s;

	if (*place)
		return &c->cs->services.v[(uintptr_t)*place - 1];
	s = vec_add(c->cs->arena, &c->cs->services);
	*s = (struct service){
		.server = like->server,
		.first_ns = like->first_ns,
		.last_ns = like->last_ns,
	};
	*place = (void *)(uintptr_t)c->cs->services.n;
	return s;
}

static void
count_client(struct counting *c, struct service *s, const struct addr *client)
{
	uint32_t number = (uint32_t)(s - c->cs->services.v);
	uint8_t key[sizeof(number) + sizeof(*client)];
	void **place;

	if (s->clients >= CLIENTS_MAX)
		return;
	memcpy(key, &number, sizeof(number));
	memcpy(key + sizeof(number), client, sizeof(*client));
	place = map_put(&c->clients, bytes_of(key, sizeof(key)));
	if (!*place)
		s->clients++;
	*place = c; /* any pointer: it is counted */
}

static void
count(struct counting *c, const struct conn *conn)
{
	const struct service like = { .server = conn->server,
				      .first_ns = conn->first_ns,
				      .last_ns = conn->last_ns };
	struct service *s = service_of(c, &like);

	s->connections++;
	s->syns += conn->syns;
	s->first_ns = MIN(s->first_ns, conn->first_ns);
	s->last_ns = MAX(s->last_ns, conn->last_ns);
	service_count_opening(s, (enum opening)conn->opening);
	count_client(c, s, &conn->client.addr);
}

static void
add_crowd(struct counting *c, const struct crowd_service *crowd)
{
	const struct service *x = &crowd->s;
	struct service *s = service_of(c, x);

	s->crowd = x->connections;
	s->connections += x->connections;
	s->done += x->done;
	s->unanswered += x->unanswered;
	s->refused += x->refused;
	s->half_open += x->half_open;
	s->mid_stream += x->mid_stream;
	s->syns += x->syns;
	s->clients = MAX(s->clients, crowd_clients(crowd));
	s->first_ns = MIN(s->first_ns, x->first_ns);
	s->last_ns = MAX(s->last_ns, x->last_ns);
}

/* Two inputs may show the same crowd: the larger one of a service is counted. */
static void
choose_crowd(struct map *largest, struct crowd_service *crowd)
{
	void **place = map_put(largest, bytes_of(&crowd->s.server, sizeof(crowd->s.server)));
	const struct crowd_service *was = *place;

	if (!was || crowd->s.connections > was->s.connections)
		*place = crowd;
}

static void
count_crowds(struct counting *c)
{
	struct map largest;

	map_init(&largest, c->cs->arena);
	for (size_t i = 0; i < c->cs->crowds.n; i++) {
		struct crowd *crowd = c->cs->crowds.v[i];

		for (size_t k = 0; crowd && k < crowd->by_server.n; k++)
			choose_crowd(&largest, crowd->by_server.entries[k].value);
		if (crowd && crowd->rest)
			choose_crowd(&largest, crowd->rest);
	}
	for (size_t i = 0; i < largest.n; i++)
		add_crowd(c, largest.entries[i].value);
}

/* The client's view is counted where there is one: it is the client that waits. */
void
services_count(struct crux_case *cs)
{
	struct counting c = { .cs = cs };

	map_init(&c.services, cs->arena);
	map_init(&c.clients, cs->arena);
	for (uint32_t i = 0; i < cs->incidents; i++)
		count(&c, case_view_for(cs, i, C2S)->conn);
	count_crowds(&c);
}
