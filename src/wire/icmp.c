/*
 * icmp.c - ICMP errors, and which TCP segment each is about
 *
 * RFC 792 and RFC 4443: eight bytes, then the IP header of the packet that could not
 * be delivered and at least eight bytes behind it, which are TCP's ports and number.
 */
#include "wire/icmp.h"

#include "wire/ip.h"

#define ICMP_HEADER_BYTES 8
#define ANY_CODE 255

struct kind {
	uint8_t type, code;
	uint8_t error; /* enum icmp_error */
	enum decode_result result;
};

/* RFC 792, RFC 1191, RFC 1122 3.2.2.1, RFC 1812 5.2.7.1; first match */
static const struct kind kinds4[] = {
	{ 3, 2, ICMP_PROTOCOL_UNREACHABLE, DECODE_ICMP_UNREACHABLE },
	{ 3, 3, ICMP_PORT_UNREACHABLE, DECODE_ICMP_UNREACHABLE },
	{ 3, 4, ICMP_TOO_BIG, DECODE_ICMP_TOO_BIG },
	{ 3, 9, ICMP_PROHIBITED, DECODE_ICMP_UNREACHABLE },
	{ 3, 10, ICMP_PROHIBITED, DECODE_ICMP_UNREACHABLE },
	{ 3, 13, ICMP_PROHIBITED, DECODE_ICMP_UNREACHABLE },
	{ 3, ANY_CODE, ICMP_HOST_UNREACHABLE, DECODE_ICMP_UNREACHABLE },
	{ 11, 0, ICMP_TIME_EXCEEDED, DECODE_ICMP_EXCEEDED },
	{ 11, 1, ICMP_REASSEMBLY_EXCEEDED, DECODE_ICMP_EXCEEDED },
	{ 12, ANY_CODE, ICMP_PARAMETER_PROBLEM, DECODE_OTHER },
};

/* RFC 4443, 3 */
static const struct kind kinds6[] = {
	{ 1, 1, ICMP_PROHIBITED, DECODE_ICMP_UNREACHABLE },
	{ 1, 4, ICMP_PORT_UNREACHABLE, DECODE_ICMP_UNREACHABLE },
	{ 1, 5, ICMP_PROHIBITED, DECODE_ICMP_UNREACHABLE },
	{ 1, 6, ICMP_PROHIBITED, DECODE_ICMP_UNREACHABLE },
	{ 1, ANY_CODE, ICMP_HOST_UNREACHABLE, DECODE_ICMP_UNREACHABLE },
	{ 2, ANY_CODE, ICMP_TOO_BIG, DECODE_ICMP_TOO_BIG },
	{ 3, 0, ICMP_TIME_EXCEEDED, DECODE_ICMP_EXCEEDED },
	{ 3, 1, ICMP_REASSEMBLY_EXCEEDED, DECODE_ICMP_EXCEEDED },
	{ 4, 1, ICMP_PROTOCOL_UNREACHABLE, DECODE_OTHER },
	{ 4, ANY_CODE, ICMP_PARAMETER_PROBLEM, DECODE_OTHER },
};

const char *
icmp_error_name(enum icmp_error e)
{
	static const char *const names[] = {
		[ICMP_NONE] = "none",
		[ICMP_TOO_BIG] = "fragmentation-needed",
		[ICMP_HOST_UNREACHABLE] = "host-unreachable",
		[ICMP_PORT_UNREACHABLE] = "port-unreachable",
		[ICMP_PROTOCOL_UNREACHABLE] = "protocol-unreachable",
		[ICMP_PROHIBITED] = "prohibited",
		[ICMP_TIME_EXCEEDED] = "time-exceeded",
		[ICMP_REASSEMBLY_EXCEEDED] = "reassembly-exceeded",
		[ICMP_PARAMETER_PROBLEM] = "parameter-problem",
	};

	return names[e];
}

static const struct kind *
kind_of(const struct kind *kinds, size_t n, const uint8_t *p)
{
	for (size_t i = 0; i < n; i++)
		if (kinds[i].type == p[0] && (kinds[i].code == p[1] || kinds[i].code == ANY_CODE))
			return &kinds[i];
	return NULL;
}

/* The MTU of the next hop, where it is told; routers before RFC 1191 left it 0. */
static uint16_t
mtu(const struct packet *pk)
{
	return pk->v4 ? load_be16(pk->p + 6) : (uint16_t)MIN(load_be32(pk->p + 4), UINT16_MAX);
}

/* What stood in s of the error itself is gone afterwards, but for what is in error. */
static void
read_quoted(struct packet *pk, struct segment *error)
{
	struct segment *s = pk->seg;

	packet_pass(pk, ICMP_HEADER_BYTES);
	pk->quoted = true;
	pk->fragments = NULL;
	if (ip_decode(pk) != DECODE_TCP)
		return;
	error->src = s->src;
	error->dst = s->dst;
	error->seq = s->seq;
	error->known |= SEG_HAS_SEQ;
	*s = *error;
}

static enum decode_result
decode(struct packet *pk, const struct kind *kinds, size_t n)
{
	struct segment error = *pk->seg;
	const struct kind *kind;

	if (pk->have < 2 || pk->quoted)
		return DECODE_OTHER;
	kind = kind_of(kinds, n, pk->p);
	if (!kind)
		return DECODE_OTHER;
	if (pk->have < ICMP_HEADER_BYTES)
		return kind->result;
	error.icmp = kind->error;
	error.icmp_type = pk->p[0];
	error.icmp_code = pk->p[1];
	error.icmp_mtu = kind->error == ICMP_TOO_BIG ? mtu(pk) : 0;
	error.icmp_from = pk->seg->src.addr;
	read_quoted(pk, &error);
	return kind->result;
}

enum decode_result
icmp4_decode(struct packet *pk)
{
	return decode(pk, kinds4, COUNT_OF(kinds4));
}

enum decode_result
icmp6_decode(struct packet *pk)
{
	return decode(pk, kinds6, COUNT_OF(kinds6));
}
