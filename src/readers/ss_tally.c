/*
 * ss_tally.c - rows of ss by the million: counted, not kept
 *
 * A host with ten million sockets prints a gigabyte. A person asks such a table three
 * things: how many are in which state, of which service, with which peer. So that is what
 * is kept: a table of counts with a bound, and beyond the bound the counts by service,
 * then by state alone. Nothing is allocated for a row whose service and peer are known.
 *
 * The service is the end on whose port the host listens, as the rows above say; else the
 * end with the smaller port: what listens is seldom an ephemeral port (RFC 6335, 6: those
 * begin at 49152, Linux's at 32768).
 */
#include "readers/ss_tally.h"

#include <stdlib.h>

/* A power of two; 48 bytes each. An attack from 100,000 addresses fits into three quarters. */
#define SLOTS ((size_t)1 << 17)
/* The last quarter is for services without their peers. */
#define SLOTS_FOR_PEERS (SLOTS / 2)
#define SLOTS_USED_MAX (SLOTS * 3 / 4)
/* Longer names are of no socket: an address has 45 letters, its zone 16, a port 5. */
#define TEXT_MAX_BYTES 255
/* What a report would show of one sample, and what is kept of all. */
#define TOLD_PER_SAMPLE 64
#define TOLD_MAX 4096

struct slot {
	uint64_t hash; /* 0: free */
	uint64_t count;
	struct str service, peer; /* peer empty: the service's own */
	uint8_t state;
};

struct ss_tally {
	struct reading *r;
	struct slot *slots;
	size_t used;
	struct arena_mark empty; /* the scratch before the first name of a sample */
	uint64_t states[TCP_STATE_COUNT];
	uint64_t rows, told;
	uint32_t sample;
	size_t first_sock;
	bool in_row;				 /* the line before was a row or its details */
	uint64_t listens[(UINT16_MAX + 1) / 64]; /* a bit for each port */
};

struct ss_tally *
ss_tally_new(struct reading *r)
{
	struct ss_tally *t = arena_new(r->scratch, struct ss_tally, 1);

	t->r = r;
	t->slots = arena_new(r->scratch, struct slot, SLOTS);
	t->empty = arena_mark(r->scratch);
	t->sample = NO_SAMPLE;
	return t;
}

static void
note_listeners(struct ss_tally *t)
{
	const struct crux_case *cs = t->r->cs;

	memset(t->listens, 0, sizeof(t->listens));
	for (size_t i = t->first_sock; i < cs->socks.n; i++) {
		const struct sock *k = &cs->socks.v[i];

		if (k->sample == t->sample && k->state == TCP_LISTEN)
			t->listens[k->local.port / 64] |= (uint64_t)1 << k->local.port % 64;
	}
}

void
ss_tally_begin(struct ss_tally *t, uint32_t sample, size_t first_sock)
{
	t->sample = sample;
	t->first_sock = first_sock;
	t->in_row = true; /* details of the row that was kept last may follow */
	note_listeners(t);
}

uint64_t
ss_tally_rows(const struct ss_tally *t)
{
	return t->rows;
}

uint64_t
ss_tally_told(const struct ss_tally *t)
{
	return t->told;
}

/* --- counting --- */

/* Eight bytes at a time; the multiplier is 2^64 divided by the golden ratio. */
static uint64_t
mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

static uint64_t
hash_text(uint64_t h, struct str s)
{
	uint64_t v = 0;
	size_t i = 0;

	for (; i + 8 <= s.n; i += 8) {
		memcpy(&v, s.p + i, 8);
		h = mix(h, v);
	}
	v = 0;
	if (i < s.n)
		memcpy(&v, s.p + i, s.n - i);
	return mix(mix(h, v), s.n);
}

static bool
is_same(const struct slot *s, uint64_t hash, struct str service, struct str peer)
{
	return s->hash == hash && str_eq(s->service, service) && str_eq(s->peer, peer);
}

/* The slot of it, NULL when there is none and no more than most may be used. */
static struct slot *
find(struct ss_tally *t, enum tcp_state state, struct str service, struct str peer, size_t most)
{
	uint64_t hash = hash_text(hash_text((uint64_t)state + 1, service), peer) | 1;
	size_t at = (size_t)(hash >> 20) & (SLOTS - 1);
	struct slot *s;

	for (;; at = (at + 1) & (SLOTS - 1)) {
		s = &t->slots[at];
		if (!s->hash)
			break;
		if (s->state == state && is_same(s, hash, service, peer))
			return s;
	}
	if (t->used >= most)
		return NULL;
	t->used++;
	s->hash = hash;
	s->state = (uint8_t)state;
	s->service = str_copy(t->r->scratch, service);
	s->peer = str_copy(t->r->scratch, peer);
	return s;
}

static void
count(struct ss_tally *t, enum tcp_state state, struct str service, struct str peer)
{
	struct slot *s = find(t, state, service, peer, SLOTS_FOR_PEERS);

	if (UNLIKELY(!s))
		s = find(t, state, service, STR(""), SLOTS_USED_MAX);
	if (LIKELY(s != NULL))
		s->count++;
	t->states[state]++;
	t->rows++;
}

/* --- a row --- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The next word; empty at the end. */
static struct str
word(const char **at, const char *end)
{
	const char *p = *at, *begin;

	while (p < end && is_blank(*p))
		p++;
	begin = p;
	while (p < end && !is_blank(*p))
		p++;
	*at = p;
	return (struct str){ begin, (size_t)(p - begin) };
}

/* As misc/ss.c prints them; the length and a letter tell them apart. */
static const struct {
	char text[12];
	uint8_t n, state;
} states[] = {
	{ "ESTAB", 5, TCP_ESTABLISHED },      { "TIME-WAIT", 9, TCP_TIME_WAIT },
	{ "CLOSE-WAIT", 10, TCP_CLOSE_WAIT }, { "SYN-RECV", 8, TCP_SYN_RECEIVED },
	{ "SYN-SENT", 8, TCP_SYN_SENT },      { "FIN-WAIT-1", 10, TCP_FIN_WAIT_1 },
	{ "FIN-WAIT-2", 10, TCP_FIN_WAIT_2 }, { "LAST-ACK", 8, TCP_LAST_ACK },
	{ "CLOSING", 7, TCP_CLOSING },	      { "UNCONN", 6, TCP_CLOSED },
};

/* Some print no blank behind those of ten letters: "CLOSE-WAIT0 0". */
#define LONGEST_STATE 10

/* LISTEN is not among them: its rows are few and their queues matter, so they are kept. */
static enum tcp_state
state_of(struct str s)
{
	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (s.n == states[i].n && !memcmp(s.p, states[i].text, s.n))
			return (enum tcp_state)states[i].state;
	return TCP_STATE_UNKNOWN;
}

static bool
is_number(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!char_is_digit(s.p[i]))
			return false;
	return s.n > 0;
}

/* Host and port of "192.0.2.20:443"; a port by name or "*" is 0, which is a service's. */
static bool
end_parse(struct str s, struct str *ret_host, uint32_t *ret_port)
{
	size_t at = s.n;
	uint32_t port = 0;

	if (s.n > TEXT_MAX_BYTES)
		return false;
	while (at && s.p[at - 1] != ':')
		at--;
	if (at < 2 || at == s.n)
		return false;
	for (size_t i = at; i < s.n; i++) {
		if (!char_is_digit(s.p[i])) {
			if (!char_is_alpha(s.p[i]) && s.p[i] != '*' && s.p[i] != '-')
				return false;
			port = 0;
			break;
		}
		port = port * 10 + (uint32_t)(s.p[i] - '0');
		if (port > UINT16_MAX)
			return false;
	}
	*ret_host = (struct str){ s.p, at - 1 };
	*ret_port = port;
	return true;
}

struct row {
	enum tcp_state state;
	struct str local, peer, local_host, peer_host;
	uint32_t local_port, peer_port;
};

static bool
row_parse(const struct ss_tally *t, const char *at, const char *end, struct row *row)
{
	struct str w = word(&at, end);

	if (w.n == 3 && !memcmp(w.p, "tcp", 3))
		w = word(&at, end);
	row->state = state_of(w);
	if (row->state != TCP_STATE_UNKNOWN)
		w = word(&at, end);
	else if (w.n > LONGEST_STATE && char_is_digit(w.p[LONGEST_STATE]) &&
		 (row->state = state_of((struct str){ w.p, LONGEST_STATE })) != TCP_STATE_UNKNOWN)
		w = (struct str){ w.p + LONGEST_STATE, w.n - LONGEST_STATE };
	else
		row->state = t->r->cs->samples.v[t->sample].state_filter;
	if (row->state == TCP_STATE_UNKNOWN || row->state == TCP_LISTEN || !is_number(w) ||
	    !is_number(word(&at, end)))
		return false;
	row->local = word(&at, end);
	row->peer = word(&at, end);
	return end_parse(row->local, &row->local_host, &row->local_port) &&
	       end_parse(row->peer, &row->peer_host, &row->peer_port);
}

static bool
is_service(const struct ss_tally *t, uint32_t local_port, uint32_t peer_port)
{
	return local_port <= peer_port || t->listens[local_port / 64] >> local_port % 64 & 1;
}

/* Details stand behind a tab, or behind blanks where something turned tabs into them. */
static bool
is_details(const struct ss_tally *t, const char *line, const char *end)
{
	return t->in_row && is_blank(*line) && memchr(line, ':', (size_t)(end - line));
}

bool
ss_tally_line(struct ss_tally *t, const char *line, const char *end)
{
	struct row row;

	while (end > line && (is_blank(end[-1]) || end[-1] == '\r'))
		end--;
	if (end == line)
		return true;
	if (is_details(t, line, end) && *line == '\t')
		return true;
	if (!row_parse(t, line, end, &row)) {
		t->in_row &= is_details(t, line, end);
		return t->in_row;
	}
	if (is_service(t, row.local_port, row.peer_port))
		count(t, row.state, row.local, row.peer_host);
	else
		count(t, row.state, row.peer, row.local_host);
	t->in_row = true;
	return true;
}

/* --- into the case --- */

static int
by_service(const void *pa, const void *pb)
{
	const struct slot *a = *(const struct slot *const *)pa,
			  *b = *(const struct slot *const *)pb;
	int by = a->state - b->state;

	by = by ? by : str_cmp(a->service, b->service);
	return by ? by : str_cmp(a->peer, b->peer);
}

static int
by_count(const void *pa, const void *pb)
{
	const struct sock_count *a = pa, *b = pb;
	int by = (a->count < b->count) - (a->count > b->count);

	by = by ? by : a->state - b->state;
	by = by ? by : str_cmp(a->service, b->service);
	return by ? by : str_cmp(a->peer, b->peer);
}

static const struct slot **
used_slots(struct ss_tally *t)
{
	const struct slot **v = arena_new(t->r->scratch, const struct slot *, t->used + 1);
	size_t n = 0;

	for (size_t i = 0; i < SLOTS; i++)
		if (t->slots[i].hash)
			v[n++] = &t->slots[i];
	if (n)
		qsort(v, n, sizeof(*v), by_service);
	return v;
}

static struct sock_count
counted(const struct ss_tally *t, const struct slot *s)
{
	return (struct sock_count){
		.at = t->r->cs->samples.v[t->sample].at,
		.sample = t->sample,
		.state = s->state,
		.service = s->service,
		.peer = s->peer,
		.count = s->count,
	};
}

/* All of one state and service: a count of their sum goes first. */
static size_t
add_service(const struct ss_tally *t, const struct slot **v, size_t n, struct sock_count *out)
{
	struct sock_count all = counted(t, v[0]);
	size_t i = 0, put = 1;

	all.peer = STR("");
	all.count = 0;
	for (; i < n && v[i]->state == v[0]->state && str_eq(v[i]->service, v[0]->service); i++) {
		all.count += v[i]->count;
		all.peers += v[i]->peer.n > 0;
		if (v[i]->peer.n)
			out[put++] = counted(t, v[i]);
	}
	out[0] = all;
	return i;
}

/* The largest of them, with texts that live as long as the case. */
static void
tell_largest(struct ss_tally *t, struct sock_count *v, size_t n)
{
	struct crux_case *cs = t->r->cs;

	if (n)
		qsort(v, n, sizeof(*v), by_count);
	for (size_t i = 0; i < MIN(n, (size_t)TOLD_PER_SAMPLE); i++) {
		if (cs->sock_counts.n >= TOLD_MAX)
			return;
		v[i].service = str_copy(cs->arena, v[i].service);
		v[i].peer = str_copy(cs->arena, v[i].peer);
		vec_push(cs->arena, &cs->sock_counts, v[i]);
	}
}

static void
tell_services(struct ss_tally *t)
{
	const struct slot **v = used_slots(t);
	/* each slot once, and a sum for each service, of which there are no more */
	struct sock_count *all = arena_new(t->r->scratch, struct sock_count, 2 * t->used + 1);
	size_t n = 0;

	for (size_t i = 0; i < t->used;) {
		size_t took = add_service(t, v + i, t->used - i, all + n);

		while (all[n].count)
			n++;
		i += took;
	}
	tell_largest(t, all, n);
}

/* With the rows of this sample that were kept, so that the count is of all. */
static void
tell_states(struct ss_tally *t)
{
	struct crux_case *cs = t->r->cs;

	for (size_t i = t->first_sock; i < cs->socks.n; i++)
		if (cs->socks.v[i].sample == t->sample)
			t->states[cs->socks.v[i].state]++;
	for (size_t i = 0; i < TCP_STATE_COUNT; i++) {
		struct state_count *c;

		if (!t->states[i])
			continue;
		c = vec_add(cs->arena, &cs->state_counts);
		c->at = cs->samples.v[t->sample].at;
		c->sample = t->sample;
		c->state = (uint8_t)i;
		c->count = t->states[i];
		t->told++;
	}
}

void
ss_tally_end(struct ss_tally *t)
{
	if (t->sample == NO_SAMPLE)
		return;
	if (t->used) {
		tell_states(t);
		tell_services(t);
		memset(t->slots, 0, SLOTS * sizeof(*t->slots));
	}
	memset(t->states, 0, sizeof(t->states));
	t->used = 0;
	t->sample = NO_SAMPLE;
	arena_reset(t->r->scratch, t->empty);
}
