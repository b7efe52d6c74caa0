/*
 * services.c - connections grouped by the server that they go to
 */
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
service_of(struct counting *c, const struct conn *conn)
{
	void **place = map_put(&c->services, bytes_of(&conn->server, sizeof(conn->server)));
	struct service *s;

	if (*place)
		return &c->cs->services.v[(uintptr_t)*place - 1];
	s = vec_add(c->cs->arena, &c->cs->services);
	*s = (struct service){
		.server = conn->server,
		.first_ns = conn->first_ns,
		.last_ns = conn->last_ns,
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
count_opening(struct service *s, enum opening how)
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

static void
count(struct counting *c, const struct conn *conn)
{
	struct service *s = service_of(c, conn);

	s->connections++;
	s->syns += conn->syns;
	s->first_ns = MIN(s->first_ns, conn->first_ns);
	s->last_ns = MAX(s->last_ns, conn->last_ns);
	count_opening(s, (enum opening)conn->opening);
	count_client(c, s, &conn->client.addr);
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
}
