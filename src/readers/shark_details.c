/*
 * shark_details.c - a packet as a tree of its fields: tshark -V, and exported text
 *
 *	Frame 1: 80 bytes on wire (640 bits), 80 bytes captured (640 bits)
 *	Internet Protocol Version 4, Src: 10.8.0.6, Dst: 10.44.12.5
 *	    0100 .... = Version: 4
 *	    Time to Live: 64
 *	Transmission Control Protocol, Src Port: 57354, Dst Port: 443, Seq: 0, Len: 0
 *	    Sequence Number (raw): 1704532207
 *
 * A layer begins at the left margin. What stands further to the right and is one
 * of some twenty fields is taken, the rest has nothing for us. Versions differ in
 * upper and lower case and in a few words. Packets that an ICMP error quotes are
 * inside its layer, indented, and so are not taken for packets.
 */
#include "readers/shark_details.h"

#include "readers/date_line.h"
#include "readers/scan.h"

/* A field: what it is called, and who takes what follows. */
struct field {
	enum shark_layer layer;
	struct str name;
	void (*take)(struct shark_details *d, struct str value, struct packet_text *p,
		     struct shark_row *row);
};

struct layer_name {
	struct str start;
	enum shark_layer layer;
};

static const struct layer_name layer_names[] = {
	{ { "Frame ", 6 }, LAYER_FRAME },
	{ { "Linux cooked capture", 20 }, LAYER_LINK },
	{ { "Ethernet II,", 12 }, LAYER_OTHER },
	{ { "802.1Q Virtual LAN", 18 }, LAYER_OTHER },
	{ { "Null/Loopback", 13 }, LAYER_OTHER },
	{ { "Raw packet data", 15 }, LAYER_OTHER },
	{ { "Internet Protocol", 17 }, LAYER_IP },
	{ { "Transmission Control Protocol", 29 }, LAYER_TCP },
	{ { "User Datagram Protocol", 22 }, LAYER_OTHER },
	{ { "Internet Control Message Protocol", 33 }, LAYER_OTHER },
	{ { "Address Resolution Protocol", 27 }, LAYER_OTHER },
	{ { "Hypertext Transfer Protocol", 27 }, LAYER_OTHER },
	{ { "Transport Layer Security", 24 }, LAYER_OTHER },
	{ { "Secure Sockets Layer", 20 }, LAYER_OTHER },
	{ { "Domain Name System", 18 }, LAYER_OTHER },
	{ { "SSH Protocol", 12 }, LAYER_OTHER },
	{ { "Data (", 6 }, LAYER_OTHER },
	{ { "Line-based text data", 20 }, LAYER_OTHER },
	{ { "Packet comments", 15 }, LAYER_OTHER },
};

/* The word behind a label of a layer's own line: "Src: 10.8.0.6, Dst: …". */
static struct str
labelled(struct str line, struct str label)
{
	size_t at = str_find(line, label);
	struct str value;

	if (at == SIZE_MAX)
		return str_sub(line, 0, 0);
	value = str_trim_left(str_from_pos(line, at + label.n));
	value.n = MIN(value.n, str_index(value, ','));
	/* "https (443)", "10.8.0.6 (10.8.0.6)": the name, and what we want */
	at = str_rindex(value, '(');
	if (at != SIZE_MAX)
		value = str_sub(value, at + 1,
				MIN(str_index(str_from_pos(value, at + 1), ')'), value.n));
	return str_trim(value);
}

static bool
take_u32(struct str s, uint32_t *ret)
{
	uint64_t hex;

	s = str_trim_left(s);
	if (!scan_take(&s, "0x"))
		return scan_u32(&s, ret);
	s.n = MIN(s.n, MIN(str_index(s, ' '), str_index(s, ',')));
	if (!str_to_hex64(s, &hex) || hex > UINT32_MAX)
		return false;
	*ret = (uint32_t)hex;
	return true;
}

static void
field_epoch(struct shark_details *d, struct str value, struct packet_text *p, struct shark_row *row)
{
	(void)p, (void)row;
	d->timed = str_s_to_ns(scan_word(&value), &d->time_ns);
}

/* "Nov 22, 2026 14:40:29.383288000 UTC", which the epoch replaces where both are */
static void
field_arrival(struct shark_details *d, struct str value, struct packet_text *p,
	      struct shark_row *row)
{
	(void)p, (void)row;
	if (!d->timed)
		d->timed = date_line_parse(value, &d->time_ns);
}

static void
field_since(struct shark_details *d, struct str value, struct packet_text *p, struct shark_row *row)
{
	(void)p, (void)row;
	d->elapsed = str_s_to_ns(scan_word(&value), &d->since_first_ns);
}

static void
field_frame_length(struct shark_details *d, struct str value, struct packet_text *p,
		   struct shark_row *row)
{
	(void)d, (void)p;
	take_u32(value, &row->frame_bytes);
}

static void
field_interface(struct shark_details *d, struct str value, struct packet_text *p,
		struct shark_row *row)
{
	(void)d, (void)row;
	p->interface = scan_word(&value);
}

static void
field_direction(struct shark_details *d, struct str value, struct packet_text *p,
		struct shark_row *row)
{
	(void)d, (void)row;
	p->direction = str_starts(value, STR("Sent by us")) ? DIRECTION_OUT : DIRECTION_IN;
}

static void
field_ttl(struct shark_details *d, struct str value, struct packet_text *p, struct shark_row *row)
{
	uint32_t v;

	(void)d, (void)row;
	if (!take_u32(value, &v))
		return;
	p->ip.told = true;
	p->ip.ttl = (uint8_t)v;
}

static void
field_ip_id(struct shark_details *d, struct str value, struct packet_text *p, struct shark_row *row)
{
	uint32_t v;

	(void)d, (void)row;
	if (take_u32(value, &v))
		p->ip.id = (uint16_t)v;
}

static void
field_tos(struct shark_details *d, struct str value, struct packet_text *p, struct shark_row *row)
{
	uint32_t v;

	(void)d, (void)row;
	if (take_u32(value, &v))
		p->ip.tos = (uint8_t)v;
}

static void
field_ip_length(struct shark_details *d, struct str value, struct packet_text *p,
		struct shark_row *row)
{
	(void)d, (void)row;
	take_u32(value, &p->ip.len_bytes);
}

static void
field_offset(struct shark_details *d, struct str value, struct packet_text *p,
	     struct shark_row *row)
{
	uint32_t v;

	(void)d, (void)row;
	p->ip.later_fragment |= take_u32(value, &v) && v;
}

static void
field_seq_raw(struct shark_details *d, struct str value, struct packet_text *p,
	      struct shark_row *row)
{
	(void)p, (void)row;
	d->raw_seq = take_u32(value, &d->seq_raw);
}

static void
field_ack_raw(struct shark_details *d, struct str value, struct packet_text *p,
	      struct shark_row *row)
{
	(void)p, (void)row;
	d->raw_ack = take_u32(value, &d->ack_raw);
}

static void
field_seq(struct shark_details *d, struct str value, struct packet_text *p, struct shark_row *row)
{
	(void)d, (void)row;
	p->has_seq = take_u32(value, &p->seg.seq);
}

static void
field_ack(struct shark_details *d, struct str value, struct packet_text *p, struct shark_row *row)
{
	(void)d, (void)row;
	take_u32(value, &p->seg.ack);
}

static void
field_len(struct shark_details *d, struct str value, struct packet_text *p, struct shark_row *row)
{
	(void)d, (void)row;
	p->has_len = take_u32(value, &p->seg.len);
}

static void
field_flags(struct shark_details *d, struct str value, struct packet_text *p, struct shark_row *row)
{
	uint32_t v;

	(void)d, (void)row;
	if (!take_u32(value, &v))
		return;
	p->seg.flags = (uint8_t)v;
	p->has_ack = v & TCP_ACK;
	p->has_options = true; /* or there would be a line of them */
}

static void
field_window(struct shark_details *d, struct str value, struct packet_text *p,
	     struct shark_row *row)
{
	(void)row;
	p->has_window = take_u32(value, &p->window_shown);
	d->window_raw = true;
}

/* Before 1.6 (2011): "Window size: 64256 (scaled)" */
static void
field_window_size(struct shark_details *d, struct str value, struct packet_text *p,
		  struct shark_row *row)
{
	(void)row;
	if (!d->window_raw)
		p->has_window = take_u32(value, &p->window_shown);
}

static void
field_checksum(struct shark_details *d, struct str value, struct packet_text *p,
	       struct shark_row *row)
{
	(void)d, (void)row;
	take_u32(value, &p->checksum);
	if (str_has(value, STR("[correct")))
		p->seg.checksum = CHECKSUM_GOOD;
	else if (str_has(value, STR("incorrect")))
		p->seg.checksum = CHECKSUM_BAD;
}

static void
field_urgent(struct shark_details *d, struct str value, struct packet_text *p,
	     struct shark_row *row)
{
	uint32_t v;

	(void)d, (void)row;
	if (take_u32(value, &v))
		p->seg.urgent = (uint16_t)v;
}

static void
field_mss(struct shark_details *d, struct str value, struct packet_text *p, struct shark_row *row)
{
	uint32_t v;

	(void)d, (void)row;
	if (!take_u32(value, &v))
		return;
	p->seg.mss = (uint16_t)v;
	p->seg.options |= OPT_MSS;
}

static void
field_scale(struct shark_details *d, struct str value, struct packet_text *p, struct shark_row *row)
{
	uint32_t v;

	(void)d, (void)row;
	if (!take_u32(value, &v))
		return;
	p->seg.wscale = (uint8_t)MIN(v, 14u); /* RFC 7323, 2.3 */
	p->seg.options |= OPT_WSCALE;
}

static void
field_sack_ok(struct shark_details *d, struct str value, struct packet_text *p,
	      struct shark_row *row)
{
	(void)d, (void)row, (void)value;
	p->seg.options |= OPT_SACK_OK;
}

/* "TSval 2503171073, TSecr 0" */
static void
field_timestamps(struct shark_details *d, struct str value, struct packet_text *p,
		 struct shark_row *row)
{
	(void)d, (void)row;
	if (take_u32(labelled(value, STR("TSval ")), &p->seg.tsval) &&
	    take_u32(labelled(value, STR("TSecr ")), &p->seg.tsecr))
		p->seg.options |= OPT_TIMESTAMP;
}

/* "1449-2897 4345-5793" */
static void
field_sack(struct shark_details *d, struct str value, struct packet_text *p, struct shark_row *row)
{
	struct segment *seg = &p->seg;

	(void)d, (void)row;
	while (seg->nsack < SEG_SACK_MAX) {
		uint32_t left, right;

		scan_blanks(&value);
		if (!scan_u32(&value, &left) || !scan_take(&value, "-") ||
		    !scan_u32(&value, &right))
			return;
		seg->sack[seg->nsack][0] = left;
		seg->sack[seg->nsack++][1] = right;
		seg->options |= OPT_SACK;
	}
}

static void
field_reused(struct shark_details *d, struct str value, struct packet_text *p,
	     struct shark_row *row)
{
	(void)d, (void)value, (void)p;
	row->ports_reused = true;
}

/* Longer names before those that they begin with. */
static const struct field fields[] = {
	{ LAYER_FRAME, { "Epoch Time: ", 12 }, field_epoch },
	{ LAYER_FRAME, { "Epoch Arrival Time: ", 20 }, field_epoch },
	{ LAYER_FRAME, { "Arrival Time: ", 14 }, field_arrival },
	{ LAYER_FRAME, { "[Time since reference or first frame: ", 38 }, field_since },
	{ LAYER_FRAME, { "Frame Length: ", 14 }, field_frame_length },
	{ LAYER_FRAME, { "Interface name: ", 16 }, field_interface },
	{ LAYER_LINK, { "Interface index: ", 17 }, field_interface },
	{ LAYER_LINK, { "Packet type: ", 13 }, field_direction },
	{ LAYER_IP, { "Time to Live: ", 14 }, field_ttl },
	{ LAYER_IP, { "Hop Limit: ", 11 }, field_ttl },
	{ LAYER_IP, { "Identification: ", 16 }, field_ip_id },
	{ LAYER_IP, { "Differentiated Services Field: ", 31 }, field_tos },
	{ LAYER_IP, { "Traffic Class: ", 15 }, field_tos },
	{ LAYER_IP, { "Total Length: ", 14 }, field_ip_length },
	{ LAYER_IP, { "Payload Length: ", 16 }, field_ip_length },
	{ LAYER_IP, { "Fragment Offset: ", 17 }, field_offset },
	{ LAYER_TCP, { "Sequence Number (raw): ", 23 }, field_seq_raw },
	{ LAYER_TCP, { "Sequence Number: ", 17 }, field_seq },
	{ LAYER_TCP, { "Acknowledgment number (raw): ", 29 }, field_ack_raw },
	{ LAYER_TCP, { "Acknowledgment Number: ", 23 }, field_ack },
	{ LAYER_TCP, { "[TCP Segment Len: ", 18 }, field_len },
	{ LAYER_TCP, { "Flags: ", 7 }, field_flags },
	{ LAYER_TCP, { "Window: ", 8 }, field_window },
	{ LAYER_TCP, { "Window size value: ", 19 }, field_window },
	{ LAYER_TCP, { "Window size: ", 13 }, field_window_size },
	{ LAYER_TCP, { "Checksum: ", 10 }, field_checksum },
	{ LAYER_TCP, { "Urgent Pointer: ", 16 }, field_urgent },
	{ LAYER_TCP, { "Maximum segment size: ", 22 }, field_mss },
	{ LAYER_TCP, { "Window scale: ", 14 }, field_scale },
	{ LAYER_TCP, { "SACK permitted", 14 }, field_sack_ok },
	{ LAYER_TCP, { "Timestamps: ", 12 }, field_timestamps },
	{ LAYER_TCP, { "SACK: ", 6 }, field_sack },
	{ LAYER_TCP, { "SACK ", 5 }, field_sack },
	{ LAYER_TCP, { "[Expert Info (Note/Sequence): A new tcp session", 47 }, field_reused },
};

/* Beside the fields above, for lines that are seen alone. */
static const struct str known_starts[] = {
	{ "[Time", 5 },
	{ "[Coloring Rule", 14 },
	{ "[Frame is", 9 },
	{ "[Protocols in", 13 },
	{ "[Stream index", 13 },
	{ "[Conversation completeness", 26 },
	{ "[Next Sequence", 14 },
	{ "[Calculated window", 18 },
	{ "[Window size scaling", 20 },
	{ "[Checksum Status", 16 },
	{ "[SEQ/ACK analysis", 17 },
	{ "[iRTT", 5 },
	{ "[Bytes", 6 },
	{ "[TCP Flags", 10 },
	{ "[Severity level", 15 },
	{ "[Group: ", 8 },
	{ "[Expert Info", 12 },
	{ "[Multiplier", 11 },
	{ "[Header checksum", 16 },
	{ "[Source ", 8 },
	{ "[Destination ", 13 },
	{ "[This is an ACK", 15 },
	{ "[The RTT", 8 },
	{ "[Timestamps]", 12 },
	{ "Encapsulation type: ", 20 },
	{ "Frame Number: ", 14 },
	{ "Capture Length: ", 16 },
	{ "Section number: ", 16 },
	{ "Interface id: ", 14 },
	{ "Source Port: ", 13 },
	{ "Destination Port: ", 18 },
	{ "Source Address: ", 16 },
	{ "Destination Address: ", 21 },
	{ "Source: ", 8 },
	{ "Destination: ", 13 },
	{ "Protocol: ", 10 },
	{ "Header Checksum: ", 17 },
	{ "TCP Option - ", 13 },
	{ "Kind: ", 6 },
	{ "Timestamp value: ", 17 },
	{ "Timestamp echo reply: ", 22 },
	{ "Shift count: ", 13 },
	{ "MSS Value: ", 11 },
	{ "Length: ", 8 },
	{ "TCP payload (", 13 },
	{ "TCP segment data (", 18 },
	{ "Type: ", 6 },
	{ "Unused: ", 8 },
	{ "Link-layer address", 18 },
	{ "left edge = ", 12 },
	{ "right edge = ", 13 },
};

static bool
starts_nocase(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq_nocase(str_sub(s, 0, prefix.n), prefix);
}

/* "010. .... = Flags: 0x2": the bits in front are of no use. */
static struct str
without_bits(struct str s)
{
	size_t n = 0;

	while (n < s.n && (s.p[n] == '.' || s.p[n] == '0' || s.p[n] == '1' || s.p[n] == ' '))
		n++;
	return n >= 4 && scan_starts(str_from_pos(s, n), "= ") ? str_from_pos(s, n + 2) : s;
}

bool
shark_frame_begins(struct str line, uint32_t *ret_number)
{
	if (!scan_take(&line, "Frame ") || !scan_u32(&line, ret_number))
		return false;
	return scan_starts(line, ": ") || scan_starts(line, " (");
}

static const struct layer_name *
layer_of(struct str line)
{
	for (size_t i = 0; i < COUNT_OF(layer_names); i++)
		if (str_starts(line, layer_names[i].start))
			return &layer_names[i];
	return NULL;
}

bool
shark_detail_is_known(struct str line)
{
	struct str s = str_trim(line);

	if (!line.n || !scan_is_blank(line.p[0]))
		return layer_of(line) != NULL;
	if (without_bits(s).n != s.n)
		return true;
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (starts_nocase(s, fields[i].name))
			return true;
	for (size_t i = 0; i < COUNT_OF(known_starts); i++)
		if (str_starts(s, known_starts[i]))
			return true;
	return false;
}

/* "Internet Protocol Version 4, Src: …" and "Transmission Control Protocol, Src Port: …" */
static void
take_layer(struct shark_details *d, struct str line, struct packet_text *p)
{
	const struct layer_name *name = layer_of(line);
	bool ports;

	d->layer = name ? name->layer : LAYER_OTHER;
	if (d->layer == LAYER_IP) {
		p->ends_known = addr_parse(labelled(line, STR("Src: ")), &p->seg.src.addr) &&
				addr_parse(labelled(line, STR("Dst: ")), &p->seg.dst.addr);
	} else if (d->layer == LAYER_TCP) {
		p->seg.nsack = p->seg.options = 0; /* the row above has them too */
		ports = str_to_u16(labelled(line, STR("Src Port: ")), &p->seg.src.port) &&
			str_to_u16(labelled(line, STR("Dst Port: ")), &p->seg.dst.port);
		p->form = ports && p->ends_known ? PACKET_TCP : PACKET_QUIET;
		p->has_seq = take_u32(labelled(line, STR("Seq: ")), &p->seg.seq);
		p->has_len = take_u32(labelled(line, STR("Len: ")), &p->seg.len);
		take_u32(labelled(line, STR("Ack: ")), &p->seg.ack);
	}
}

void
shark_detail_take(struct shark_details *d, struct str line, struct packet_text *p,
		  struct shark_row *row)
{
	struct str s = str_trim_left(line);

	if (!s.n)
		return;
	if (s.n == line.n) {
		take_layer(d, line, p);
		return;
	}
	s = without_bits(s);
	scan_take(&s, "TCP Option - ");
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (fields[i].layer == d->layer && starts_nocase(s, fields[i].name)) {
			fields[i].take(d, str_from_pos(s, fields[i].name.n), p, row);
			return;
		}
}

void
shark_details_finish(const struct shark_details *d, struct packet_text *p, struct shark_row *row)
{
	if (p->form != PACKET_TCP)
		return;
	row->raw_window = d->window_raw;
	if (d->window_raw)
		p->seg.window = (uint16_t)MIN(p->window_shown, (uint32_t)UINT16_MAX);
	if (!d->raw_seq)
		return;
	for (size_t i = 0; i < p->seg.nsack; i++)
		for (size_t edge = 0; edge < 2; edge++)
			p->seg.sack[i][edge] += d->raw_ack ? d->ack_raw - p->seg.ack : 0;
	p->seg.seq = d->seq_raw;
	if (d->raw_ack)
		p->seg.ack = d->ack_raw;
	row->raw = true;
}
