/*
 * capture.c - open a capture, read it in batches, count what is in it
 */
#include "wire/capture.h"

#include <stdarg.h>
#include <stdio.h>

#include "wire/fragments.h"
#include "wire/link.h"
#include "wire/pcap.h"
#include "wire/pcapng.h"
#include "wire/ties.h"
#include "wire/usual.h"

static const struct {
	bool (*probe)(struct str head);
	const struct format *format;
} kinds[] = {
	[CAPTURE_PCAP] = { pcap_probe, &pcap_format },
	[CAPTURE_PCAPNG] = { pcapng_probe, &pcapng_format },
};

bool
capture_refill(struct capture *c, size_t n)
{
	struct str window;

	input_skip(c->in, c->used);
	window = input_peek(c->in, n);
	c->at = (const uint8_t *)window.p;
	c->have = window.n;
	c->used = 0;
	return c->have >= n;
}

bool
capture_skip(struct capture *c, uint64_t n)
{
	while (n) {
		size_t step;

		if (!capture_need(c, 1))
			return false;
		step = MIN((size_t)MIN(n, SIZE_MAX), capture_left(c));
		capture_pass(c, step);
		n -= step;
	}
	return true;
}

uint64_t
capture_offset(const struct capture *c)
{
	return input_offset(c->in) + c->used;
}

/* The packet that is being read in front, once there are packets. */
static void
say_packet(const struct capture *c, struct err *e)
{
	if (c->opened)
		err_in(e, "packet %llu", (unsigned long long)c->stats.packets + 1);
}

enum record_result
capture_break(struct capture *c, enum err_code code, const char *fmt, ...)
{
	const struct err *fault = input_fault(c->in);
	char text[sizeof c->problem.text / 2];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	err_set(&c->problem, code, "%s%s%s", text, fault ? ": " : "", fault ? fault->text : "");
	say_packet(c, &c->problem);
	return RECORD_END;
}

enum record_result
capture_complain(struct capture *c, const char *fmt, ...)
{
	va_list ap;

	if (c->complaint.code)
		return RECORD_STRANGE;
	va_start(ap, fmt);
	vsnprintf(c->complaint.text, sizeof c->complaint.text, fmt, ap);
	va_end(ap);
	c->complaint.code = ERR_FORMAT;
	say_packet(c, &c->complaint);
	return RECORD_STRANGE;
}

bool
capture_probe(struct str head, enum capture_kind *ret_kind)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (kinds[i].probe(head)) {
			*ret_kind = (enum capture_kind)i;
			return true;
		}
	return false;
}

struct capture *
capture_open(struct arena *a, struct input *in, struct err *e)
{
	struct str head = input_peek(in, 16);
	enum capture_kind kind;
	struct capture *c;

	if (!capture_probe(head, &kind)) {
		const struct err *fault = input_fault(in);

		err_set(e, ERR_FORMAT, "no capture: want the first bytes of pcap or pcapng%s%s",
			fault ? ": " : "", fault ? fault->text : "");
		return NULL;
	}
	c = arena_new(a, struct capture, 1);
	c->arena = a;
	c->in = in;
	c->kind = kind;
	c->seed = hash_seed();
	c->fragments = fragments_new(a);
	c->ties = ties_new(a);
	c->format = kinds[kind].format;
	c->stats.first_ns = c->stats.last_ns = TIME_NONE;
	c->opened = c->format->open(c);
	if (c->opened)
		return c;
	*e = c->problem;
	return NULL;
}

bool
capture_go_on(struct capture *c, struct input *in, struct err *e)
{
	struct capture before = *c;
	enum capture_kind kind;

	if (!capture_probe(input_peek(in, 16), &kind) || kind != c->kind)
		return err_set(e, ERR_FORMAT, "another kind of capture");
	c->in = in;
	c->at = NULL;
	c->have = c->used = 0;
	c->interfaces.n = 0;
	c->interfaces_before = 0;
	c->problem = c->complaint = (struct err){ 0 };
	c->opened = false;
	c->opened = c->format->open(c);
	if (c->opened)
		return true;
	*e = c->problem;
	*c = before;
	return false;
}

static void
note_time(struct capture *c, const struct record *r)
{
	struct capture_stats *st = &c->stats;

	if (!r->timed)
		return;
	c->last_ns = r->time_ns;
	if (UNLIKELY(st->first_ns == TIME_NONE || r->time_ns < st->first_ns))
		st->first_ns = r->time_ns;
	st->last_ns = MAX(st->last_ns, r->time_ns); /* TIME_NONE is the least */
}

/* Count it; true when it is a segment to give, or an error about one. */
static bool
count(struct capture_stats *st, enum decode_result result, const struct segment *s)
{
	switch (result) {
	case DECODE_TCP:
		st->segments++;
		st->cut += !(s->known & SEG_HAS_OPTIONS);
		return true;
	case DECODE_OTHER:
		st->other++;
		return s->icmp;
	case DECODE_BAD:
		st->undecodable++;
		return false;
	case DECODE_FRAGMENT:
		st->fragments++;
		return false;
	case DECODE_CUT:
		st->cut++;
		return false;
	case DECODE_ICMP_UNREACHABLE:
		st->icmp_unreachable++;
		return s->icmp;
	case DECODE_ICMP_TOO_BIG:
		st->icmp_too_big++;
		return s->icmp;
	case DECODE_ICMP_EXCEEDED:
		st->icmp_exceeded++;
		return s->icmp;
	}
	return false;
}

/* All but the usual packet; true when it is one to give. */
static bool
decode(struct capture *c, const struct record *r, struct segment *s)
{
	struct str bytes = { (const char *)r->bytes, r->have };
	enum decode_result result =
		link_decode_at(r->linktype, bytes, r->wire, c->fragments, r->time_ns, s);

	return count(&c->stats, result, s);
}

/* Decode one record into s; true when it is one to give. */
static inline bool
take(struct capture *c, const struct record *r, struct segment *s)
{
	c->stats.packets++;
	note_time(c, r);
	if (LIKELY(r->linktype == LINKTYPE_ETHERNET && usual_decode(r->bytes, r->have, s)))
		c->stats.segments++;
	else if (!decode(c, r, s))
		return false;
	s->time_ns = r->time_ns;
	s->packet = c->stats.packets;
	s->known |= r->timed ? SEG_HAS_TIME : 0;
	if (!s->interface) /* a cooked header knows better */
		s->interface = r->interface;
	if (!s->direction)
		s->direction = r->direction;
	s->ends_tag = ends_tag(&s->src, &s->dst, c->seed);
	return true;
}

/*
 * The records in front that are a classic file's, of Ethernet, and hold what nearly all
 * do: most of what is asked of a record has one answer in all of them then. It ends in
 * front of the first that is anything else.
 */
static size_t
read_usual(struct capture *c, struct segment *ret_segs, size_t n)
{
	const struct interface *it = &c->interfaces.v[0];
	const uint8_t *p = c->at + c->used, *end = c->at + c->have;
	uint64_t before = c->stats.packets;
	int64_t first_ns = INT64_MAX, last_ns = INT64_MIN, unit_ns = (int64_t)it->ns_mul;
	struct usual_packet at = { .seed = c->seed, .tagged = true, .known = SEG_HAS_TIME };
	size_t got;

	for (got = 0; got < n && (size_t)(end - p) >= PCAP_RECORD_BYTES; got++) {
		struct pcap_header h = pcap_load_header(p, c->big);
		struct segment *s = &ret_segs[got];

		if (h.have > RECORD_MAX_BYTES || (size_t)(end - p) - PCAP_RECORD_BYTES < h.have)
			break;
		fetch_ahead(p);
		if (UNLIKELY(!usual_decode_at(p + PCAP_RECORD_BYTES, h.have, &at, s)))
			break;
		s->time_ns = (int64_t)h.time_s * NS_PER_S + (int64_t)h.time_part * unit_ns;
		s->packet = before + got + 1;
		first_ns = MIN(first_ns, s->time_ns);
		last_ns = MAX(last_ns, s->time_ns);
		p += PCAP_RECORD_BYTES + h.have;
	}
	if (!got)
		return 0;
	c->used = (size_t)(p - c->at);
	c->last_ns = ret_segs[got - 1].time_ns;
	c->stats.packets += got;
	c->stats.segments += got;
	if (c->stats.first_ns == TIME_NONE || first_ns < c->stats.first_ns)
		c->stats.first_ns = first_ns;
	c->stats.last_ns = MAX(c->stats.last_ns, last_ns);
	return got;
}

/* Whether read_usual may be asked at all. */
static bool
is_usual(const struct capture *c)
{
	const struct interface *it = c->interfaces.v;

	return c->kind == CAPTURE_PCAP && c->header_bytes == PCAP_RECORD_BYTES &&
	       it->linktype == LINKTYPE_ETHERNET && !it->fcs_bytes;
}

/* What waits for the rest counts as lone until that has come. */
static void
note_fragments(struct capture *c)
{
	struct fragments_stats f = fragments_stats(c->fragments);

	c->stats.datagrams_whole = f.whole;
	c->stats.datagrams_lone = f.datagrams - f.whole;
}

/* With next known to the compiler: a packet costs little more than such a call. */
ALWAYS_INLINE size_t
read_records(struct capture *c, struct segment *ret_segs, size_t n,
	     enum record_result (*next)(struct capture *c, struct record *ret))
{
	struct record r = { 0 };
	bool usual = is_usual(c);
	size_t got = 0;

	while (got < n && !c->problem.code) {
		enum record_result result;

		if (usual)
			got += read_usual(c, ret_segs + got, n - got);
		if (got == n)
			break;
		result = next(c, &r);
		if (result == RECORD_END)
			break;
		if (LIKELY(result == RECORD_PACKET)) {
			got += take(c, &r, &ret_segs[got]);
			continue;
		}
		c->stats.packets++;
		c->stats.undecodable++;
	}
	return got;
}

static size_t
read_batch(struct capture *c, struct segment *ret_segs, size_t n)
{
	size_t got = c->kind == CAPTURE_PCAP ? read_records(c, ret_segs, n, pcap_next)
					     : read_records(c, ret_segs, n, c->format->next);

	note_fragments(c);
	/* So that input_consumed tells the progress. */
	capture_refill(c, 0);
	return got;
}

/* Where the file shrank meanwhile, its end was read as zeros: all of it once more, and shorter. */
static size_t
read_on(struct capture *c, struct segment *ret_segs, size_t n)
{
	struct capture before = *c;
	uint64_t start = capture_offset(c);
	size_t got = read_batch(c, ret_segs, n);

	while (UNLIKELY(input_shrank(c->in, start))) {
		*c = before;
		c->used = 0;
		capture_refill(c, 0);
		got = read_batch(c, ret_segs, n);
	}
	return got;
}

size_t
capture_read(struct capture *c, struct segment *ret_segs, size_t n)
{
	size_t held = ties_take_held(c->ties, ret_segs, n);
	size_t got = held + read_on(c, ret_segs + held, n - held);

	input_forget(c->in);
	if (n < CAPTURE_ORDERED)
		return got;
	return ties_settle(c->ties, ret_segs, got, got < n && !c->expects_more);
}

bool
capture_expects_more(struct capture *c, bool more)
{
	c->expects_more = more;
	return c->ties->held_n;
}

enum capture_kind
capture_kind(const struct capture *c)
{
	return c->kind;
}

const struct capture_stats *
capture_stats(const struct capture *c)
{
	return &c->stats;
}

const struct err *
capture_problem(const struct capture *c)
{
	if (c->problem.code)
		return &c->problem;
	return c->complaint.code ? &c->complaint : NULL;
}
