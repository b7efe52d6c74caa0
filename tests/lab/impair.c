/*
 * impair.c - what one direction of the path does to packets
 *
 *	  path MTU, named, idle, blackout, random losses
 *	      -> policer -> queue (drop-tail, ECN) at a rate -> delay, jitter, lateness
 *
 * Losses come first, so what is lost takes no place in the queue. The queue is
 * reckoned, not kept: the time at which the link is free again says how much is in it.
 */
#include "impair.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define NS 1000000000LL
#define FLOWS_MAX 65536 /* a power of two; by hash, an older one gives way */

static const char *const fate_names[FATE_COUNT] = {
	[FATE_SENT] = "sent",	[FATE_MTU] = "mtu",	      [FATE_NAMED] = "named",
	[FATE_IDLE] = "idle",	[FATE_BLACKOUT] = "blackout", [FATE_RANDOM] = "random",
	[FATE_BURST] = "burst", [FATE_ACK] = "ack",	      [FATE_POLICER] = "policer",
	[FATE_QUEUE] = "queue", [FATE_NO_ROOM] = "no-room",
};

const char *
fate_name(enum fate f)
{
	return fate_names[f];
}

/* --- words --- */

enum word_kind { WORD_NS, WORD_COUNT, WORD_SHARE, WORD_FLAG, WORD_SPAN, WORD_NAMED };

static const struct word {
	const char *key;
	enum word_kind kind;
	size_t offset;
} words[] = {
#define WORD(key, kind, field)                            \
	{                                                 \
		key, kind, offsetof(struct impair, field) \
	}
	WORD("delay_ms", WORD_NS, delay_ns),	/* one way */
	WORD("jitter_ms", WORD_NS, jitter_ns),	/* 0 to so much more */
	WORD("disorder", WORD_FLAG, disorder),	/* jitter may reorder */
	WORD("rate", WORD_COUNT, rate_bps),	/* bits/s of the bottleneck */
	WORD("queue", WORD_COUNT, queue_bytes), /* before it, drop-tail */
	WORD("queue_packets", WORD_COUNT, queue_packets),
	WORD("ecn", WORD_COUNT, ecn_bytes),	      /* mark above so many queued bytes */
	WORD("loss", WORD_SHARE, loss),		      /* 0..1, each on its own */
	WORD("burst_enter", WORD_SHARE, burst_enter), /* Gilbert: into the state that loses */
	WORD("burst_leave", WORD_SHARE, burst_leave), /* and out of it */
	WORD("ack_loss", WORD_SHARE, ack_loss),	      /* of packets without payload */
	WORD("late", WORD_SHARE, late),		      /* these come late_ms after their turn */
	WORD("late_ms", WORD_NS, late_ns),
	WORD("duplicate", WORD_SHARE, duplicate),
	WORD("corrupt", WORD_SHARE, corrupt),		/* one bit of the payload is turned */
	WORD("police", WORD_COUNT, police_bps),		/* token bucket, bits/s … */
	WORD("police_burst", WORD_COUNT, police_bytes), /* … and bytes */
	WORD("mtu", WORD_COUNT, mtu),			/* a black hole for more bytes */
	WORD("idle_ms", WORD_NS, idle_ns),	  /* a flow that rested so long is forgotten */
	WORD("blackout_ms", WORD_SPAN, blackout), /* FROM-TO since the first packet */
	WORD("hold_ms", WORD_SPAN, hold),	  /* what comes FROM-TO leaves at TO */
	WORD("step_at_ms", WORD_NS, step_ns),	  /* a longer way from this time on */
	WORD("step_ms", WORD_NS, step_delay_ns),
	WORD("drop", WORD_NAMED, drop),		 /* byte:O*T, data:N+K, ack:N+K, syn*T, fin*T */
	WORD("delay_packet", WORD_NAMED, delay), /* these come late_ms after their turn */
	WORD("gro", WORD_FLAG, gro),
	WORD("seed", WORD_COUNT, seed),
#undef WORD
};

static bool
named_word(struct named_list *list, char *text)
{
	static const char *const kinds[] = {
		[NAMED_BYTE] = "byte", [NAMED_DATA] = "data", [NAMED_ACK] = "ack",
		[NAMED_SYN] = "syn",   [NAMED_FIN] = "fin",
	};
	char *save = NULL;

	for (char *one = strtok_r(text, ",", &save); one; one = strtok_r(NULL, ",", &save)) {
		struct named *n = &list->named[list->n];
		size_t kind = 0, len = strcspn(one, ":*+"), all = sizeof kinds / sizeof *kinds;
		const char *times = strpbrk(one, "*+");

		while (kind < all && (strlen(kinds[kind]) != len || strncmp(kinds[kind], one, len)))
			kind++;
		if (kind == all || list->n == NAMED_MAX)
			return false;
		n->kind = (enum named_kind)kind;
		n->at = one[len] == ':' ? strtoull(one + len + 1, NULL, 10) : 0;
		n->times = times ? strtoull(times + 1, NULL, 10) : 1;
		list->n++;
	}
	return true;
}

static int64_t
ms_to_ns(const char *text, char **end)
{
	return (int64_t)(strtod(text, end) * 1e6);
}

static bool
word_set(const struct word *w, struct impair *im, char *text)
{
	void *field = (char *)im + w->offset;
	char *end = text;

	switch (w->kind) {
	case WORD_NS:
		*(int64_t *)field = ms_to_ns(text, &end);
		break;
	case WORD_COUNT:
		*(uint64_t *)field = (uint64_t)strtod(text, &end); /* 1e6 is a number too */
		break;
	case WORD_SHARE:
		*(double *)field = strtod(text, &end);
		break;
	case WORD_FLAG:
		*(bool *)field = strtol(text, &end, 10);
		break;
	case WORD_SPAN:
		((struct span *)field)->from_ns = ms_to_ns(text, &end);
		if (end == text || *end != '-')
			return false;
		text = end + 1;
		((struct span *)field)->to_ns = ms_to_ns(text, &end);
		break;
	case WORD_NAMED:
		return named_word(field, text);
	}
	return end != text && !*end;
}

bool
impair_word(struct impair *im, char *word, const char **err)
{
	char *is = strchr(word, '=');

	for (size_t i = 0; is && i < sizeof words / sizeof *words; i++) {
		size_t len = strlen(words[i].key);

		if ((size_t)(is - word) != len || strncmp(words[i].key, word, len))
			continue;
		*err = "no such value";
		return word_set(&words[i], im, is + 1);
	}
	*err = "no such word";
	return false;
}

/* --- flows --- */

struct flow {
	uint16_t port[2];
	bool used, forgotten;
	int64_t heard_ns;
	struct flow_dir {
		bool isn_known;
		uint32_t isn;
		uint64_t data_n, ack_n;
		uint64_t hits[2][NAMED_MAX]; /* of drop, of delay */
	} dir[2];
};

struct flow_memory {
	struct flow flows[FLOWS_MAX];
};

struct flow_memory *
flow_memory_new(void)
{
	void *p = mmap(NULL, sizeof(struct flow_memory), PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

static struct flow *
flow_of(struct flow_memory *m, int dir, const struct packet *p)
{
	uint16_t a = dir ? p->dport : p->sport, b = dir ? p->sport : p->dport;
	struct flow *f = &m->flows[(a * 31u + b) % FLOWS_MAX];

	if (!f->used || f->port[0] != a || f->port[1] != b) {
		*f = (struct flow){ .port = { a, b }, .used = true, .heard_ns = INT64_MIN };
	}
	if (p->flags & TCP_SYN && (!f->dir[dir].isn_known || f->dir[dir].isn != p->seq))
		f->dir[dir] = (struct flow_dir){ .isn_known = true, .isn = p->seq };
	return f;
}

static bool
named_fits(const struct named *n, const struct flow_dir *d, const struct packet *p)
{
	uint32_t from = p->seq - d->isn - 1;
	bool bare = !p->payload_len && !(p->flags & (TCP_SYN | TCP_FIN | TCP_RST));

	switch (n->kind) {
	case NAMED_BYTE:
		return d->isn_known && p->payload_len && n->at >= from &&
		       n->at < (uint64_t)from + p->payload_len;
	case NAMED_DATA:
		return p->payload_len && d->data_n >= n->at && d->data_n < n->at + n->times;
	case NAMED_ACK:
		return bare && d->ack_n >= n->at && d->ack_n < n->at + n->times;
	case NAMED_SYN:
		return p->flags & TCP_SYN;
	case NAMED_FIN:
		return p->flags & TCP_FIN;
	}
	return false;
}

static bool
named(const struct named_list *list, struct flow_dir *d, uint64_t *hits, const struct packet *p)
{
	bool any = false;

	for (size_t i = 0; i < list->n; i++)
		if (named_fits(&list->named[i], d, p) && hits[i] < list->named[i].times) {
			hits[i]++;
			any = true;
		}
	return any;
}

/* --- chance --- */

/* splitmix64: a number of its own for each packet and question */
static double
chance(const struct impair *im, const struct impair_state *st, int dir, unsigned question)
{
	uint64_t z = im->seed * 0x9e3779b97f4a7c15 + st->n * 64 + question * 2 + (unsigned)dir;

	z = (z + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (double)((z ^ z >> 31) >> 11) / (double)(1ull << 53);
}

enum { ASK_LOSS, ASK_BURST, ASK_ACK, ASK_LATE, ASK_JITTER, ASK_DUPLICATE, ASK_CORRUPT };

/* --- the path --- */

static bool
within(struct span s, int64_t ns)
{
	return ns >= s.from_ns && ns < s.to_ns;
}

static bool
burst(const struct impair *im, struct impair_state *st, int dir)
{
	if (chance(im, st, dir, ASK_BURST) < (st->bad ? im->burst_leave : im->burst_enter))
		st->bad = !st->bad;
	return st->bad;
}

static bool
forgotten(const struct impair *im, struct flow *f, const struct packet *p, int64_t now_ns)
{
	if (p->flags & TCP_SYN)
		f->forgotten = false;
	else if (im->idle_ns && f->heard_ns != INT64_MIN && now_ns - f->heard_ns > im->idle_ns)
		f->forgotten = true;
	f->heard_ns = now_ns;
	return f->forgotten;
}

static enum fate
lost(const struct impair *im, struct impair_state *st, struct flow *f, int dir,
     const struct packet *p, int64_t now_ns)
{
	bool bare = !p->payload_len && !(p->flags & (TCP_SYN | TCP_FIN | TCP_RST));

	if (im->mtu && p->len > im->mtu)
		return FATE_MTU;
	if (named(&im->drop, &f->dir[dir], f->dir[dir].hits[0], p))
		return FATE_NAMED;
	if (forgotten(im, f, p, now_ns))
		return FATE_IDLE;
	if (within(im->blackout, now_ns))
		return FATE_BLACKOUT;
	if (chance(im, st, dir, ASK_LOSS) < im->loss)
		return FATE_RANDOM;
	if (im->burst_enter > 0 && burst(im, st, dir))
		return FATE_BURST;
	if (bare && chance(im, st, dir, ASK_ACK) < im->ack_loss)
		return FATE_ACK;
	return FATE_SENT;
}

static bool
policed(const struct impair *im, struct impair_state *st, size_t len, int64_t now_ns)
{
	double full = (double)im->police_bytes;

	if (!im->police_bps)
		return false;
	if (!st->tokens_known)
		st->tokens = full;
	else
		st->tokens += (double)(now_ns - st->tokens_ns) * (double)im->police_bps / 8e9;
	st->tokens_known = true;
	st->tokens_ns = now_ns;
	if (st->tokens > full)
		st->tokens = full;
	if (st->tokens < (double)len)
		return true;
	st->tokens -= (double)len;
	return false;
}

/* Through the queue: when the last bit has left, or false. */
static bool
queue(const struct impair *im, struct impair_state *st, const struct packet *p, int64_t now_ns,
      struct verdict *v)
{
	int64_t behind = st->free_ns > now_ns ? st->free_ns - now_ns : 0;

	if (!im->rate_bps)
		return true;
	v->backlog_bytes = (uint64_t)((double)behind * (double)im->rate_bps / 8e9);
	if (im->queue_bytes && v->backlog_bytes + p->len > im->queue_bytes)
		return false;
	if (im->queue_packets && v->backlog_bytes > im->queue_packets * 1500)
		return false;
	v->ce = im->ecn_bytes && p->ect && v->backlog_bytes > im->ecn_bytes;
	st->free_ns = now_ns + behind + (int64_t)((double)p->len * 8e9 / (double)im->rate_bps);
	v->deliver_ns = st->free_ns;
	return true;
}

static void
travel(const struct impair *im, struct impair_state *st, int dir, int64_t now_ns, struct verdict *v)
{
	int64_t jitter = (int64_t)(chance(im, st, dir, ASK_JITTER) * (double)im->jitter_ns);

	v->deliver_ns += im->delay_ns + jitter;
	if (im->step_ns && now_ns >= im->step_ns)
		v->deliver_ns += im->step_delay_ns;
	if (within(im->hold, now_ns) && v->deliver_ns < im->hold.to_ns)
		v->deliver_ns = im->hold.to_ns;
	if (v->late || chance(im, st, dir, ASK_LATE) < im->late) {
		v->late = true;
		v->deliver_ns += im->late_ns;
		return;
	}
	if (!im->disorder && v->deliver_ns < st->last_deliver_ns)
		v->deliver_ns = st->last_deliver_ns;
	st->last_deliver_ns = v->deliver_ns;
}

struct verdict
impair_decide(const struct impair *im, struct impair_state *st, struct flow_memory *memory, int dir,
	      const struct packet *p, int64_t now_ns)
{
	struct verdict v = { .deliver_ns = now_ns };
	struct flow *f = flow_of(memory, dir, p);
	struct flow_dir *d = &f->dir[dir];

	st->n++;
	d->data_n += p->payload_len > 0;
	d->ack_n += !p->payload_len && !(p->flags & (TCP_SYN | TCP_FIN | TCP_RST));
	v.fate = lost(im, st, f, dir, p, now_ns);
	if (v.fate == FATE_SENT && policed(im, st, p->len, now_ns))
		v.fate = FATE_POLICER;
	if (v.fate == FATE_SENT && !queue(im, st, p, now_ns, &v))
		v.fate = FATE_QUEUE;
	if (v.fate != FATE_SENT)
		return v;
	v.late = named(&im->delay, d, d->hits[1], p);
	v.duplicate = chance(im, st, dir, ASK_DUPLICATE) < im->duplicate;
	v.corrupt = p->payload_len && chance(im, st, dir, ASK_CORRUPT) < im->corrupt;
	travel(im, st, dir, now_ns, &v);
	return v;
}
