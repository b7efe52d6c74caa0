/*
 * checksum.c - good, bad, unknown and left to the card
 */
#include "build.h"

static struct bytes b;

/* RFC 1071 in its plainest form, over bytes as 16-bit numbers. */
static uint32_t
plain_sum(const uint8_t *p, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += i % 2 ? p[i] : (uint32_t)p[i] << 8;
	while (sum >> 16)
		sum = (sum >> 16) + (sum & 0xffff);
	return sum;
}

static unsigned
fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum >> 16) + (sum & 0xffff);
	return sum;
}

/* Where the TCP header begins in b, after a packet of that family was put there. */
static size_t
put_packet(bool v4, size_t payload)
{
	b.n = 0;
	if (v4)
		put_ip4(&b, PROTO_TCP, TCP_LEAST + payload);
	else
		put_ip6(&b, PROTO_TCP, TCP_LEAST + payload);
	put_tcp(&b, NULL, 0, payload);
	for (size_t i = 0; i < payload; i++)
		b.b[b.n - payload + i] = (uint8_t)(i * 7 + 1);
	return v4 ? 20 : 40;
}

static unsigned
pseudo(bool v4, size_t payload)
{
	const uint8_t *addresses = b.b + (v4 ? 12 : 8);

	return fold(plain_sum(addresses, v4 ? 8 : 32) + PROTO_TCP + TCP_LEAST + (uint32_t)payload);
}

static void
sums(void **state)
{
	struct segment s;

	(void)state;
	for (unsigned v4 = 0; v4 < 2; v4++)
		for (size_t payload = 0; payload < 1460; payload += payload < 20 ? 1 : 99) {
			size_t tcp = put_packet(v4, payload);
			unsigned sum = fold(pseudo(v4, payload) + plain_sum(b.b + tcp, b.n - tcp));

			set16(&b, tcp + 16, ~sum & 0xffff);
			assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_TCP);
			assert_int_equal(s.checksum, CHECKSUM_GOOD);
			b.b[b.n - 1] ^= 0x10;
			decode_all(LINK_RAW, &b, &s);
			assert_int_equal(s.checksum, CHECKSUM_BAD);
			b.b[b.n - 1] ^= 0x10;
			set16(&b, tcp + 16, pseudo(v4, payload));
			decode_all(LINK_RAW, &b, &s);
			assert_int_equal(s.checksum, CHECKSUM_OFFLOADED);
		}
}

static void
what_cannot_be_judged(void **state)
{
	size_t tcp = put_packet(true, 100);
	unsigned sum = fold(pseudo(true, 100) + plain_sum(b.b + tcp, b.n - tcp));
	struct segment s;

	(void)state;
	set16(&b, tcp + 16, ~sum & 0xffff);
	for (size_t n = tcp + 14; n < b.n; n++) {
		assert_int_equal(decode(LINK_RAW, str_sub(view(&b), 0, n), (uint32_t)b.n, &s),
				 DECODE_TCP);
		assert_int_equal(s.checksum, CHECKSUM_UNKNOWN);
	}
	/* What the card was to fill in shows in the header alone. */
	set16(&b, tcp + 16, pseudo(true, 100));
	for (size_t n = tcp + 14; n <= b.n; n++) {
		decode(LINK_RAW, str_sub(view(&b), 0, n), (uint32_t)b.n, &s);
		assert_int_equal(s.checksum, n < tcp + 18 ? CHECKSUM_UNKNOWN : CHECKSUM_OFFLOADED);
	}
}

/* With stations left to visit, the sum is over the last of them. */
static void
routed_headers(void **state)
{
	struct segment s;

	(void)state;
	for (unsigned left = 0; left < 2; left++) {
		b.n = 0;
		put_ip6(&b, 43, 24 + TCP_LEAST);
		PUT(&b, "\x06\x02\0");
		put8(&b, left);
		put_fill(&b, 0, 20);
		put_tcp(&b, NULL, 0, 0);
		assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_TCP);
		assert_int_equal(s.checksum, left ? CHECKSUM_UNKNOWN : CHECKSUM_BAD);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums),
		cmocka_unit_test(what_cannot_be_judged),
		cmocka_unit_test(routed_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
