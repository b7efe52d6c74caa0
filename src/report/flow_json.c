/*
 * flow_json.c - one connection, one line: the names are fixed
 *
 * A capture can hold a million connections, and most have little to tell. So a
 * line is mostly copied: its front with the name of the input, and counters that
 * are all 0. Such texts are made once for an input. Nothing is asked between the
 * parts of a line, as room is made for the most that each can take.
 */
#include <assert.h>

#include "report/report.h"

/*
 * The most that a part takes, beside what evidence decides the length of: 31 values
 * of 21 letters in a half, names of up to 28. The rest is margin.
 */
#define PART_MAX 2048

/* A counter of struct half, which is a uint64_t. */
struct tally {
	const char *name;
	size_t offset;
};

#define IS_U64(field) _Generic(((const struct half *)NULL)->field, uint64_t : true)
#define TALLY(name, field)                                         \
	{                                                          \
		name, IS_U64(field) * offsetof(struct half, field) \
	}

static const struct tally tallies[] = {
	TALLY("packets", packets),
	TALLY("bytes", bytes),
	TALLY("unique_bytes", unique_bytes),
	TALLY("data_packets", data_packets),
#define TROUBLES_FROM 4 /* what is 0 where nothing is lost, late or said twice */
	TALLY("retransmissions", retransmissions),
	TALLY("retransmitted_bytes", retransmitted_bytes),
	TALLY("fast", fast),
	TALLY("rto", rto),
	TALLY("tlp", tlp),
	TALLY("unneeded", unneeded),
	TALLY("out_of_order", out_of_order),
	TALLY("duplicate_acks", duplicate_acks),
	TALLY("sack_blocks", sack_blocks),
	TALLY("dsacks", dsacks),
	TALLY("zero_windows", zero_windows),
	TALLY("window_probes", window_probes),
	TALLY("keep_alives", keep_alives),
	TALLY("capture_duplicates", capture_duplicates),
	TALLY("resets", resets),
#define TROUBLES_TO 19
	TALLY("fins", fins),
	TALLY("flight_max", flight_max_bytes),
};

/* A key as it stands in a line; all its bytes are copied, in two moves. */
struct key {
	char text[31]; /* ,"retransmitted_bytes": */
	uint8_t n;
};

/*
 * The text of the latest of its kind: of a flood, and of many idle connections, the next
 * one is the same. Keys are what the text is made of, and nothing else.
 */
#define SAME_ENDS_WORDS 3
#define SAME_HALF_WORDS (COUNT_OF(tallies) + 1)
struct same {
	uint64_t key[SAME_HALF_WORDS];
	uint16_t n; /* 0: none yet */
	char text[1022];
};
static_assert(SAME_HALF_WORDS >= SAME_ENDS_WORDS, "one size for both");

struct flow_lines {
	struct out *o;
	struct str front; /* up to the connection's number */
	struct key keys[COUNT_OF(tallies)];
	struct str no_troubles; /* the text of all of them being 0 */
	struct str silent;	/* of a half that sent nothing */
	struct same states;	/* from the duration to the time of the handshake */
	struct same idle[2];	/* of a half without data, up to its ISN */
};

static const char *
handshake_name(enum handshake h)
{
	static const char *const names[] = {
		[HANDSHAKE_NONE] = "none",
		[HANDSHAKE_PARTIAL] = "partial",
		[HANDSHAKE_FULL] = "full",
	};

	return names[h];
}

static const char *
opening_name(enum opening o)
{
	static const char *const names[] = {
		[OPENING_UNSEEN] = "unseen",
		[OPENING_DONE] = "done",
		[OPENING_UNANSWERED] = "unanswered",
		[OPENING_REFUSED] = "refused",
		[OPENING_HALF] = "half",
	};

	return names[o];
}

/* What stands before a value, in an object that has begun. */
ALWAYS_INLINE char *
put_key(char *p, const char *name)
{
	p = put_cstr(p, ",\"");
	p = put_cstr(p, name);
	return put_cstr(p, "\":");
}

ALWAYS_INLINE char *
put_number(char *p, const char *name, uint64_t v)
{
	return put_u64(put_key(p, name), v);
}

ALWAYS_INLINE char *
put_number_if(char *p, const char *name, bool known, uint64_t v)
{
	p = put_key(p, name);
	return known ? put_u64(p, v) : put_cstr(p, "null");
}

ALWAYS_INLINE char *
put_time_if(char *p, const char *name, bool known, int64_t ns)
{
	p = put_key(p, name);
	return known && ns != TIME_NONE ? put_seconds(p, ns) : put_cstr(p, "null");
}

/* A word of ours, which needs no escapes. */
ALWAYS_INLINE char *
put_word(char *p, const char *name, const char *word)
{
	p = put_cstr(put_key(p, name), "\"");
	p = put_cstr(p, word);
	return put_cstr(p, "\"");
}

ALWAYS_INLINE char *
put_address(char *p, const char *name, const struct addr *a)
{
	p = put_cstr(put_key(p, name), "\"");
	return put_cstr(addr_put(p, a), "\"");
}

/* From the SYN that was answered to the ACK that ends the handshake. */
static char *
put_handshake_time(char *p, const struct conn *c)
{
	bool known = c->has_times && c->syn_ns != TIME_NONE && c->handshake_ack_ns != TIME_NONE;

	return put_time_if(p, "handshake_time", known, known ? c->handshake_ack_ns - c->syn_ns : 0);
}

static char *
put_same(char *p, const struct same *same)
{
	memcpy(p, same->text, same->n);
	return p + same->n;
}

/* What stands from..to has that key; what is too long is not kept. */
static void
keep_same(struct same *same, const uint64_t *key, size_t words, const char *from, const char *to)
{
	size_t n = (size_t)(to - from);

	same->n = n <= sizeof same->text ? (uint16_t)n : 0;
	memcpy(same->key, key, words * sizeof *key);
	memcpy(same->text, from, same->n);
}

static bool
is_same(const struct same *same, const uint64_t *key, size_t words)
{
	return same->n && !memcmp(same->key, key, words * sizeof *key);
}

static char *
put_states_anew(char *p, const struct conn *c)
{
	p = put_time_if(p, "duration", c->has_times, conn_duration_ns(c));
	p = put_word(p, "client_state", tcp_state_name((enum tcp_state)c->half[C2S].state));
	p = put_word(p, "server_state", tcp_state_name((enum tcp_state)c->half[S2C].state));
	p = put_word(p, "vantage", vantage_name((enum vantage)c->vantage));
	p = put_word(p, "handshake", handshake_name((enum handshake)c->handshake));
	p = put_word(p, "opening", opening_name((enum opening)c->opening));
	return put_handshake_time(p, c);
}

static char *
put_states(char *p, struct same *same, const struct conn *c)
{
	uint64_t key[SAME_ENDS_WORDS] = {
		(uint64_t)conn_duration_ns(c),
		(uint64_t)c->half[C2S].state << 40 | (uint64_t)c->half[S2C].state << 32 |
			(uint64_t)c->vantage << 24 | (uint64_t)c->handshake << 16 |
			(uint64_t)c->opening << 8 | c->has_times,
		(uint64_t)c->handshake_ack_ns,
	};
	char *from = p;

	if (is_same(same, key, COUNT_OF(key)))
		return put_same(p, same);
	p = put_states_anew(p, c);
	/* without the ACK that ends it there is no time of a handshake to tell */
	if (c->handshake_ack_ns == TIME_NONE)
		keep_same(same, key, COUNT_OF(key), from, p);
	return p;
}

static char *
put_ends(char *p, struct flow_lines *l, const struct conn *c)
{
	p = put_address(p, "client", &c->client.addr);
	p = put_number(p, "client_port", c->client.port);
	p = put_address(p, "server", &c->server.addr);
	p = put_number(p, "server_port", c->server.port);
	p = put_time_if(p, "start", c->has_times, c->first_ns);
	p = put_states(p, &l->states, c);
	p = put_number(p, "first_packet", c->first_packet);
	return put_number(p, "last_packet", c->last_packet);
}

/* All of them; returns whether one is not 0. */
static bool
count(const struct half *h, uint64_t *counts)
{
	uint64_t any = 0;

	for (size_t i = 0; i < COUNT_OF(tallies); i++) {
		memcpy(&counts[i], (const char *)h + tallies[i].offset, sizeof counts[i]);
		any |= counts[i];
	}
	return any;
}

static char *
put_counts(char *p, const struct flow_lines *l, const uint64_t *counts, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		memcpy(p, l->keys[i].text, sizeof l->keys[i].text);
		p = put_u64(p + l->keys[i].n, counts[i]);
	}
	return p;
}

static char *
put_troubles(char *p, const struct flow_lines *l, const uint64_t *counts)
{
	uint64_t any = 0;

	for (size_t i = TROUBLES_FROM; i < TROUBLES_TO; i++)
		any |= counts[i];
	return any ? put_counts(p, l, counts, TROUBLES_FROM, TROUBLES_TO)
		   : put_str(p, l->no_troubles);
}

static char *
put_rtt(char *p, const struct rtt_stats *r)
{
	if (!r->samples)
		return put_cstr(p, ",\"rtt\":{\"samples\":0,\"min\":null,\"mean\":null,"
				   "\"max\":null,\"smoothed\":null}");
	p = put_cstr(p, ",\"rtt\":{\"samples\":");
	p = put_u64(p, r->samples);
	p = put_time_if(p, "min", true, r->min_ns);
	p = put_time_if(p, "mean", true, r->sum_ns / (int64_t)r->samples);
	p = put_time_if(p, "max", true, r->max_ns);
	p = put_time_if(p, "smoothed", true, r->srtt_ns);
	return put_cstr(p, "}");
}

static char *
put_traffic_anew(char *p, const struct flow_lines *l, const struct half *h, const uint64_t *counts)
{
	p = put_counts(p, l, counts, 0, TROUBLES_FROM);
	p = put_troubles(p, l, counts);
	p = put_counts(p, l, counts, TROUBLES_TO, COUNT_OF(tallies));
	p = put_number_if(p, "mss", h->mss, h->mss);
	return put_number_if(p, "window_scale", h->have_wscale, h->wscale);
}

/* counts has room for what else the key needs. */
static char *
put_traffic(char *p, const struct flow_lines *l, struct same *same, const struct half *h,
	    uint64_t counts[SAME_HALF_WORDS])
{
	char *from = p;

	if (h->data_packets)
		return put_traffic_anew(p, l, h, counts);
	counts[COUNT_OF(tallies)] = (uint64_t)h->mss << 16 | (uint64_t)h->wscale << 8 |
				    h->have_wscale;
	if (is_same(same, counts, SAME_HALF_WORDS))
		return put_same(p, same);
	p = put_traffic_anew(p, l, h, counts);
	keep_same(same, counts, SAME_HALF_WORDS, from, p);
	return p;
}

/* All of a half but its mind and the end. The first comma becomes the brace. */
static char *
put_sender(char *p, const struct flow_lines *l, struct same *same, const struct half *h,
	   uint64_t counts[SAME_HALF_WORDS])
{
	char *begin = p;

	p = put_traffic(p, l, same, h, counts);
	p = put_number_if(p, "isn", h->have_isn && !h->isn_relative, h->isn);
	p = put_rtt(p, &h->rtt);
	*begin = '{';
	return p;
}

static char *
put_half(char *p, const struct flow_lines *l, struct same *same, const struct half *h)
{
	uint64_t counts[SAME_HALF_WORDS];

	if (count(h, counts) || h->mss || h->have_wscale || h->have_isn || h->rtt.samples)
		return put_sender(p, l, same, h, counts);
	return put_str(p, l->silent);
}

static char *
put_ledger(char *p, const struct ledger *l)
{
	char *begin;
	int64_t any = 0;

	p = put_key(p, "ledger");
	begin = p;
	for (size_t i = 0; i < ACCOUNT_COUNT; i++)
		any |= l->ns[i];
	for (size_t i = 0; any && i < ACCOUNT_COUNT; i++)
		if (l->ns[i])
			p = put_time_if(p, account_name((enum account)i), true, l->ns[i]);
	if (p == begin)
		return put_cstr(p, "{}");
	*begin = '{';
	return put_cstr(p, "}");
}

static void
field_number(struct json *j, const char *key, uint64_t v)
{
	json_key(j, key);
	json_u64(j, v);
}

static void
field_number_if(struct json *j, const char *key, bool known, uint64_t v)
{
	json_key(j, key);
	if (known)
		json_u64(j, v);
	else
		json_null(j);
}

static void
field_time_if(struct json *j, const char *key, bool known, int64_t ns)
{
	json_key(j, key);
	json_seconds(j, known ? ns : TIME_NONE);
}

static void
recovery(struct json *j, const struct mind_episode *e)
{
	json_object(j);
	json_key(j, "kind");
	json_cstr(j, e->by_timeout ? "rto" : "fast");
	field_number(j, "first_packet", e->from_packet);
	field_number_if(j, "last_packet", e->to_packet, e->to_packet);
	field_time_if(j, "duration", true, e->to_ns - e->from_ns);
	field_number(j, "segments", e->segments);
	field_number(j, "flight_before", e->before_bytes);
	field_number_if(j, "flight_after", e->after_bytes, e->after_bytes);
	json_end(j, '}');
}

static void
slow_start(struct json *j, const struct conn *c, const struct mind *m)
{
	bool left = m->slow_start_left_ns != TIME_NONE;

	json_key(j, "slow_start");
	json_object(j);
	field_number(j, "rounds", m->slow_start_rounds);
	json_key(j, "left_by");
	if (left)
		json_cstr(j, m->slow_start_left_by_loss ? "loss" : "growth");
	else
		json_null(j);
	field_time_if(j, "left_after", left && c->has_times,
		      left ? m->slow_start_left_ns - c->first_ns : 0);
	field_number_if(j, "left_packet", left, m->slow_start_left_packet);
	field_number_if(j, "left_flight", left, m->slow_start_left_bytes);
	json_end(j, '}');
}

static void
congestion_control(struct json *j, const struct mind *m)
{
	json_key(j, "congestion_control");
	json_object(j);
	json_key(j, "family");
	json_cstr(j, cc_family_name(m->family));
	json_key(j, "confidence");
	json_double(j, m->confidence);
	json_key(j, "paced");
	json_double(j, m->paced);
	json_key(j, "factor");
	json_double(j, m->factor_mean);
	field_number(j, "paced_of", m->paced_of);
	field_number(j, "factors", m->factors);
	field_number(j, "factors_reno", m->factors_reno);
	field_number(j, "factors_cubic", m->factors_cubic);
	field_number(j, "factors_none", m->factors_none);
	field_number(j, "factors_up", m->factors_up);
	field_number(j, "growth_linear", m->growth_linear);
	field_number(j, "growth_curved", m->growth_curved);
	field_number(j, "growth_reno", m->growth_reno);
	field_number(j, "growth_cubic", m->growth_cubic);
	field_number(j, "gain_cycles", m->gain_cycles);
	field_number(j, "window_dips", m->window_dips);
	json_end(j, '}');
}

static void
mind(struct json *j, const struct conn *c, const struct half *h)
{
	const struct mind *m = h->mind;

	json_object(j);
	field_number_if(j, "cwnd", m->cwnd_bytes, m->cwnd_bytes);
	field_number(j, "cwnd_max", m->cwnd_max_bytes);
	json_key(j, "cwnd_is_floor");
	json_bool(j, m->cwnd_is_floor);
	field_number_if(j, "ssthresh", m->ssthresh_bytes, m->ssthresh_bytes);
	field_number_if(j, "initial_window", m->initial_window_bytes, m->initial_window_bytes);
	field_number(j, "rounds", m->rounds);
	field_number(j, "rounds_window_limited", m->rounds_window_limited);
	field_number(j, "rounds_application_limited", m->rounds_application_limited);
	field_time_if(j, "rto", c->has_times, m->rto_ns);
	field_number(j, "rto_backoff_max", h->rto_backoff_max);
	slow_start(j, c, m);
	field_number(j, "recoveries", m->recoveries);
	field_number(j, "recoveries_by_timeout", m->recoveries_by_timeout);
	field_time_if(j, "recovery_time", c->has_times, m->recovery_ns);
	field_number(j, "ecn_reductions", m->ecn_reductions);
	json_key(j, "longest_recoveries");
	json_array(j);
	for (size_t i = 0; i < MIND_EPISODES && m->longest[i].from_packet; i++)
		recovery(j, &m->longest[i]);
	json_end(j, ']');
	field_number(j, "idle_restarts", m->idle_restarts);
	field_number(j, "idle_kept", m->idle_kept);
	congestion_control(j, m);
	json_end(j, '}');
}

/* Room for one part, and what else it needs; NULL when there is none. */
static char *
begin_part(struct flow_lines *l, size_t more)
{
	return out_room(l->o, PART_MAX + more);
}

static void
end_part(struct flow_lines *l, const char *end, size_t more)
{
	assert((size_t)(end - l->o->buf) <= l->o->n + PART_MAX + more);
	out_wrote(l->o, end);
}

static void
flow_ends(struct flow_lines *l, const struct conn *c)
{
	char *p = begin_part(l, l->front.n);

	if (!p)
		return;
	p = put_u64(put_str(p, l->front), c->number);
	end_part(l, put_ends(p, l, c), l->front.n);
}

static void
flow_half(struct flow_lines *l, const struct conn *c, enum direction d)
{
	const struct half *h = &c->half[d];
	char *p = begin_part(l, 0);

	if (!p)
		return;
	p = put_cstr(p, d == C2S ? ",\"c2s\":" : ",\"s2c\":");
	end_part(l, put_half(p, l, &l->idle[d], h), 0);
	if (h->mind) {
		struct json j;

		out_puts(l->o, ",\"mind\":");
		json_init(&j, l->o);
		mind(&j, c, h);
	}
	out_char(l->o, '}');
}

static void
icmp_error(struct json *j, const struct icmp_seen *e, enum direction dir)
{
	char buf[ADDR_TEXT_BYTES];

	json_object(j);
	json_key(j, "error");
	json_cstr(j, icmp_error_name((enum icmp_error)e->error));
	field_number(j, "type", e->type);
	field_number(j, "code", e->code);
	json_key(j, "about");
	json_cstr(j, dir == C2S ? "c2s" : "s2c");
	json_key(j, "from");
	json_cstr(j, addr_text(buf, &e->from));
	field_number_if(j, "mtu", e->mtu, e->mtu);
	field_number(j, "count", e->count);
	field_number(j, "out_of_flight", e->out_of_flight);
	field_number(j, "first_packet", e->first_packet);
	field_number(j, "last_packet", e->last_packet);
	json_end(j, '}');
}

/* Only where there are some. */
static void
flow_icmp(struct flow_lines *l, const struct conn *c)
{
	struct json j;

	if (LIKELY(!c->half[C2S].icmp && !c->half[S2C].icmp))
		return;
	out_puts(l->o, ",\"icmp\":");
	json_init(&j, l->o);
	json_array(&j);
	for (enum direction d = C2S; d <= S2C; d++)
		for (const struct icmp_seen *e = c->half[d].icmp; e; e = e->next)
			icmp_error(&j, e, d);
	json_end(&j, ']');
}

static void
flow_ledger(struct flow_lines *l, const struct conn *c)
{
	char *p = begin_part(l, 0);

	if (p)
		end_part(l, put_cstr(put_ledger(p, &c->ledger), "}\n"), 0);
}

void
flow_lines_row(struct flow_lines *l, const struct conn *c)
{
	flow_ends(l, c);
	flow_half(l, c, C2S);
	flow_half(l, c, S2C);
	flow_icmp(l, c);
	flow_ledger(l, c);
}

static struct str
make_front(struct arena *a, const char *input)
{
	struct out o;
	struct json j;
	struct str front;

	out_init_memory(&o);
	json_init(&j, &o);
	json_object(&j);
	json_key(&j, "input");
	json_cstr(&j, input);
	json_key(&j, "connection");
	front = str_copy(a, out_text(&o));
	out_fini(&o);
	return front;
}

static void
make_key(struct key *k, const char *name)
{
	char text[PART_MAX];
	size_t n = (size_t)(put_key(text, name) - text);

	assert(n <= sizeof k->text);
	memcpy(k->text, text, n);
	k->n = (uint8_t)n;
}

struct flow_lines *
flow_lines_new(struct arena *a, struct out *o, const char *input)
{
	uint64_t zeros[SAME_HALF_WORDS] = { 0 };
	static const struct half nothing;
	struct flow_lines *l = arena_new(a, struct flow_lines, 1);
	char text[PART_MAX], *end;

	l->o = o;
	l->front = make_front(a, input);
	for (size_t i = 0; i < COUNT_OF(tallies); i++)
		make_key(&l->keys[i], tallies[i].name);
	end = put_counts(text, l, zeros, TROUBLES_FROM, TROUBLES_TO);
	l->no_troubles = str_copy(a, (struct str){ text, (size_t)(end - text) });
	end = put_sender(text, l, &l->idle[C2S], &nothing, zeros);
	l->silent = str_copy(a, (struct str){ text, (size_t)(end - text) });
	return l;
}
