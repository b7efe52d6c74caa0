/*
 * row.c - segments into few bytes and back
 *
 * The first segment is a SYN of a kind that is known, as a rule, and stands as struct
 * row_brief has it. In front of each other one stands a head of three bytes: which fields
 * are not as expected, who sent it, how many bytes its time takes. Expected is what the
 * same end sent before; of the first answer, that it is like its question; of the first
 * SYN, that of a Linux host. Time and packet number follow as what has passed since the
 * segment before, and then the fields.
 */
#include "tcp/row.h"

#define FIELDS(F)  \
	F(seq)     \
	F(ack)     \
	F(window)  \
	F(mss)     \
	F(flags)   \
	F(options) \
	F(known)   \
	F(wscale) F(tsval) F(tsecr) F(checksum) F(ttl) F(tos) F(ip_id) F(interface) F(direction)

enum field {
#define F(name) FIELD_##name,
	FIELDS(F)
#undef F
		FIELD_COUNT
};

#define HEAD_BYTES 3
#define HEAD_FROM_SERVER (1u << FIELD_COUNT)
#define HEAD_TIME_SHIFT (FIELD_COUNT + 1) /* 0 to 8 bytes */
#define HEAD_COPY_BYTE 2		  /* the bit of it: */
#define HEAD_COPY 0x80
/* 7 bits a byte */
#define PACKET_BYTES_MAX 10

enum {
#define F(name) +sizeof(((struct segment *)0)->name)
	FIELDS_BYTES = 0 FIELDS(F)
#undef F
};
#define SEGMENT_BYTES_MAX (HEAD_BYTES + sizeof(int64_t) + PACKET_BYTES_MAX + FIELDS_BYTES)

static_assert(HEAD_TIME_SHIFT + 4 < 8 * HEAD_COPY_BYTE + 8, "the bit of a copy is free");

/* Where writing or reading stands. */
struct walk {
	bool v4;
	int64_t ns;	/* of the segment before */
	int64_t now_ns; /* the latest so far */
	bool timed;
	uint64_t packet;
	struct segment last[2]; /* of each end; seen[] of them */
	bool seen[2];
};

static size_t
addresses_bytes(const struct row *r)
{
	return r->v4 ? 8 : 32;
}

/* --- what is expected --- */

static void
expect_syn(struct segment *ret, bool v4)
{
	ret->mss = v4 ? 1460 : 1440;
	ret->window = v4 ? 64240 : 64800; /* whole segments: tcp_select_initial_window */
	ret->flags = TCP_SYN;
	ret->options = OPT_MSS | OPT_WSCALE | OPT_SACK_OK | OPT_TIMESTAMP;
	ret->known = SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP;
	ret->wscale = 7;
	ret->ttl = 64;
	ret->checksum = CHECKSUM_GOOD;
}

static void
expect_answer(const struct segment *to, struct segment *ret)
{
	*ret = *to;
	ret->seq = 0;
	ret->ack = to->seq + 1;
	ret->flags = TCP_SYN | TCP_ACK;
	ret->tsval = 0;
	ret->tsecr = to->tsval;
	ret->ttl = 64;
	ret->ip_id = 0;
}

static void
expect(const struct walk *w, enum direction dir, struct segment *ret)
{
	if (w->seen[dir])
		*ret = w->last[dir];
	else if (w->seen[!dir])
		expect_answer(&w->last[!dir], ret);
	else
		expect_syn(ret, w->v4);
}

/* --- writing --- */

static size_t
put_time(uint8_t *to, int64_t ns, unsigned *ret_bytes)
{
	/* the sign goes to the lowest bit, so that small is short either way */
	uint64_t v = (uint64_t)ns << 1 ^ (uint64_t)(ns >> 63);
	unsigned bytes = v ? (71u - (unsigned)__builtin_clzll(v)) / 8 : 0;

	memcpy(to, &v, sizeof v); /* there is room for eight */
	*ret_bytes = bytes;
	return bytes;
}

static size_t
put_count(uint8_t *to, uint64_t n)
{
	size_t at = 0;

	for (; n > 0x7f; n >>= 7)
		to[at++] = (uint8_t)(n | 0x80);
	to[at++] = (uint8_t)n;
	return at;
}

static size_t
pack(const struct walk *w, const struct segment *s, enum direction dir,
     uint8_t to[SEGMENT_BYTES_MAX])
{
	struct segment expected = { 0 };
	size_t at = HEAD_BYTES;
	unsigned time_bytes;
	uint32_t head = dir == S2C ? HEAD_FROM_SERVER : 0;

	expect(w, dir, &expected);
	at += put_time(to + at, (int64_t)((uint64_t)s->time_ns - (uint64_t)w->ns), &time_bytes);
	head |= time_bytes << HEAD_TIME_SHIFT;
	at += put_count(to + at, s->packet - w->packet);
#define F(name)                                            \
	if (s->name != expected.name) {                    \
		head |= 1u << FIELD_##name;                \
		memcpy(to + at, &s->name, sizeof s->name); \
		at += sizeof s->name;                      \
	}
	FIELDS(F)
#undef F
	memcpy(to, &head, HEAD_BYTES);
	return at;
}

/* --- the first one, in brief --- */

#define BRIEF_NS_BYTES 6 /* three days and more */
#define BRIEF_NS_MAX (((int64_t)1 << 8 * BRIEF_NS_BYTES) - 1)
enum {
	BRIEF_PACKET = BRIEF_NS_BYTES,
	BRIEF_SEQ = BRIEF_PACKET + 4,
	BRIEF_TSVAL = BRIEF_SEQ + 4,
	BRIEF_WINDOW = BRIEF_TSVAL + 4,
	BRIEF_IP_ID = BRIEF_WINDOW + 2,
	BRIEF_TTL = BRIEF_IP_ID + 2,
	BRIEF_KIND = BRIEF_TTL + 1, /* above it a bit: */
	BRIEF_BYTES = BRIEF_KIND + 1
};
#define BRIEF_COPY KINDS_MAX

/* False: it is like no other, or far from them. */
static bool
put_brief(uint8_t *to, struct row_base *base, const struct segment *s)
{
	int64_t ns = s->time_ns - base->ns;
	uint32_t kind;

	if (s->flags & TCP_ACK || s->ack || s->tsecr || ns < 0 || ns > BRIEF_NS_MAX ||
	    s->packet > UINT32_MAX || (s->tsval && !(s->options & OPT_TIMESTAMP)))
		return false;
	kind = kinds_number(&base->kinds, s);
	if (kind == KIND_NONE)
		return false;
	memcpy(to, &ns, BRIEF_NS_BYTES);
	memcpy(to + BRIEF_PACKET, &(uint32_t){ (uint32_t)s->packet }, 4);
	memcpy(to + BRIEF_SEQ, &s->seq, 4);
	memcpy(to + BRIEF_TSVAL, &s->tsval, 4);
	memcpy(to + BRIEF_WINDOW, &s->window, 2);
	memcpy(to + BRIEF_IP_ID, &s->ip_id, 2);
	to[BRIEF_TTL] = s->ttl;
	to[BRIEF_KIND] = (uint8_t)kind;
	return true;
}

struct row_brief
row_brief(const struct row *r, const struct row_base *base)
{
	const uint8_t *from = r->log + addresses_bytes(r);
	struct row_brief b;
	int64_t ns = 0;

	memcpy(&ns, from, BRIEF_NS_BYTES);
	b.ns = base->ns + ns;
	memcpy(&b.packet, from + BRIEF_PACKET, 4);
	memcpy(&b.seq, from + BRIEF_SEQ, 4);
	memcpy(&b.tsval, from + BRIEF_TSVAL, 4);
	memcpy(&b.window, from + BRIEF_WINDOW, 2);
	memcpy(&b.ip_id, from + BRIEF_IP_ID, 2);
	b.ttl = from[BRIEF_TTL];
	b.kind = from[BRIEF_KIND] & (BRIEF_COPY - 1);
	b.is_copy = from[BRIEF_KIND] & BRIEF_COPY;
	return b;
}

static void
get_brief(const struct row *r, const struct row_base *base, struct segment *s)
{
	struct row_brief b = row_brief(r, base);

	s->time_ns = b.ns;
	s->packet = b.packet;
	s->seq = b.seq;
	s->tsval = b.tsval;
	s->window = b.window;
	s->ip_id = b.ip_id;
	s->ttl = b.ttl;
	kinds_put(&base->kinds, b.kind, s);
}

/* --- reading --- */

static int64_t
get_time(const uint8_t *from, unsigned bytes)
{
	uint64_t v = 0;

	memcpy(&v, from, bytes);
	return (int64_t)(v >> 1 ^ -(v & 1));
}

static size_t
get_count(const uint8_t *from, uint64_t *ret)
{
	size_t at = 0;
	uint64_t n = 0;

	for (; from[at] & 0x80; at++)
		n |= (uint64_t)(from[at] & 0x7f) << 7 * at;
	*ret = n | (uint64_t)from[at] << 7 * at;
	return at + 1;
}

/* The next segment, without its ends; how many bytes it took. */
static size_t
unpack(const struct walk *w, const uint8_t *from, enum direction *ret_dir, struct segment *s)
{
	uint32_t head = 0;
	size_t at = HEAD_BYTES;
	uint64_t packets;
	unsigned time_bytes;

	memcpy(&head, from, HEAD_BYTES);
	*ret_dir = head & HEAD_FROM_SERVER ? S2C : C2S;
	time_bytes = head >> HEAD_TIME_SHIFT & 15;
	expect(w, *ret_dir, s);
	s->time_ns = (int64_t)((uint64_t)w->ns + (uint64_t)get_time(from + at, time_bytes));
	at += time_bytes;
	at += get_count(from + at, &packets);
	s->packet = w->packet + packets;
#define F(name)                                              \
	if (head & 1u << FIELD_##name) {                     \
		memcpy(&s->name, from + at, sizeof s->name); \
		at += sizeof s->name;                        \
	}
	FIELDS(F)
#undef F
	return at;
}

static void
step(struct walk *w, const struct segment *s, enum direction dir)
{
	if (!w->seen[C2S] && !w->seen[S2C]) {
		w->timed = s->known & SEG_HAS_TIME;
		w->now_ns = s->time_ns;
	}
	w->now_ns = MAX(w->now_ns, s->time_ns);
	w->ns = s->time_ns;
	w->packet = s->packet;
	w->last[dir] = *s;
	w->seen[dir] = true;
}

/* The segment at at, and a step of w over it; how many bytes it takes. */
static size_t
next(const struct row *r, const struct row_base *base, struct walk *w, size_t at,
     struct row_segment *ret)
{
	const uint8_t *from = r->log + at;
	size_t n;

	*ret = (struct row_segment){ 0 };
	if (r->brief && at == addresses_bytes(r)) {
		get_brief(r, base, &ret->s);
		ret->dir = C2S;
		ret->is_copy = from[BRIEF_KIND] & BRIEF_COPY;
		n = BRIEF_BYTES;
	} else {
		n = unpack(w, from, &ret->dir, &ret->s);
		ret->is_copy = from[HEAD_COPY_BYTE] & HEAD_COPY;
	}
	step(w, &ret->s, ret->dir);
	return n;
}

static void
walk_to_end(const struct row *r, const struct row_base *base, struct walk *w)
{
	size_t at = addresses_bytes(r);
	struct row_segment e;

	for (unsigned i = 0; i < r->segments; i++)
		at += next(r, base, w, at, &e);
}

static struct addr
address_at(const struct row *r, size_t which)
{
	struct addr a = addr_from_v4(0);
	size_t bytes = addresses_bytes(r) / 2;

	memcpy(a.b + sizeof a.b - bytes, r->log + which * bytes, bytes);
	return a;
}

/* --- rows --- */

void
row_ends(const struct row *r, struct endpoint *ret_client, struct endpoint *ret_server)
{
	*ret_client = (struct endpoint){ address_at(r, 0), r->client_port };
	*ret_server = (struct endpoint){ address_at(r, 1), r->server_port };
}

static bool
same_address(const struct row *r, size_t which, const struct addr *a)
{
	size_t bytes = addresses_bytes(r) / 2;

	return !memcmp(r->log + which * bytes, a->b + sizeof a->b - bytes, bytes) &&
	       (!r->v4 || addr_is_v4(a));
}

bool
row_between(const struct row *r, const struct endpoint *a, const struct endpoint *b)
{
	if (a->port == r->client_port && b->port == r->server_port &&
	    same_address(r, 0, &a->addr) && same_address(r, 1, &b->addr))
		return true;
	return b->port == r->client_port && a->port == r->server_port &&
	       same_address(r, 0, &b->addr) && same_address(r, 1, &a->addr);
}

/*
 * A SYN or SYN-ACK and nothing else; what is below has no place in the log. Without its
 * number none is known to be the one before.
 */
static bool
opens(const struct segment *s)
{
	return s->flags & TCP_SYN && !(s->flags & (TCP_RST | TCP_FIN | TCP_URG)) &&
	       s->known & SEG_HAS_SEQ && !s->len && !s->nsack && !s->urgent;
}

static bool
append(struct row *r, struct walk *w, const struct segment *s, enum direction dir,
       struct row_added *ret)
{
	uint8_t bytes[SEGMENT_BYTES_MAX];
	size_t n = pack(w, s, dir, bytes);

	if (n > sizeof r->log - r->used || r->segments == ROW_SEGMENTS_MAX)
		return false;
	memcpy(r->log + r->used, bytes, n);
	step(w, s, dir);
	*ret = (struct row_added){ dir, w->now_ns, w->timed, r->used };
	r->used = (uint8_t)(r->used + n);
	r->segments = (r->segments + 1u) & 15;
	return true;
}

/* IPv4 addresses are kept as their last four bytes. */
static void
put_addresses(struct row *r, const struct addr *client, const struct addr *server)
{
	size_t bytes;

	r->v4 = addr_is_v4(client) && addr_is_v4(server);
	bytes = addresses_bytes(r) / 2;
	memcpy(r->log, client->b + sizeof client->b - bytes, bytes);
	memcpy(r->log + bytes, server->b + sizeof server->b - bytes, bytes);
	r->used = (uint8_t)addresses_bytes(r);
}

void
row_mark_copy(struct row *r, const struct row_added *added)
{
	if (r->brief && added->at == addresses_bytes(r))
		r->log[added->at + BRIEF_KIND] |= BRIEF_COPY;
	else
		r->log[added->at + HEAD_COPY_BYTE] |= HEAD_COPY;
}

bool
row_start(struct row *r, struct row_base *base, uint32_t number, const struct segment *s,
	  bool forth, struct row_added *ret)
{
	struct walk nothing;
	const struct endpoint *client = forth ? &s->src : &s->dst;
	const struct endpoint *server = forth ? &s->dst : &s->src;

	if (!opens(s))
		return false;
	r->number = number;
	r->client_port = client->port;
	r->server_port = server->port;
	r->reused = r->lately = false;
	r->segments = 0;
	put_addresses(r, &client->addr, &server->addr);
	r->brief = forth && put_brief(r->log + r->used, base, s);
	if (LIKELY(r->brief)) {
		*ret = (struct row_added){ C2S, s->time_ns, s->known & SEG_HAS_TIME, r->used };
		r->used = (uint8_t)(r->used + BRIEF_BYTES);
		r->segments = 1;
		return true;
	}
	nothing = (struct walk){ .v4 = r->v4, .ns = base->ns };
	return append(r, &nothing, s, forth ? C2S : S2C, ret);
}

static bool
from_client(const struct row *r, const struct segment *s)
{
	return s->src.port == r->client_port && s->dst.port == r->server_port &&
	       same_address(r, 0, &s->src.addr);
}

/* A SYN of the client that is its first one again; any answer to it. */
static bool
fits(const struct walk *w, const struct segment *s, enum direction dir)
{
	if (!opens(s))
		return false;
	if (s->flags & TCP_ACK)
		return dir == S2C;
	return dir == C2S && w->seen[C2S] && w->last[C2S].seq == s->seq;
}

bool
row_add(struct row *r, const struct row_base *base, const struct segment *s, struct row_added *ret)
{
	struct walk w = { .v4 = r->v4, .ns = base->ns };
	enum direction dir = from_client(r, s) ? C2S : S2C;

	walk_to_end(r, base, &w);
	return fits(&w, s, dir) && append(r, &w, s, dir, ret);
}

size_t
row_segments(const struct row *r, const struct row_base *base,
	     struct row_segment ret[ROW_SEGMENTS_MAX])
{
	struct walk w = { .v4 = r->v4, .ns = base->ns };
	struct endpoint client, server;
	size_t at = addresses_bytes(r);

	row_ends(r, &client, &server);
	for (struct row_segment *e = ret; e < ret + r->segments; e++) {
		at += next(r, base, &w, at, e);
		e->s.src = e->dir == C2S ? client : server;
		e->s.dst = e->dir == C2S ? server : client;
	}
	return r->segments;
}
