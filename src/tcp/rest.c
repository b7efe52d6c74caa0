/*
 * rest.c - connections that nothing comes for, packed
 *
 * What a connection in full and all that hangs on it are is written as values
 * (rest_values.c), each as how far it is from what is expected.
 */
#include "tcp/rest.h"

#include <assert.h>

#include "tcp/plain.h"
#include "tcp/rest_values.h"
#include "tcp/tracker.h"

/*
 * So many bytes may each that is live take, or all together so many, which are nobody's
 * trouble. What journals and those that are packed leave of that, with their chunks, places
 * and slots, those in full may have, each so much: with rings of eight ACKs and all accounts.
 * So few are in full in any case: where all are busy, more are unpacked the fewer these are.
 */
#define LIVE_BYTES 512
#define AT_EASE_BYTES ((size_t)2 << 20) /* by all parts together */
#define JOURNAL_TAKES 424
#define REST_TAKES 488
#define IN_FULL_TAKES 2200
#define IN_FULL_LEAST 128 /* by all parts together */
/* So much room there is for notes at least: for five or six of them. */
#define NOTES_LEAST 56
/* So many are looked at at most, at once. */
#define LOOKS 128
/* A connection that gives less back stays as it is: it was in trouble, or is large. */
#define PART_MOST(bytes) ((bytes) / 4 * 3)
/* --- all of it --- */

static size_t
address_bytes(bool v4)
{
	return v4 ? 4 : 16;
}

static uint8_t *
put_addresses(const struct conn_track *c, bool v4, uint8_t *to)
{
	size_t n = address_bytes(v4);

	memcpy(to, c->client.addr.b + sizeof c->client.addr.b - n, n);
	memcpy(to + n, c->server.addr.b + sizeof c->server.addr.b - n, n);
	return to + 2 * n;
}

static struct addr
address_at(const struct rest *r, size_t which)
{
	struct addr a = addr_from_v4(0);
	size_t n = address_bytes(r->v4);

	memcpy(a.b + sizeof a.b - n, r->log + which * n, n);
	return a;
}

static const uint8_t *
values_of(const struct rest *r)
{
	return r->log + 2 * address_bytes(r->v4);
}

/* What may be noted behind it: of more in flight the low half of numbers says nothing. */
static uint8_t
noted_behind(const struct conn_track *c)
{
	for (enum direction d = C2S; d <= S2C; d++)
		if (c->half[d].snd_max - c->half[d].snd_una >= FLIGHT_MAX)
			return 0;
	return c->plain;
}

static struct conn_track *
unpacked(struct tracker *t, const struct rest *r)
{
	struct conn_track *c = tracker_pool_get(t, sizeof *c);
	struct eye e = { .at = values_of(r) };

	clear(c, sizeof *c);
	c->number = r->number;
	c->index = r->index;
	rest_ends(r, &c->client, &c->server);
	rest_get(&e, t, c, r->kind);
	return c;
}

#ifndef NDEBUG
/* For tests: it is what it was, but for where its pieces are, and these say the same. */
static bool
is_same(struct tracker *t, const struct conn_track *was, const struct rest *r)
{
	struct conn_track *c = unpacked(t, r), is = *c;
	uint8_t again[REST_VALUES_BYTES];
	struct pen p = { .at = again };
	bool same;

	rest_put(&p, t, c, r->kind);
	same = !memcmp(again, values_of(r), (size_t)(pen_end(&p) - again));
	is.sums = was->sums;
	is.think_histogram = was->think_histogram;
	for (enum direction d = C2S; d <= S2C; d++) {
		is.half[d].sent = was->half[d].sent;
		is.half[d].trails = was->half[d].trails;
		is.half[d].mind = was->half[d].mind;
		is.half[d].rare = was->half[d].rare;
	}
	same &= !memcmp(&is, was, sizeof is);
	rest_free(t, c);
	return same;
}
#endif

bool
rest_begin(struct tracker *t, uint32_t index)
{
	struct conn_track *c = table_conn(&t->table, index);
	uint8_t log[REST_VALUES_BYTES + 32], *end, at, kind;
	size_t before, bytes;
	struct rest *r;
	struct pen p;
	bool v4;

	if (!c || c->told)
		return false;
	tracker_base(t, c->first_ns);
	v4 = addr_is_v4(&c->client.addr) && addr_is_v4(&c->server.addr);
	kind = rest_kind_of(t, c);
	p = (struct pen){ .at = put_addresses(c, v4, log) };
	before = rest_put(&p, t, c, kind);
	end = pen_end(&p);
	bytes = sizeof *r + (size_t)(end - log) + NOTES_LEAST;
	bytes = MAX((bytes + RESTS_STEP - 1) / RESTS_STEP * RESTS_STEP, (size_t)REST_LEAST);
	if (bytes > RESTS_MOST || (bytes > PART_MOST(before) && !t->opt.dense))
		return false;
	r = rests_add(&t->table.rests, bytes, &at);
	*r = (struct rest){ .number = c->number,
			    .index = index,
			    .client_port = c->client.port,
			    .server_port = c->server.port,
			    .bytes = (uint16_t)bytes,
			    .used = (uint16_t)(end - log),
			    .packed = (uint16_t)(end - log),
			    .at = at,
			    .plain = noted_behind(c),
			    .kind = kind,
			    .bits = behind_bits(c),
			    .v4 = v4 };
	behind_begin(c, &r->behind);
	memcpy(r->log, log, (size_t)(end - log));
	assert(!t->opt.dense || is_same(t, c, r));
	rest_free(t, c);
	table_set_rest(&t->table, index, r);
	t->resting++;
	return true;
}

struct conn_track *
rest_end(struct tracker *t, uint32_t index)
{
	struct rest *r = table_rest(&t->table, index);
	struct conn_track *c = unpacked(t, r);

	table_set_conn(&t->table, index, c);
	t->resting--;
	behind_take(t, r, c);
	rests_remove(&t->table.rests, r, r->bytes, r->at);
	return c;
}

void
rest_ends(const struct rest *r, struct endpoint *ret_client, struct endpoint *ret_server)
{
	*ret_client = (struct endpoint){ address_at(r, 0), r->client_port };
	*ret_server = (struct endpoint){ address_at(r, 1), r->server_port };
}

bool
rest_between(const struct rest *r, const struct endpoint *a, const struct endpoint *b)
{
	struct endpoint client, server;

	rest_ends(r, &client, &server);
	return (endpoint_eq(&client, a) && endpoint_eq(&server, b)) ||
	       (endpoint_eq(&client, b) && endpoint_eq(&server, a));
}

bool
rest_is_between(const struct rest *r, const struct segment *s, enum direction *ret_dir)
{
	struct endpoint ends[2]; /* beside each other, as ends_are asks */

	if (s->src.port != r->client_port && s->src.port != r->server_port)
		return false;
	rest_ends(r, &ends[0], &ends[1]);
	return ends_are(&ends[0], &ends[1], s, ret_dir);
}

/* --- who rests --- */

/* A hand goes round those in full: who was heard of since it last came by is passed over. */
static bool
rests_now(struct tracker *t, uint32_t index)
{
	struct conn_track *c = table_conn(&t->table, index);

	if (c->busy || c->waits) { /* one that is closed will be over soon */
		c->busy = false;
		return false;
	}
	return rest_begin(t, index);
}

static size_t
in_full(const struct tracker *t)
{
	/* some that wait may be gone: then they are too few */
	size_t waiting = t->wait.n - t->wait_head - t->journals_waiting;
	size_t others = t->rows_live + t->journals_live + t->resting + waiting;

	return t->live > others ? t->live - others : 0;
}

/* So many may be in full, of so many that are. */
static size_t
may_stay(const struct tracker *t, size_t n)
{
	size_t live = n + t->journals_live + t->resting;
	size_t may = MAX(live * LIVE_BYTES, (size_t)part_of(t, AT_EASE_BYTES));
	size_t have = t->journals_live * JOURNAL_TAKES + t->resting * REST_TAKES;

	if (UNLIKELY(t->opt.dense))
		return 0;
	return MAX(may > have ? (may - have) / IN_FULL_TAKES : 0,
		   (size_t)part_of(t, IN_FULL_LEAST));
}

void
rest_check(struct tracker *t)
{
	size_t n = in_full(t);

	if (t->records)
		return;
	for (unsigned i = 0; i < LOOKS && UNLIKELY(n > may_stay(t, n)); i++) {
		t->rest_hand = table_next_conn(&t->table, t->rest_hand);
		n -= rests_now(t, t->rest_hand);
	}
}
