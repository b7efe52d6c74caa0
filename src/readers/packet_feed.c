/*
 * packet_feed.c - packets as text, of any tool, into the tracker of their input
 *
 * Where the bytes of a packet are printed below its line, they are the packet:
 * the line gives the time, the interface and the length that a cut capture
 * leaves open. Otherwise the line is all there is.
 */
#include "readers/packet_feed.h"

#include "readers/capture.h"
#include "readers/host_names.h"
#include "readers/icmp_text.h"
#include "readers/remark.h"

static void
count_packet(struct packet_feed *f)
{
	struct capture_stats *stats = &f->in->capture;

	stats->packets++;
	if (f->time_ns == TIME_NONE)
		return;
	case_time(f->in, f->time_ns, f->clock);
	if (stats->first_ns == TIME_NONE || f->time_ns < stats->first_ns)
		stats->first_ns = f->time_ns;
	if (stats->last_ns == TIME_NONE || f->time_ns > stats->last_ns)
		stats->last_ns = f->time_ns;
}

static uint16_t
interface_number(struct packet_feed *f, struct str name)
{
	void **place;

	if (!name.n)
		return 0;
	place = map_put(&f->interfaces, name);
	if (!*place)
		*place = (void *)(uintptr_t)MIN(f->interfaces.n, (size_t)UINT16_MAX);
	return (uint16_t)(uintptr_t)*place;
}

/* Tell once which address a name got. */
static void
tell_name(struct packet_feed *f, struct str end, const struct endpoint *e)
{
	struct str host = host_part(end);
	char text[ADDR_TEXT_BYTES];
	void **place = map_put(&f->named, host);

	if (*place)
		return;
	*place = f;
	remark_add(f->r, f->s->input, f->line.number,
		   str_printf(f->r->arena, STR_F " is named without an address: shown as %s",
			      STR_A(host), addr_text(text, &e->addr)));
}

static bool
take_end(struct packet_feed *f, struct str text, struct endpoint *ret)
{
	bool named;

	if (!host_port_parse(text, ret, &named))
		return false;
	if (named)
		tell_name(f, text, ret);
	return true;
}

/* The sum over 16-bit words that the pseudo header of the checksum has (RFC 9293, 3.1). */
static uint32_t
pseudo_header_sum(const struct segment *seg, uint32_t tcp_bytes)
{
	size_t from = addr_is_v4(&seg->src.addr) ? 12 : 0;
	uint32_t sum = 6 + (tcp_bytes >> 16) + (tcp_bytes & 0xffff); /* 6: TCP */

	for (size_t i = from; i < 16; i += 2) {
		sum += (uint32_t)(seg->src.addr.b[i] << 8 | seg->src.addr.b[i + 1]);
		sum += (uint32_t)(seg->dst.addr.b[i] << 8 | seg->dst.addr.b[i + 1]);
	}
	sum = (sum & 0xffff) + (sum >> 16);
	return (sum & 0xffff) + (sum >> 16);
}

/*
 * A host whose card reckons checksums leaves the pseudo header's sum in the
 * field: then the packet was captured where it was sent. The length is -v's.
 */
static void
judge_checksum(struct segment *seg, const struct packet_text *p, const struct ip_text *ip)
{
	uint32_t header = addr_is_v4(&seg->src.addr) ? 20 : 0;

	if (seg->checksum == CHECKSUM_BAD && ip->len_bytes > header &&
	    p->checksum == pseudo_header_sum(seg, ip->len_bytes - header))
		seg->checksum = CHECKSUM_OFFLOADED;
}

static void
take_ip(struct segment *seg, const struct packet_text *p, const struct ip_text *ip)
{
	if (!ip->told)
		return;
	seg->known |= SEG_HAS_IP;
	seg->ttl = ip->ttl;
	seg->tos = ip->tos;
	seg->ip_id = ip->id;
	judge_checksum(seg, p, ip);
}

/* Who sent it, when, where, and what of it was told. */
static void
note_place(struct packet_feed *f, const struct packet_text *p, struct segment *seg)
{
	seg->packet = f->in->capture.packets;
	if (f->time_ns != TIME_NONE) {
		seg->known |= SEG_HAS_TIME;
		seg->time_ns = f->time_ns;
	}
	seg->interface = interface_number(f, p->interface);
	seg->direction = (uint8_t)p->direction;
}

/* Make a segment of what the line has; the ends are set. */
static void
complete(struct packet_feed *f, const struct packet_text *p, struct segment *seg)
{
	note_place(f, p, seg);
	if (p->has_seq)
		seg->known |= SEG_HAS_SEQ;
	if (p->has_window)
		seg->known |= SEG_HAS_WINDOW;
	if (p->has_options || (f->options && p->whole))
		seg->known |= SEG_HAS_OPTIONS;
	if (p->options_cut)
		seg->known &= (uint8_t)~SEG_HAS_OPTIONS;
	if (!p->has_len && p->has_seq_end)
		seg->len = p->seq_end - seg->seq;
	take_ip(seg, p, &p->ip);
}

static void
begin_tracking(struct packet_feed *f)
{
	struct tracker_options opt = capture_tracking(f->r, f->s->input);

	f->in->ties = ties_new(f->r->arena);
	if (opt.over)
		f->in->stream = stream_new(f->r->arena, &opt, 1);
	else
		f->in->tracker = tracker_new(f->r->arena, &opt);
}

static void
add(struct case_input *in, const struct segment *seg)
{
	struct segment ready[TIES_READY_MAX];
	size_t n = ties_add(in->ties, seg, ready);

	if (in->stream)
		stream_feed(in->stream, ready, n);
	else
		tracker_feed_all(in->tracker, ready, n);
}

static void
track(struct packet_feed *f, const struct segment *seg)
{
	if (!f->in->ties)
		begin_tracking(f);
	add(f->in, seg);
}

void
packet_feed_end(struct case_input *in)
{
	if (in->ties)
		add(in, NULL);
}

static void
feed(struct packet_feed *f, const struct segment *seg)
{
	f->in->capture.segments++;
	f->recent[f->n_recent++ % RECENT_SEGMENTS] = (struct recent){
		.src = seg->src,
		.dst = seg->dst,
		.seq = seg->seq,
		.has_seq = seg->known & SEG_HAS_SEQ,
	};
	track(f, seg);
}

static bool
take_ends(struct packet_feed *f, const struct packet_text *p, struct segment *seg)
{
	if (p->ends_known)
		return true;
	return take_end(f, p->src, &seg->src) && take_end(f, p->dst, &seg->dst);
}

static void
take_segment(struct packet_feed *f)
{
	const struct packet_text *p = &f->p;
	struct segment seg = p->seg;

	if (!take_ends(f, p, &seg)) {
		f->in->capture.undecodable++;
		case_unread(f->r->cs, f->s->input, f->line.number, f->line.text);
		return;
	}
	f->quiet += p->form == PACKET_QUIET;
	complete(f, p, &seg);
	if (!p->numbers_final)
		dialogs_absolute(&f->dialogs, &seg, p->has_seq, p->has_ack);
	if (p->relative)
		seg.known |= SEG_RELATIVE;
	feed(f, &seg);
}

/* -q leaves its ends and its length: enough to see who sent how much, and when. */
static bool
is_segment(const struct packet_text *p)
{
	return p->form == PACKET_TCP || (p->form == PACKET_QUIET && p->has_len && p->src.n);
}

static bool
is_about(const struct icmp_text *icmp, const struct recent *r)
{
	return addr_eq(&r->src.addr, &icmp->to) &&
	       (!icmp->has_far || addr_eq(&r->dst.addr, &icmp->far)) &&
	       (!icmp->far_port || icmp->far_port == r->dst.port);
}

void
packet_feed_before(struct packet_feed *f, const struct packet_text *p)
{
	struct segment seg = p->seg;

	complete(f, p, &seg);
	if (p->relative)
		seg.known |= SEG_RELATIVE;
	feed(f, &seg);
}

/* An ICMP error is about the last segment that went the way that it tells of. */
static void
take_icmp(struct packet_feed *f)
{
	struct segment seg = { .icmp = ICMP_NONE };
	struct icmp_text icmp;

	if (!icmp_text_parse(f->line.text, &icmp))
		return;
	for (uint64_t back = 1; back <= MIN(f->n_recent, (uint64_t)RECENT_SEGMENTS); back++) {
		const struct recent *r = &f->recent[(f->n_recent - back) % RECENT_SEGMENTS];

		if (!is_about(&icmp, r))
			continue;
		seg.icmp = icmp.error;
		seg.icmp_type = icmp.type;
		seg.icmp_code = icmp.code;
		seg.icmp_mtu = icmp.mtu;
		seg.icmp_from = icmp.from;
		seg.src = r->src;
		seg.dst = r->dst;
		seg.seq = r->seq;
		seg.known = r->has_seq ? SEG_HAS_SEQ : 0;
		note_place(f, &f->p, &seg);
		track(f, &seg);
		return;
	}
}

static void
take_other(struct packet_feed *f)
{
	struct capture_stats *stats = &f->in->capture;
	const struct packet_text *p = &f->p;

	stats->icmp_unreachable += p->icmp_unreachable;
	stats->icmp_too_big += p->icmp_too_big;
	stats->icmp_exceeded += p->icmp_exceeded;
	if (p->form == PACKET_QUIET) {
		stats->cut++;
		f->cut++;
	} else if (p->ip.later_fragment) {
		stats->fragments++;
	} else {
		stats->other++;
	}
}

/*
 * A segment with its bytes. Numbers that the line has made relative are compared
 * with them, as lines of the same connection may have no bytes below.
 */
static void
take_bytes(struct packet_feed *f, struct segment *seg)
{
	const struct packet_text *p = &f->p;
	struct segment printed = p->seg;

	if (p->form == PACKET_TCP && take_ends(f, p, &printed)) {
		/* names of the other lines go on standing for the same ends */
		seg->src = printed.src;
		seg->dst = printed.dst;
		if (!p->numbers_final)
			dialogs_teach(&f->dialogs, seg, &p->seg, p->has_seq, p->has_ack);
	}
	if (p->has_len)
		seg->len = p->seg.len;
	note_place(f, p, seg);
	feed(f, seg);
}

/* The ports that the line has, 0 each where it has none. */
static void
printed_ports(const struct packet_feed *f, uint16_t ret[2])
{
	struct endpoint src, dst;
	bool named;

	ret[0] = ret[1] = 0;
	if (f->p.ends_known) {
		ret[0] = f->p.seg.src.port;
		ret[1] = f->p.seg.dst.port;
	} else if (f->p.src.n && host_port_parse(f->p.src, &src, &named) &&
		   host_port_parse(f->p.dst, &dst, &named)) {
		ret[0] = src.port;
		ret[1] = dst.port;
	}
}

/* False: the bytes tell no more than the line. */
static bool
take_dump(struct packet_feed *f)
{
	struct segment seg = { .icmp = ICMP_NONE };
	uint16_t ports[2];

	if (!f->hex.known)
		return false;
	printed_ports(f, ports);
	if (hex_dump_decode(&f->hex, ports, &seg) == DECODE_TCP) {
		take_bytes(f, &seg);
		return true;
	}
	if (seg.icmp) { /* an error about a segment, which the line says too */
		note_place(f, &f->p, &seg);
		track(f, &seg);
	}
	return false;
}

void
packet_feed_init(struct packet_feed *f, struct reading *r, const struct section *s)
{
	struct arena *kept = r->piecewise ? r->arena : r->scratch;

	f->r = r;
	f->s = s;
	f->in = case_input(r->cs, s->input);
	dialogs_init(&f->dialogs, kept);
	map_init(&f->interfaces, kept);
	map_init(&f->named, kept);
}

void
packet_feed_flush(struct packet_feed *f)
{
	if (!f->waits)
		return;
	f->waits = false;
	count_packet(f);
	if (f->settle)
		f->settle(f->ctx, &f->p);
	if (!take_dump(f)) {
		if (is_segment(&f->p))
			take_segment(f);
		else
			take_other(f);
		if (f->p.icmp && !f->hex.known)
			take_icmp(f);
	}
	hex_dump_clear(&f->hex);
}

void
packet_feed_take(struct packet_feed *f, const struct line *l, const struct packet_text *p,
		 int64_t time_ns)
{
	packet_feed_flush(f);
	f->waits = true;
	f->p = *p;
	f->line = *l;
	f->time_ns = time_ns;
}

bool
packet_feed_hex(struct packet_feed *f, struct str line)
{
	struct hex_dump unplaced = { .n = 0 };

	return hex_dump_line(f->waits ? &f->hex : &unplaced, line);
}
