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

/* What a line tells of a connection, and nothing else; it points at what that points at. */
#define FLOW_TALLIES 21 /* counters of a half */

struct half_line {
	bool silent; /* it sent nothing: the fields from isn to rtt are not set */
	bool have_wscale, have_isn;
	uint8_t wscale;
	uint16_t mss; /* 0 unknown */
	uint32_t rto_backoff_max;
	const struct mind *mind;      /* NULL: none */
	const struct icmp_seen *icmp; /* NULL: none */
	uint32_t isn;
	uint64_t counts[FLOW_TALLIES];
	struct {
		uint64_t samples; /* 0: the rest is not set */
		int64_t min_ns, mean_ns, max_ns, srtt_ns;
	} rtt;
};

struct flow_line {
	uint32_t number;
	struct endpoint client, server;
	bool has_times;
	uint8_t client_state, server_state, vantage, handshake, opening;
	int64_t first_ns, duration_ns;
	int64_t handshake_ns; /* how long it took; TIME_NONE not known */
	uint64_t first_packet, last_packet;
	int64_t ledger_ns[ACCOUNT_COUNT];
	struct half_line half[2];
};

/*
 * The most that a part takes, beside what evidence decides the length of: 31 values
 * of 21 letters in a half, names of up to 28. The rest is margin.
 */
#define PART_MAX 2048

/* Counters of struct half, each a uint64_t, in the order of a line. */
#define TALLIES(T)                                    \
	T("packets", packets)                         \
	T("bytes", bytes)                             \
	T("unique_bytes", unique_bytes)               \
	T("data_packets", data_packets)               \
	T("retransmissions", retransmissions)         \
	T("retransmitted_bytes", retransmitted_bytes) \
	T("fast", fast)                               \
	T("rto", rto)                                 \
	T("tlp", tlp)                                 \
	T("unneeded", unneeded)                       \
	T("out_of_order", out_of_order)               \
	T("duplicate_acks", duplicate_acks)           \
	T("sack_blocks", sack_blocks)                 \
	T("dsacks", dsacks)                           \
	T("zero_windows", zero_windows)               \
	T("window_probes", window_probes)             \
	T("keep_alives", keep_alives)                 \
	T("capture_duplicates", capture_duplicates)   \
	T("resets", resets)                           \
	T("fins", fins)                               \
	T("flight_max", flight_max_bytes)

enum tally {
#define T(name, field) TALLY_##field,
	TALLIES(T)
#undef T
		TALLY_COUNT
};
static_assert(TALLY_COUNT == FLOW_TALLIES, "there is room for all");
/* What is 0 where nothing is lost, late or said twice. */
#define TROUBLES_FROM TALLY_retransmissions
#define TROUBLES_TO TALLY_fins

static const char *const tallies[] = {
#define T(name, field) name,
	TALLIES(T)
#undef T
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
struct same {
	uint64_t key[FLOW_TALLIES];
	uint16_t n; /* 0: none yet */
	char text[1022];
};

/*
 * The same for words, of which a dozen combinations come by turns: each has a place, which
 * the latest of those that share it has.
 */
#define WORDS_BITS 5
#define WORDS_KEPT (1 << WORDS_BITS)
#define WORDS_MAX 128 /* the longest of each make 125: see put_words_anew */
struct words {
	uint64_t key;
	uint8_t n; /* 0: none yet */
	char text[WORDS_MAX];
};

/*
 * What stands between the ends and numbers of a connection, for those that differ in
 * nothing else (struct conn, like): from the state to the first packet's number, from
 * there to the ISN of a client that alone has sent, and from there to the end.
 */
struct pattern {
	uint16_t states_n, client_n, rest_n;
	char text[PART_MAX]; /* the three, one behind the other */
};

/* The latest kinds of those that are alike. */
#define PATTERNS 4
#define NO_PATTERN PATTERNS
struct likes {
	uint64_t like[PATTERNS][2]; /* 0: not taken */
	uint32_t n;		    /* all so far: the next one's place modulo PATTERNS */
};

/* What is the same in all lines, of whatever input. */
struct texts {
	struct key keys[FLOW_TALLIES];
	struct key accounts[ACCOUNT_COUNT];
	struct str no_troubles; /* of all of them being 0 */
	struct str silent;	/* of a half that sent nothing */
};

struct flow_lines {
	struct out *o;
	struct str front; /* up to the connection's number */
	const struct texts *texts;
	struct words words[WORDS_KEPT]; /* of states, vantage and opening */
	struct same idle[2];		/* of a half without data, up to its ISN */
	struct likes likes;
	struct pattern *patterns; /* theirs, PATTERNS; NULL: they are another's */
	char apart[APART_BYTES];
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
put_time(char *p, int64_t ns)
{
	return ns != TIME_NONE ? put_seconds(p, ns) : put_cstr(p, "null");
}

ALWAYS_INLINE char *
put_time_if(char *p, const char *name, bool known, int64_t ns)
{
	return put_time(put_key(p, name), known ? ns : TIME_NONE);
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
put_words_anew(char *p, const struct flow_line *f)
{
	p = put_word(p, "client_state", tcp_state_name((enum tcp_state)f->client_state));
	p = put_word(p, "server_state", tcp_state_name((enum tcp_state)f->server_state));
	p = put_word(p, "vantage", vantage_name((enum vantage)f->vantage));
	p = put_word(p, "handshake", handshake_name((enum handshake)f->handshake));
	return put_word(p, "opening", opening_name((enum opening)f->opening));
}

/* p has room for WORDS_MAX. */
static char *
put_words(char *p, struct words kept[WORDS_KEPT], const struct flow_line *f)
{
	uint64_t key = (uint64_t)f->client_state << 32 | (uint64_t)f->server_state << 24 |
		       (uint64_t)f->vantage << 16 | (uint64_t)f->handshake << 8 | f->opening;
	struct words *w = &kept[key * 0x9e3779b97f4a7c15 >> (64 - WORDS_BITS)];

	if (UNLIKELY(w->key != key || !w->n)) {
		w->key = key;
		w->n = (uint8_t)(put_words_anew(w->text, f) - w->text);
		assert(w->n <= sizeof w->text);
	}
	memcpy(p, w->text, sizeof w->text); /* of a known length: faster than what it has */
	return p + w->n;
}

static char *
put_states(char *p, struct words kept[WORDS_KEPT], const struct flow_line *f)
{
	p = put_time_if(p, "duration", f->has_times, f->duration_ns);
	p = put_words(p, kept, f);
	return put_time_if(p, "handshake_time", true, f->handshake_ns);
}

static char *
put_who(char *p, const struct addr *client, uint16_t client_port, const struct addr *server,
	uint16_t server_port)
{
	p = put_address(p, "client", client);
	p = put_number(p, "client_port", client_port);
	p = put_address(p, "server", server);
	return put_number(p, "server_port", server_port);
}

static char *
put_ends(char *p, struct flow_lines *l, const struct flow_line *f)
{
	p = put_who(p, &f->client.addr, f->client.port, &f->server.addr, f->server.port);
	p = put_time_if(p, "start", f->has_times, f->first_ns);
	p = put_states(p, l->words, f);
	p = put_number(p, "first_packet", f->first_packet);
	return put_number(p, "last_packet", f->last_packet);
}

ALWAYS_INLINE char *
put_made_key(char *p, const struct key *k)
{
	memcpy(p, k->text, sizeof k->text);
	return p + k->n;
}

static char *
put_counts(char *p, const struct flow_lines *l, const uint64_t *counts, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		p = put_u64(put_made_key(p, &l->texts->keys[i]), counts[i]);
	return p;
}

static char *
put_troubles(char *p, const struct flow_lines *l, const uint64_t *counts)
{
	uint64_t any = 0;

	for (size_t i = TROUBLES_FROM; i < TROUBLES_TO; i++)
		any |= counts[i];
	return any ? put_counts(p, l, counts, TROUBLES_FROM, TROUBLES_TO)
		   : put_str(p, l->texts->no_troubles);
}

static char *
put_rtt(char *p, const struct half_line *h)
{
	if (!h->rtt.samples)
		return put_cstr(p, ",\"rtt\":{\"samples\":0,\"min\":null,\"mean\":null,"
				   "\"max\":null,\"smoothed\":null}");
	p = put_cstr(p, ",\"rtt\":{\"samples\":");
	p = put_u64(p, h->rtt.samples);
	p = put_time_if(p, "min", true, h->rtt.min_ns);
	p = put_time_if(p, "mean", true, h->rtt.mean_ns);
	p = put_time_if(p, "max", true, h->rtt.max_ns);
	p = put_time_if(p, "smoothed", true, h->rtt.srtt_ns);
	return put_cstr(p, "}");
}

static char *
put_traffic_anew(char *p, const struct flow_lines *l, const uint64_t *counts)
{
	p = put_counts(p, l, counts, 0, TROUBLES_FROM);
	p = put_troubles(p, l, counts);
	return put_counts(p, l, counts, TROUBLES_TO, FLOW_TALLIES);
}

static char *
put_traffic(char *p, const struct flow_lines *l, struct same *same, const uint64_t *counts)
{
	char *from = p;

	if (counts[TALLY_data_packets])
		return put_traffic_anew(p, l, counts);
	if (is_same(same, counts, FLOW_TALLIES))
		return put_same(p, same);
	p = put_traffic_anew(p, l, counts);
	keep_same(same, counts, FLOW_TALLIES, from, p);
	return p;
}

/* A half up to its ISN. The first comma becomes the brace. */
static char *
put_sender_to_isn(char *p, const struct flow_lines *l, struct same *same, const struct half_line *h)
{
	char *begin = p;

	p = put_traffic(p, l, same, h->counts);
	p = put_number_if(p, "mss", h->mss, h->mss);
	p = put_number_if(p, "window_scale", h->have_wscale, h->wscale);
	p = put_key(p, "isn");
	*begin = '{';
	return p;
}

/* All of a half but its mind and the end. */
static char *
put_sender(char *p, const struct flow_lines *l, struct same *same, const struct half_line *h)
{
	p = put_sender_to_isn(p, l, same, h);
	p = h->have_isn ? put_u64(p, h->isn) : put_cstr(p, "null");
	return put_rtt(p, h);
}

static char *
put_ledger(char *p, const struct flow_lines *l, const int64_t ns[ACCOUNT_COUNT])
{
	char *begin;
	int64_t any = 0;

	p = put_key(p, "ledger");
	begin = p;
	for (size_t i = 0; i < ACCOUNT_COUNT; i++)
		any |= ns[i];
	for (size_t i = 0; any && i < ACCOUNT_COUNT; i++)
		if (ns[i])
			p = put_time(put_made_key(p, &l->texts->accounts[i]), ns[i]);
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
slow_start(struct json *j, const struct flow_line *f, const struct mind *m)
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
	field_time_if(j, "left_after", left && f->has_times,
		      left ? m->slow_start_left_ns - f->first_ns : 0);
	field_number_if(j, "left_packet", left, m->slow_start_left_packet);
	field_number_if(j, "left_flight", left && m->slow_start_left_bytes,
			m->slow_start_left_bytes);
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
mind(struct json *j, const struct flow_line *f, const struct half_line *h)
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
	field_time_if(j, "rto", f->has_times && m->rto_ns, m->rto_ns);
	field_number(j, "rto_backoff_max", h->rto_backoff_max);
	slow_start(j, f, m);
	field_number(j, "recoveries", m->recoveries);
	field_number(j, "recoveries_by_timeout", m->recoveries_by_timeout);
	field_time_if(j, "recovery_time", f->has_times, m->recovery_ns);
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
flow_ends(struct flow_lines *l, const struct flow_line *f)
{
	char *p = begin_part(l, 0);

	if (p)
		end_part(l, put_ends(p, l, f), 0);
}

static void
flow_half(struct flow_lines *l, const struct flow_line *f, enum direction d)
{
	const struct half_line *h = &f->half[d];
	char *p = begin_part(l, 0);

	if (!p)
		return;
	p = put_cstr(p, d == C2S ? ",\"c2s\":" : ",\"s2c\":");
	p = h->silent ? put_str(p, l->texts->silent) : put_sender(p, l, &l->idle[d], h);
	end_part(l, p, 0);
	if (h->mind) {
		struct json j;

		out_puts(l->o, ",\"mind\":");
		json_init(&j, l->o);
		mind(&j, f, h);
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
flow_icmp(struct flow_lines *l, const struct flow_line *f)
{
	struct json j;

	if (LIKELY(!f->half[C2S].icmp && !f->half[S2C].icmp))
		return;
	out_puts(l->o, ",\"icmp\":");
	json_init(&j, l->o);
	json_array(&j);
	for (enum direction d = C2S; d <= S2C; d++)
		for (const struct icmp_seen *e = f->half[d].icmp; e; e = e->next)
			icmp_error(&j, e, d);
	json_end(&j, ']');
}

static void
flow_ledger(struct flow_lines *l, const struct flow_line *f)
{
	char *p = begin_part(l, 0);

	if (p)
		end_part(l, put_cstr(put_ledger(p, l, f->ledger_ns), "}\n"), 0);
}

/* All but the front. */
static void
flow_rest(struct flow_lines *l, const struct flow_line *f)
{
	flow_ends(l, f);
	flow_half(l, f, C2S);
	flow_half(l, f, S2C);
	flow_icmp(l, f);
	flow_ledger(l, f);
}

static bool
has_counted(const struct half *h)
{
#define T(name, field) | h->field
	return 0 TALLIES(T);
#undef T
}

static void
take_half(struct half_line *ret, const struct half *h)
{
	const struct rtt_stats *r = &h->rtt;

	ret->mss = h->mss;
	ret->wscale = h->wscale;
	ret->have_wscale = h->have_wscale;
	ret->have_isn = h->have_isn && !h->isn_relative;
	ret->mind = h->mind;
	ret->icmp = h->icmp;
	ret->rto_backoff_max = h->rto_backoff_max;
	ret->silent = !h->packets && !has_counted(h) && !h->mss && !h->have_wscale &&
		      !h->have_isn && !r->samples;
	if (ret->silent)
		return;
#define T(name, field) ret->counts[TALLY_##field] = h->field;
	TALLIES(T)
#undef T
	ret->isn = h->isn;
	ret->rtt.samples = r->samples;
	if (!r->samples)
		return;
	ret->rtt.min_ns = r->min_ns;
	ret->rtt.mean_ns = r->sum_ns / (int64_t)r->samples;
	ret->rtt.max_ns = r->max_ns;
	ret->rtt.srtt_ns = r->srtt_ns;
}

/* From the SYN that was answered to the ACK that ends the handshake. */
static int64_t
handshake_ns(const struct conn *c)
{
	bool known = c->has_times && c->syn_ns != TIME_NONE && c->handshake_ack_ns != TIME_NONE;

	return known ? c->handshake_ack_ns - c->syn_ns : TIME_NONE;
}

static void
flow_line_take(struct flow_line *ret, const struct conn *c)
{
	ret->number = c->number;
	ret->client = c->client;
	ret->server = c->server;
	ret->has_times = c->has_times;
	ret->client_state = c->half[C2S].state;
	ret->server_state = c->half[S2C].state;
	ret->vantage = c->vantage;
	ret->handshake = c->handshake;
	ret->opening = c->opening;
	ret->first_ns = c->first_ns;
	ret->duration_ns = conn_duration_ns(c);
	ret->handshake_ns = handshake_ns(c);
	ret->first_packet = c->first_packet;
	ret->last_packet = c->last_packet;
	memcpy(ret->ledger_ns, c->ledger.ns, sizeof ret->ledger_ns);
	take_half(&ret->half[C2S], &c->half[C2S]);
	take_half(&ret->half[S2C], &c->half[S2C]);
}

/* --- those that are alike --- */

/* Behind the ISN of the client: what is told of a connection of which it alone has sent. */
static char *
put_rest(char *p, const struct flow_lines *l, const struct flow_line *f)
{
	p = put_rtt(p, &f->half[C2S]);
	p = put_cstr(p, "},\"s2c\":");
	p = put_str(p, l->texts->silent);
	p = put_cstr(p, "}");
	return put_cstr(put_ledger(p, l, f->ledger_ns), "}\n");
}

/* False: it is too long to be kept. */
static bool
pattern_make(struct pattern *ret, struct flow_lines *l, const struct flow_line *f)
{
	char text[3 * PART_MAX], *states, *client, *rest;

	states = put_key(put_states(text, l->words, f), "first_packet");
	client = put_cstr(states, ",\"c2s\":");
	client = put_sender_to_isn(client, l, &l->idle[C2S], &f->half[C2S]);
	rest = put_rest(client, l, f);
	if ((size_t)(rest - text) > sizeof ret->text)
		return false;
	ret->states_n = (uint16_t)(states - text);
	ret->client_n = (uint16_t)(client - states);
	ret->rest_n = (uint16_t)(rest - client);
	memcpy(ret->text, text, (size_t)(rest - text));
	return true;
}

/* So much of it is used. */
static size_t
pattern_bytes(const struct pattern *m)
{
	return offsetof(struct pattern, text) + m->states_n + m->client_n + m->rest_n;
}

static bool
has_pattern(const struct flow_line *f)
{
	const struct half_line *client = &f->half[C2S], *server = &f->half[S2C];

	return f->has_times && f->first_packet == f->last_packet && client->have_isn &&
	       !client->mind && !client->icmp && server->silent && !server->mind && !server->icmp;
}

/* The place of the pattern of what is like c; NO_PATTERN: nothing is known to be. */
static unsigned
likes_find(const struct likes *k, const struct conn *c)
{
	if (!c->like[1])
		return NO_PATTERN;
	for (unsigned i = 0; i < PATTERNS; i++)
		if (k->like[i][0] == c->like[0] && k->like[i][1] == c->like[1])
			return i;
	return NO_PATTERN;
}

/* The place for the next one's pattern; likes_take when it is there. */
static unsigned
likes_next(const struct likes *k)
{
	return k->n % PATTERNS;
}

static void
likes_take(struct likes *k, const struct conn *c)
{
	memcpy(k->like[k->n++ % PATTERNS], c->like, sizeof c->like);
}

/*
 * In what one of those that are alike differs from the others. Packed, so that it may
 * lie anywhere in what is noted.
 */
struct differs {
	struct addr client, server;
	uint16_t client_port, server_port;
	uint32_t isn; /* of the client, which alone has sent, and one packet only */
	int64_t first_ns;
	uint64_t packet;
} PACKED;

static void
differs_take(struct differs *ret, const struct conn *c)
{
	ret->client = c->client.addr;
	ret->server = c->server.addr;
	ret->client_port = c->client.port;
	ret->server_port = c->server.port;
	ret->isn = c->half[C2S].isn;
	ret->first_ns = c->first_ns;
	ret->packet = c->first_packet;
}

/* What stands behind the front, within PART_MAX and the length of the pattern. */
static char *
put_like(char *p, const struct pattern *m, const struct differs *d)
{
	const char *client = m->text + m->states_n, *rest = client + m->client_n;
	char *from;
	size_t n;

	p = put_who(p, &d->client, d->client_port, &d->server, d->server_port);
	p = put_seconds(put_key(p, "start"), d->first_ns);
	memcpy(p, m->text, m->states_n);
	from = p + m->states_n;
	p = put_u64(from, d->packet);
	n = (size_t)(p - from);
	p = put_key(p, "last_packet"); /* the same one: it alone was sent */
	memcpy(p, from, n);
	p += n;
	memcpy(p, client, m->client_n);
	p = put_u64(p + m->client_n, d->isn);
	memcpy(p, rest, m->rest_n);
	return p + m->rest_n;
}

/* A line of one that is like others. */
static void
flow_like(struct flow_lines *l, uint32_t number, const struct pattern *m, const struct differs *d)
{
	size_t more = l->front.n + sizeof *m;
	char *p = begin_part(l, more);

	if (p)
		end_part(l, put_like(put_u64(put_str(p, l->front), number), m, d), more);
}

static void
flow_front(struct flow_lines *l, uint32_t number)
{
	char *p = begin_part(l, l->front.n);

	if (p)
		end_part(l, put_u64(put_str(p, l->front), number), l->front.n);
}

void
flow_lines_row(struct flow_lines *l, const struct conn *c)
{
	unsigned place = likes_find(&l->likes, c);
	struct differs d;
	struct flow_line f;

	if (LIKELY(place != NO_PATTERN)) {
		differs_take(&d, c);
		flow_like(l, c->number, &l->patterns[place], &d);
		return;
	}
	flow_line_take(&f, c);
	flow_front(l, c->number);
	flow_rest(l, &f);
	if (c->like[1] && has_pattern(&f) &&
	    pattern_make(&l->patterns[likes_next(&l->likes)], l, &f))
		likes_take(&l->likes, c);
}

/* --- lines in two steps --- */

/*
 * What is noted of a connection that is like others is what it differs in, and the place
 * of their pattern: that is a line of the cache, where its text is twenty, which would go
 * from one processor to the other. The first one's note brings the pattern along. As the
 * notes of a part are printed in their order, whoever prints has the same pattern at the
 * same place. It keeps one for all parts, which see the same kinds.
 */
enum note_kind { NOTE_TEXT, NOTE_PATTERN, NOTE_LIKE };

struct note_like {
	uint8_t kind, place;
	struct differs differs;
} PACKED;

/* In front of what the pattern uses, and of a note_like. */
struct note_pattern {
	uint8_t kind, place;
	uint64_t like[2];
} PACKED;

struct known_pattern {
	uint64_t like[2];
	unsigned uses; /* at so many places; 0: its room is free */
	struct pattern pattern;
};

struct flow_notes {
	struct flow_lines of[ENDS_PARTS]; /* whoever notes */
	/* Whoever prints; one more than there are places, for one that takes another's. */
	struct arena *arena;
	struct known_pattern *known[ENDS_PARTS][PATTERNS];
	struct known_pattern *all[ENDS_PARTS * PATTERNS + 1]; /* up to the first NULL */
};

static void
note_like(struct out *to, unsigned place, const struct conn *c)
{
	struct note_like *n = (struct note_like *)out_room(to, sizeof *n);

	if (!n)
		return;
	n->kind = NOTE_LIKE;
	n->place = (uint8_t)place;
	differs_take(&n->differs, c);
	out_wrote(to, (const char *)(n + 1));
}

static void
note_pattern(struct out *to, unsigned place, const struct conn *c, const struct pattern *m)
{
	struct note_pattern n = { NOTE_PATTERN, (uint8_t)place, { c->like[0], c->like[1] } };

	out_str(to, (struct str){ (const char *)&n, sizeof n });
	out_str(to, (struct str){ (const char *)m, pattern_bytes(m) });
}

static void
note_text(struct flow_lines *l, const struct flow_line *f, struct out *to)
{
	l->o = to;
	out_char(to, NOTE_TEXT);
	flow_rest(l, f);
}

void
flow_notes_take(struct flow_notes *n, unsigned part, const struct conn *c, struct out *to)
{
	struct flow_lines *l = &n->of[part];
	unsigned place = likes_find(&l->likes, c);
	struct flow_line f;
	struct pattern m;

	if (LIKELY(place != NO_PATTERN)) {
		note_like(to, place, c);
		return;
	}
	flow_line_take(&f, c);
	if (!c->like[1] || !has_pattern(&f) || !pattern_make(&m, l, &f)) {
		note_text(l, &f, to);
		return;
	}
	place = likes_next(&l->likes);
	likes_take(&l->likes, c);
	note_pattern(to, place, c, &m);
	note_like(to, place, c);
}

/* Where that pattern is, or may be kept. */
static struct known_pattern *
known_for(struct flow_notes *n, uint64_t like_a, uint64_t like_b)
{
	struct known_pattern *vacant = NULL, *k;
	size_t i = 0;

	for (; i < COUNT_OF(n->all) && (k = n->all[i]); i++) {
		if (!k->uses)
			vacant = k;
		else if (k->like[0] == like_a && k->like[1] == like_b)
			return k;
	}
	if (vacant)
		return vacant;
	assert(i < COUNT_OF(n->all));
	return n->all[i] = arena_new(n->arena, struct known_pattern, 1);
}

/* What follows it in a note. */
static struct str
learn_pattern(struct flow_notes *n, unsigned part, struct str noted)
{
	struct known_pattern **at, *k;
	struct note_pattern front;
	size_t bytes;

	memcpy(&front, noted.p, sizeof front);
	noted = str_sub(noted, sizeof front, noted.n - sizeof front);
	at = &n->known[part][front.place];
	k = known_for(n, front.like[0], front.like[1]);
	memcpy(k->like, front.like, sizeof k->like);
	memcpy(&k->pattern, noted.p, offsetof(struct pattern, text));
	bytes = pattern_bytes(&k->pattern);
	memcpy(&k->pattern, noted.p, bytes);
	k->uses++;
	if (*at)
		(*at)->uses--;
	*at = k;
	return str_sub(noted, bytes, noted.n - bytes);
}

void
flow_notes_print(struct flow_notes *n, unsigned part, struct flow_lines *l, uint32_t number,
		 struct str noted)
{
	const struct note_like *like;

	if (noted.p[0] == NOTE_TEXT) {
		flow_front(l, number);
		out_str(l->o, str_sub(noted, 1, noted.n - 1));
		return;
	}
	if (noted.p[0] == NOTE_PATTERN)
		noted = learn_pattern(n, part, noted);
	like = (const struct note_like *)noted.p;
	assert(noted.n == sizeof *like && like->kind == NOTE_LIKE);
	flow_like(l, number, &n->known[part][like->place]->pattern, &like->differs);
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

static const struct texts *
texts_new(struct arena *a)
{
	static const uint64_t zeros[FLOW_TALLIES];
	static const struct half_line nothing;
	struct texts *t = arena_new(a, struct texts, 1);
	struct flow_lines l = { .texts = t };
	char text[PART_MAX], *end;

	for (size_t i = 0; i < FLOW_TALLIES; i++)
		make_key(&t->keys[i], tallies[i]);
	for (size_t i = 0; i < ACCOUNT_COUNT; i++)
		make_key(&t->accounts[i], account_name((enum account)i));
	end = put_counts(text, &l, zeros, TROUBLES_FROM, TROUBLES_TO);
	t->no_troubles = str_copy(a, (struct str){ text, (size_t)(end - text) });
	end = put_sender(text, &l, &l.idle[C2S], &nothing);
	t->silent = str_copy(a, (struct str){ text, (size_t)(end - text) });
	return t;
}

struct flow_lines *
flow_lines_new(struct arena *a, struct out *o, const char *input)
{
	struct flow_lines *l = arena_new(a, struct flow_lines, 1);

	l->o = o;
	l->front = make_front(a, input);
	l->texts = texts_new(a);
	l->patterns = arena_new(a, struct pattern, PATTERNS);
	return l;
}

struct flow_notes *
flow_notes_new(struct arena *a)
{
	struct flow_notes *n = arena_new(a, struct flow_notes, 1);
	const struct texts *texts = texts_new(a);

	n->arena = a;
	for (size_t i = 0; i < COUNT_OF(n->of); i++)
		n->of[i].texts = texts;
	return n;
}
