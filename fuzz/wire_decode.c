/*
 * wire_decode.c - one packet: two bytes of link type, two of length, the packet
 *
 * The length is how much longer the packet was on the wire than it is here. What is
 * decoded at once must be what the layers make of it.
 */
#include "wire/link.h"
#include "wire/usual.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes);

#define HEAD_BYTES 4

static void
must(bool truth)
{
	if (!truth)
		__builtin_trap();
}

static void
check_usual(struct str bytes, enum decode_result want, const struct segment *s)
{
	struct segment at_once;

	memset(&at_once, 0xa5, sizeof at_once);
	if (!usual_decode((const uint8_t *)bytes.p, bytes.n, &at_once))
		return;
	must(want == DECODE_TCP);
	must(!memcmp(&at_once, s, offsetof(struct segment, sack)));
	must(!memcmp(at_once.sack, s->sack, s->nsack * sizeof s->sack[0]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	enum decode_result result;
	struct segment s;
	struct str bytes;
	uint32_t linktype, wire;

	if (len_bytes < HEAD_BYTES)
		return 0;
	linktype = load_be16(data);
	wire = (uint32_t)(len_bytes - HEAD_BYTES) + load_be16(data + 2);
	bytes = (struct str){ (const char *)data + HEAD_BYTES, len_bytes - HEAD_BYTES };
	result = wire_decode(linktype, bytes, wire, &s);
	if (linktype == LINKTYPE_ETHERNET)
		check_usual(bytes, result, &s);
	if (result != DECODE_TCP)
		return 0;
	must(s.nsack <= SEG_SACK_MAX && s.wscale <= 14 && s.checksum <= CHECKSUM_OFFLOADED);
	must((s.known & SEG_HAS_SEQ) && !s.time_ns && !s.packet);
	return 0;
}
