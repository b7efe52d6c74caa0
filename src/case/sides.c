/*
 * sides.c - whose view each input is
 *
 * Evidence seldom says which host it is from. What shows it, the surest first: what was
 * told; the addresses of the host's interfaces; the column of local addresses of a table
 * of sockets; the end at which a capture's packets turn around at once; whether the host
 * opens connections or takes them; that another input of the same host name shows it; and
 * last the input's own name.
 */
#include "case/sides.h"

/* Three in four of what speaks at all: a proxy is client of some and server of others. */
#define MOST(part, all) ((part)*4 >= (all)*3)
/*
 * A host opens a few connections of its own whatever it serves (names, time, logs), and
 * fewer than this say nothing.
 */
#define OPENS_LEAST 8

const char *
side_name(enum side s)
{
	switch (s) {
	case SIDE_UNKNOWN:
		return "unknown";
	case SIDE_CLIENT:
		return "client";
	case SIDE_SERVER:
		return "server";
	case SIDE_BOTH:
		return "both";
	case SIDE_BETWEEN:
		return "between";
	}
	return "unknown";
}

static struct str
base_name(struct str path)
{
	size_t slash = str_rindex(path, '/');

	return slash == SIZE_MAX ? path : str_from_pos(path, slash + 1);
}

bool
case_tell_local(struct crux_case *cs, struct str text)
{
	size_t equals = str_rindex(text, '=');
	struct local_address l = { .input = str_sub(text, 0, equals == SIZE_MAX ? 0 : equals) };

	if (!addr_parse(str_from_pos(text, equals == SIZE_MAX ? 0 : equals + 1), &l.addr))
		return false;
	l.input = str_copy(cs->arena, l.input);
	vec_push(cs->arena, &cs->locals, l);
	return true;
}

static bool
speaks_of(const struct local_address *l, const struct case_input *in)
{
	struct str path = str_from(in->path);

	return !l->input.n || str_eq(l->input, path) || str_eq(l->input, base_name(path));
}

/* --- the most frequent address, in one pass and no memory (Boyer and Moore) --- */

struct most {
	struct addr addr;
	uint64_t lead; /* more than others, of what was added so far */
};

static void
most_add(struct most *m, const struct addr *a)
{
	if (!m->lead)
		m->addr = *a;
	if (addr_eq(&m->addr, a))
		m->lead++;
	else
		m->lead--;
}

static bool
is_loopback(const struct addr *a)
{
	static const struct addr six = { .b = { [15] = 1 } };

	return addr_is_v4(a) ? a->b[12] == 127 : addr_eq(a, &six);
}

/* fe80::/10: each link has one, which nobody calls the host by. */
static bool
is_link_local(const struct addr *a)
{
	return a->b[0] == 0xfe && (a->b[1] & 0xc0) == 0x80;
}

static bool
is_of_host(const struct addr *a)
{
	return !addr_is_any(a) && !is_loopback(a) && !is_link_local(a);
}

static void
set_addr(struct whose *w, const struct addr *a)
{
	w->has_addr = true;
	w->addr = *a;
}

/* The first reason is the surest; a later one may add what it leaves open. */
static void
set_why(struct crux_case *cs, struct whose *w, struct str why)
{
	w->why = w->why.n ? str_printf(cs->arena, STR_F "; " STR_F, STR_A(w->why), STR_A(why))
			  : why;
}

static enum side
side_of(uint64_t clients, uint64_t servers)
{
	uint64_t all = clients + servers;

	if (!all)
		return SIDE_UNKNOWN;
	if (MOST(clients, all))
		return SIDE_CLIENT;
	return MOST(servers, all) ? SIDE_SERVER : SIDE_BOTH;
}

/* --- told --- */

/* What was told of this input alone goes before what was told of all. */
static const struct local_address *
told_of(const struct crux_case *cs, const struct case_input *in)
{
	const struct local_address *found = NULL;

	for (size_t i = 0; i < cs->locals.n; i++)
		if (speaks_of(&cs->locals.v[i], in) && (!found || cs->locals.v[i].input.n))
			found = &cs->locals.v[i];
	return found;
}

static bool
is_told(const struct crux_case *cs, const struct case_input *in, const struct addr *a)
{
	for (size_t i = 0; i < cs->locals.n; i++)
		if (speaks_of(&cs->locals.v[i], in) && addr_eq(&cs->locals.v[i].addr, a))
			return true;
	return false;
}

/*
 * A told address makes the vantage of the connections that it is one end of. False: of
 * none, so the capture is not of that host.
 */
static bool
tell_vantages(struct crux_case *cs, struct case_input *in)
{
	uint64_t clients = 0, servers = 0;

	for (size_t i = 0; in->tracker && i < tracker_count(in->tracker); i++) {
		struct conn *c = tracker_conn_mutable(in->tracker, i);
		bool client = is_told(cs, in, &c->client.addr);
		bool server = is_told(cs, in, &c->server.addr);

		if (client == server)
			continue;
		c->vantage = client ? VANTAGE_CLIENT : VANTAGE_SERVER;
		clients += client;
		servers += server;
	}
	in->whose.side = (uint8_t)side_of(clients, servers);
	return !in->tracker || clients || servers;
}

static void
by_word(struct crux_case *cs, struct case_input *in)
{
	const struct local_address *l = told_of(cs, in);

	if (!l || in->skipped || !tell_vantages(cs, in))
		return;
	in->whose.told = true;
	set_addr(&in->whose, &l->addr);
	set_why(cs, &in->whose, STR("it was told so"));
}

/* --- interfaces --- */

static bool
is_address_of_link(struct str name)
{
	return str_starts(name, STR("link.")) && str_ends(name, STR(".address"));
}

static void
by_interfaces(struct crux_case *cs)
{
	for (size_t i = 0; i < cs->settings.n; i++) {
		const struct setting *s = &cs->settings.v[i];
		struct case_input *in = case_input(cs, s->at.input);
		struct str text = str_sub(s->value, 0, str_index(s->value, '/'));
		struct addr a;

		if (in->whose.has_addr || !is_address_of_link(s->name) || !addr_parse(text, &a) ||
		    !is_of_host(&a))
			continue;
		set_addr(&in->whose, &a);
		set_why(cs, &in->whose, STR("an interface of it has this address"));
	}
}

/* --- sockets --- */

struct sockets {
	struct most most;
	uint64_t rows, of_it, clients, servers;
	uint64_t *listening; /* a bit a port, NULL: no listeners */
};

static bool
is_counted(const struct sock *s)
{
	return s->state != TCP_LISTEN && is_of_host(&s->local.addr) && is_of_host(&s->peer.addr);
}

/*
 * Which of two ends is the service: the port that the table has a listener for, else the
 * lower one, as a client's port is picked from the upper part of all (RFC 6056, 3.2).
 */
static bool
is_served(const struct sockets *t, const struct sock *s)
{
	if (t->listening && t->listening[s->local.port / 64] >> s->local.port % 64 & 1)
		return true;
	return s->local.port < s->peer.port;
}

static void
add_listener(struct crux_case *cs, struct sockets *t, uint16_t port)
{
	if (!t->listening)
		t->listening = arena_new(cs->arena, uint64_t, (UINT16_MAX + 1) / 64);
	t->listening[port / 64] |= (uint64_t)1 << port % 64;
}

static void
count_socket(struct sockets *t, const struct sock *s)
{
	bool served = is_served(t, s);

	t->of_it += addr_eq(&t->most.addr, &s->local.addr);
	t->servers += served;
	t->clients += !served;
}

static void
judge_sockets(struct crux_case *cs, struct case_input *in, const struct sockets *t)
{
	struct whose *w = &in->whose;

	if (!t->rows)
		return;
	if (!w->side)
		w->side = (uint8_t)side_of(t->clients, t->servers);
	if (w->has_addr)
		return;
	if (t->of_it * 2 <= t->rows)
		return;
	set_addr(w, &t->most.addr);
	set_why(cs, w,
		str_printf(cs->arena, "local address of %llu of %llu sockets",
			   (unsigned long long)t->of_it, (unsigned long long)t->rows));
}

static void
by_sockets(struct crux_case *cs)
{
	struct sockets *all = arena_new(cs->arena, struct sockets, cs->inputs.n);

	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];
		struct sockets *t = &all[s->at.input];

		if (s->state == TCP_LISTEN)
			add_listener(cs, t, s->local.port);
		if (!is_counted(s))
			continue;
		t->rows++;
		most_add(&t->most, &s->local.addr);
	}
	for (size_t i = 0; i < cs->socks.n; i++)
		if (is_counted(&cs->socks.v[i]))
			count_socket(&all[cs->socks.v[i].at.input], &cs->socks.v[i]);
	for (uint32_t i = 0; i < cs->inputs.n; i++)
		judge_sockets(cs, case_input(cs, i), &all[i]);
}

/* --- captures --- */

struct vantages {
	struct most client, server;
	uint64_t n[VANTAGE_BETWEEN + 1];
};

static struct vantages
count_vantages(const struct tracker *t)
{
	struct vantages v = { .n = { 0 } };

	for (size_t i = 0; i < tracker_count(t); i++) {
		const struct conn *c = tracker_conn(t, i);

		v.n[c->vantage]++;
		if (c->vantage == VANTAGE_CLIENT)
			most_add(&v.client, &c->client.addr);
		if (c->vantage == VANTAGE_SERVER)
			most_add(&v.server, &c->server.addr);
	}
	return v;
}

/* Whether all connections that were seen from this end have its address. */
static bool
is_common(const struct most *m, uint64_t all)
{
	return all && MOST(m->lead, all);
}

static void
by_capture(struct crux_case *cs, struct case_input *in)
{
	struct whose *w = &in->whose;
	struct vantages v;
	uint64_t near, all;

	if (!in->tracker || w->side || w->told)
		return;
	v = count_vantages(in->tracker);
	near = v.n[VANTAGE_CLIENT] + v.n[VANTAGE_SERVER];
	all = near + v.n[VANTAGE_BETWEEN];
	if (!all)
		return;
	w->side = MOST(near, all) ? (uint8_t)side_of(v.n[VANTAGE_CLIENT], v.n[VANTAGE_SERVER])
				  : SIDE_BETWEEN;
	if (w->side == SIDE_CLIENT && is_common(&v.client, v.n[VANTAGE_CLIENT]))
		set_addr(w, &v.client.addr);
	if (w->side == SIDE_SERVER && is_common(&v.server, v.n[VANTAGE_SERVER]))
		set_addr(w, &v.server.addr);
	if (w->side == SIDE_BETWEEN)
		set_why(cs, w, STR("both ends are some way off"));
	else
		set_why(cs, w,
			str_printf(cs->arena, "captured near this end in %llu of %llu connections",
				   (unsigned long long)near, (unsigned long long)all));
}

/* --- counters, other inputs of the host, names --- */

struct opens {
	uint64_t took, opened;
};

static struct opens *
count_opens(struct crux_case *cs)
{
	struct opens *all = arena_new(cs->arena, struct opens, cs->inputs.n);

	for (size_t i = 0; i < cs->counters.n; i++) {
		const struct counter *c = &cs->counters.v[i];
		struct opens *o = &all[c->at.input];

		if (str_eq(c->name, STR("TcpPassiveOpens")))
			o->took = MAX(o->took, c->value);
		else if (str_eq(c->name, STR("TcpActiveOpens")))
			o->opened = MAX(o->opened, c->value);
	}
	return all;
}

static void
by_opens(struct crux_case *cs)
{
	const struct opens *all = count_opens(cs);

	for (uint32_t i = 0; i < cs->inputs.n; i++) {
		struct whose *w = &case_input(cs, i)->whose;
		const struct opens *o = &all[i];

		if (w->side || o->took / 2 + o->opened / 2 < OPENS_LEAST / 2)
			continue;
		w->side = (uint8_t)side_of(o->opened / 4, o->took / 4);
		set_why(cs, w,
			str_printf(cs->arena, "it took %llu connections and opened %llu",
				   (unsigned long long)o->took, (unsigned long long)o->opened));
	}
}

static void
by_host(struct crux_case *cs)
{
	struct map known; /* host -> an input that shows its address */

	map_init(&known, cs->arena);
	for (size_t i = 0; i < cs->inputs.n; i++) {
		struct case_input *in = &cs->inputs.v[i];

		if (in->whose.has_addr && in->host.n)
			*map_put(&known, in->host) = in;
	}
	for (size_t i = 0; i < cs->inputs.n; i++) {
		struct case_input *in = &cs->inputs.v[i];
		const struct case_input *other = in->host.n ? map_get(&known, in->host) : NULL;

		if (in->whose.has_addr || !other)
			continue;
		set_addr(&in->whose, &other->whose.addr);
		set_why(cs, &in->whose,
			str_printf(cs->arena, "host " STR_F " has it in " STR_F, STR_A(in->host),
				   STR_A(base_name(str_from(other->path)))));
	}
}

static void
by_name(struct crux_case *cs, struct case_input *in)
{
	struct str name = base_name(str_from(in->path));
	bool client = str_has_nocase(name, STR("client"));
	bool server = str_has_nocase(name, STR("server"));

	if (in->whose.side || in->whose.told || client == server || in->skipped || !in->readable)
		return;
	in->whose.side = client ? SIDE_CLIENT : SIDE_SERVER;
	set_why(cs, &in->whose, STR("its name says so"));
}

void
sides_infer(struct crux_case *cs)
{
	for (uint32_t i = 0; i < cs->inputs.n; i++)
		by_word(cs, case_input(cs, i));
	by_interfaces(cs);
	by_sockets(cs);
	for (uint32_t i = 0; i < cs->inputs.n; i++)
		by_capture(cs, case_input(cs, i));
	by_opens(cs);
	by_host(cs);
	for (uint32_t i = 0; i < cs->inputs.n; i++)
		by_name(cs, case_input(cs, i));
}
