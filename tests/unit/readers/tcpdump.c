/*
 * tcpdump.c - packets as text, in the forms of many versions and options
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "text_case.h"

static struct text_case t;

static struct case_input *
read_lines(const char *text)
{
	return text_case_read(&t, str_from(text));
}

static int64_t
ms(int64_t n)
{
	return n * NS_PER_MS;
}

/* One data segment of 10.0.0.5:51514 to 10.0.0.9:6379, whatever stands around it. */
static void
forms(void **state)
{
	static const char *const rows[] = {
		"IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [P.], seq 2000000001:2000000015, ack "
		"3000000001, win 502, length 14",
		"IP 10.0.0.5.51514  >  10.0.0.9.6379:  Flags [P.],  seq 2000000001:2000000015,  ack "
		"3000000001,  win 502,  length 14",
		"14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [P.], seq "
		"2000000001:2000000015, ack 3000000001, win 502, options [nop,nop,TS val 1 ecr 2], "
		"length 14: RESP \"PING\"",
		"14:02:11 IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [P.], seq 2000000001, ack "
		"3000000001, win 502, length 14",
		"2026-11-22 14:02:11.001000 IP 10.0.0.5.51514 > 10.0.0.9.redis: Flags [P.], seq "
		"2000000001:2000000015, ack 3000000001, win 502, length 14",
		"1795358063.212266 IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [P.], seq "
		"2000000001:2000000015, ack 3000000001, win 502, length 14",
		"14:02:11.001 52:54:00:08:1c:19 > 52:54:00:63:66:c5, ethertype IPv4 (0x0800), length "
		"68: 10.0.0.5.51514 > 10.0.0.9.6379: Flags [P.], seq 2000000001:2000000015, ack "
		"3000000001, win 502, length 14",
		"14:02:11.001 52:54:00:08:1c:19 (oui Unknown) > 52:54:00:63:66:c5 (oui Unknown), "
		"ethertype 802.1Q (0x8100), length 72: vlan 100, p 0, ethertype IPv4 (0x0800), "
		"10.0.0.5.51514 > 10.0.0.9.6379: Flags [P.], seq 2000000001:2000000015, ack "
		"3000000001, win 502, length 14",
		"14:02:11.001 eth0  In  IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [P.], seq "
		"2000000001:2000000015, ack 3000000001, win 502, length 14",
		"14:02:11.001 eth0  Out ifindex 2 52:54:00:39:55:b6 ethertype IPv4 (0x0800), length "
		"74: 10.0.0.5.51514 > 10.0.0.9.6379: Flags [P.], seq 2000000001:2000000015, ack "
		"3000000001, win 502, length 14",
		"14:02:11.001 IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length "
		"54)\n    10.0.0.5.51514 > 10.0.0.9.6379: Flags [P.], cksum 0x84ee (correct), seq "
		"2000000001:2000000015, ack 3000000001, win 502, length 14",
		"14:02:11.001 IP 10.9.9.1 > 10.9.9.2: GREv0, length 62: IP 10.0.0.5.51514 > "
		"10.0.0.9.6379: Flags [P.], seq 2000000001:2000000015, ack 3000000001, win 502, "
		"length 14",
		/* tcpdump 3.9 and before */
		"14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: P 2000000001:2000000015(14) ack "
		"3000000001 win 502",
		"14:02:11.001 10.0.0.5.51514 > 10.0.0.9.6379: P 2000000001:2000000015(14) ack "
		"3000000001 win 502 <nop,nop,timestamp 1 2> (DF)",
		"14:02:11.001 IP (tos 0x0, ttl  64, id 1, offset 0, flags [DF], proto: TCP (6), "
		"length: 54) 10.0.0.5.51514 > 10.0.0.9.6379: P, cksum 0x84ee (correct), "
		"2000000001:2000000015(14) ack 3000000001 win 502",
		"000052 IP 10.0.0.5.51514 > 10.0.0.9.6379: P 2000000001:2000000015(14) ack "
		"3000000001 win 502",
		"  14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [P.], seq "
		"2000000001:2000000015, ack 3000000001, win 502, length 14",
		/* numbers before it: -#, grep -n, cat -n; a log */
		"    1  14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [P.], seq "
		"2000000001:2000000015, ack 3000000001, win 502, length 14",
		"12:14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [P.], seq "
		"2000000001:2000000015, ack 3000000001, win 502, length 14",
		"     3\t14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [P.], seq "
		"2000000001:2000000015, ack 3000000001, win 502, length 14",
		"Nov 22 14:02:11 web-1 tcpdump[71]: 14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: "
		"Flags [P.], seq 2000000001:2000000015, ack 3000000001, win 502, length 14",
		/* macOS with -k, as tcpdump(1) there has it */
		"14:02:11.001 (en0, proc curl:71, svc BE, out) IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags "
		"[P.], seq 2000000001:2000000015, ack 3000000001, win 502, length 14",
		/* OpenBSD's tcpdump(8), with -v and with a day */
		"14:02:11.001234 10.0.0.5.51514 > 10.0.0.9.6379: P [tcp sum ok] "
		"2000000001:2000000015(14) ack 3000000001 win 502 <nop,nop,timestamp 1 2> (DF) (ttl 64, "
		"id 71, len 66)",
		"Nov 22 14:02:11.001234 10.0.0.5.51514 > 10.0.0.9.6379: P 2000000001:2000000015(14) ack "
		"3000000001 win 502 (DF)",
		/* a packet longer than the wire gave, and options that somebody left out */
		"14:02:11.001 IP truncated-ip - 20 bytes missing! 10.0.0.5.51514 > 10.0.0.9.6379: Flags "
		"[P.], seq 2000000001:2000000015, ack 3000000001, win 502, options [...], length 14",
		/* broken by a mail */
		"14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [P.], seq\n"
		"2000000001:2000000015, ack 3000000001, win 502,\nlength 14",
		/* its bytes below it, all that -q leaves */
		"14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: tcp 14\n"
		"\t0x0000:  4500 0036 0001 4000 4006 26b6 0a00 0005  E..6..@.@.&.....\n"
		"\t0x0010:  0a00 0009 c93a 18eb 7735 9401 b2d0 5e01  .....:..w5....^.\n"
		"\t0x0020:  5018 01f6 0000 0000 6161 6161 6161 6161  P.......aaaaaaaa\n"
		"\t0x0030:  6161 6161 6161                           aaaaaa",
		/* before 3.8: no offsets */
		"14:02:11.001 10.0.0.5.51514 > 10.0.0.9.6379: tcp 14\n"
		"\t\t\t 4500 0036 0001 4000 4006 26b6 0a00 0005\n"
		"\t\t\t 0a00 0009 c93a 18eb 7735 9401 b2d0 5e01\n"
		"\t\t\t 5018 01f6 0000 0000 6161 6161 6161 6161\n"
		"\t\t\t 6161 6161 6161",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct case_input *in = read_lines(rows[i]);
		char src[ENDPOINT_TEXT_BYTES], dst[ENDPOINT_TEXT_BYTES];

		print_message("# row %zu\n", i);
		assert_string_equal(in->kind, "tcpdump");
		assert_int_equal(in->unread_count, 0);
		assert_int_equal(t.n, 1);
		assert_string_equal(endpoint_text(src, &t.segs[0].src), "10.0.0.5:51514");
		assert_string_equal(endpoint_text(dst, &t.segs[0].dst), "10.0.0.9:6379");
		assert_int_equal(t.segs[0].seq, 2000000001);
		assert_int_equal(t.segs[0].ack, 3000000001);
		assert_int_equal(t.segs[0].len, 14);
		assert_int_equal(t.segs[0].window, 502);
		assert_int_equal(t.segs[0].flags, TCP_PSH | TCP_ACK);
		text_case_end(&t);
	}
}

static void
options(void **state)
{
	const struct segment *s = t.segs;

	(void)state;
	read_lines(
		"IP6 2001:db8::1.40000 > 2001:db8::2.443: Flags [SEW], seq 7, win 64240, options "
		"[mss 1460,sackOK,TS val 3553895691 ecr 0,nop,wscale 7], length 0\n"
		"IP6 2001:db8::1.40000 > 2001:db8::2.443: Flags [.], ack 9, win 502, options "
		"[nop,nop,TS val 5 ecr 6,nop,nop,sack 2 {100:200}{300:400}], length 0\n"
		"IP 10.0.0.5.5 > 10.0.0.9.6: S 7:7(0) win 5840 <mss 1460,sackOK,timestamp 11 "
		"0,nop,wscale 2>\n"
		"IP 10.0.0.5.5 > 10.0.0.9.6: . ack 9 win 5840 <nop,nop,timestamp 12 13,nop,nop,sack 1 "
		"{100:200}>\n"
		"IP 10.0.0.5.5 > 10.0.0.9.6: Flags [R], seq 8, win 0, length 0\n"
		"IP 10.0.0.5.5 > 10.0.0.9.6: Flags [SU], seq 8, win 0, urg 3, options "
		"[tfo  cookiereq,nop,nop,mptcp 12 capable v1,md5 shared secret], length 0\n");
	assert_int_equal(t.n, 6);
	assert_int_equal(s[0].flags, TCP_SYN | TCP_ECE | TCP_CWR);
	assert_int_equal(s[0].options, OPT_MSS | OPT_SACK_OK | OPT_TIMESTAMP | OPT_WSCALE);
	assert_int_equal(s[0].mss, 1460);
	assert_int_equal(s[0].wscale, 7);
	assert_int_equal(s[0].tsval, 3553895691);
	assert_int_equal(s[1].options, OPT_SACK | OPT_TIMESTAMP);
	assert_int_equal(s[1].nsack, 2);
	assert_int_equal(s[1].tsecr, 6);
	assert_int_equal(s[1].sack[1][1] - s[1].sack[0][0], 300);
	assert_false(s[1].known & SEG_HAS_SEQ);
	assert_int_equal(s[2].options, OPT_MSS | OPT_SACK_OK | OPT_TIMESTAMP | OPT_WSCALE);
	assert_int_equal(s[2].wscale, 2);
	assert_int_equal(s[3].nsack, 1);
	assert_int_equal(s[3].tsecr, 13);
	assert_int_equal(s[3].flags, TCP_ACK);
	/* others have options and this line is whole: it has none */
	assert_true(s[4].known & SEG_HAS_OPTIONS);
	assert_int_equal(s[4].options, 0);
	assert_int_equal(s[5].options, OPT_FASTOPEN | OPT_MPTCP | OPT_MD5_AO);
	assert_int_equal(s[5].urgent, 3);
	text_case_end(&t);
}

#define SYN "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [S], seq 4000000000, win 64240, length 0\n"
#define SYN_ACK \
	"IP 10.0.0.9.80 > 10.0.0.5.51514: Flags [S.], seq 100000, ack 4000000001, win 9, length 0\n"

/* What the third packet and those behind it must come to. */
static void
numbers(void **state)
{
	static const struct {
		const char *what, *text;
		uint32_t seq, ack;
		bool has_seq, relative;
	} rows[] = {
		{ "relative",
		  SYN SYN_ACK
		  "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [.], ack 1, win 9, length 0\n"
		  "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [P.], seq 1:11, ack 1, win 9, "
		  "length 10\n",
		  4000000001, 100001, true, false },
		{ "absolute (-S)",
		  SYN SYN_ACK
		  "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [.], ack 100001, win 9, length 0\n"
		  "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [P.], seq "
		  "4000000001:4000000011, ack 100001, win 9, length 10\n",
		  4000000001, 100001, true, false },
		{ "relative, the SYN-ACK not captured",
		  SYN
		  "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [.], ack 3000000001, win 9, length 0\n"
		  "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [P.], seq 0:10, ack 1, win 9, "
		  "length 10\n",
		  4000000001, 3000000001, true, false },
		{ "relative, the SYN-ACK cut out by hand",
		  SYN "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [P.], seq 1:11, ack 1, win 9, "
		      "length 10\n",
		  4000000001, 1, true, true },
		{ "relative, picked up in mid-stream",
		  "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [P.], seq 3000000000:3000000010, ack "
		  "2000000000, win 9, length 10\n"
		  "IP 10.0.0.9.80 > 10.0.0.5.51514: Flags [.], ack 10, win 9, length 0\n"
		  "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [P.], seq 10:20, ack 1, win 9, length 10\n",
		  3000000010, 2000000000, true, false },
		{ "relative, the head of the text cut off",
		  "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [P.], seq 1449:2897, ack 52, win 9, "
		  "length 1448\n"
		  "IP 10.0.0.9.80 > 10.0.0.5.51514: Flags [.], ack 2897, win 9, length 0\n"
		  "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [P.], seq 2897:4345, ack 52, win 9, "
		  "length 1448\n",
		  2897, 52, true, true },
		{ "a bare ACK has no number",
		  SYN SYN_ACK
		  "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [.], ack 1, win 9, length 0\n",
		  0, 100001, false, false },
		{ "refused",
		  SYN "IP 10.0.0.9.80 > 10.0.0.5.51514: Flags [R.], seq 0, ack 4000000001, win 0, "
		      "length 0\n",
		  0, 4000000001, true, false },
		{ "a reset without ACK is printed as it is",
		  SYN SYN_ACK "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [.], ack 1, win 9, length 0\n"
			      "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [R], seq 4000000001, win 0, "
			      "length 0\n",
		  4000000001, 0, true, false },
		{ "the same numbers used again",
		  SYN SYN_ACK
		  "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [R.], seq 1, ack 1, win 0, length "
		  "0\n"
		  "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [S], seq 55555, win 9, length 0\n"
		  "IP 10.0.0.9.80 > 10.0.0.5.51514: Flags [S.], seq 777777777, ack 55556, "
		  "win 9, length 0\n"
		  "IP 10.0.0.5.51514 > 10.0.0.9.80: Flags [P.], seq 1:11, ack 1, win 9, "
		  "length 10\n",
		  55556, 777777778, true, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct segment *last;

		print_message("# row %zu\n", i);
		read_lines(rows[i].text);
		assert_true(t.n > 0);
		last = &t.segs[t.n - 1];
		assert_int_equal((last->known & SEG_HAS_SEQ) != 0, rows[i].has_seq);
		assert_int_equal((last->known & SEG_RELATIVE) != 0, rows[i].relative);
		if (rows[i].has_seq)
			assert_int_equal(last->seq, rows[i].seq);
		assert_int_equal(last->ack, rows[i].ack);
		text_case_end(&t);
	}
}

static void
sack_is_relative_too(void **state)
{
	(void)state;
	read_lines(
		SYN SYN_ACK
		"IP 10.0.0.9.80 > 10.0.0.5.51514: Flags [.], ack 11, win 9, options [nop,nop,sack 1 "
		"{21:31}], length 0\n");
	assert_int_equal(t.segs[2].sack[0][0], 4000000021);
	assert_int_equal(t.segs[2].sack[0][1], 4000000031);
	text_case_end(&t);
}

#define ROW(time) time "IP 10.0.0.5.5 > 10.0.0.9.80: Flags [S], seq 7, win 9, length 0\n"

static void
times(void **state)
{
	static const struct {
		const char *what, *text;
		int64_t first_ms, last_ms;
	} rows[] = {
		{ "time of day", ROW("00:00:01.000 ") ROW("00:00:01.250 "), 1000, 1250 },
		{ "over midnight", ROW("23:59:59.900 ") ROW("00:00:00.100 "), 86399900, 86400100 },
		{ "swapped by a queue", ROW("10:00:00.002 ") ROW("10:00:00.001 "), 36000002,
		  36000001 },
		{ "date", ROW("1970-01-02 00:00:00.001 ") ROW("1970-01-02 00:00:00.002 "), 86400001,
		  86400002 },
		{ "seconds", ROW("1000000000.001000 ") ROW("1000000001.001000 "), 1000000000001,
		  1000000001001 },
		{ "pauses",
		  ROW(" 00:00:00.000000 ") ROW(" 00:00:00.300000 ") ROW(" 00:00:00.000000 ")
			  ROW(" 00:00:00.200000 ") ROW(" 00:00:00.100000 "),
		  0, 600 },
		{ "few pauses",
		  ROW(" 00:00:00.000000 ") ROW(" 00:00:00.100000 ") ROW(" 00:00:00.200000 "), 0,
		  300 },
		{ "since the first",
		  ROW(" 00:00:00.000000 ") ROW(" 00:00:00.100000 ") ROW(" 00:00:00.200000 ")
			  ROW(" 00:00:00.300000 ") ROW(" 00:00:01.300000 "),
		  0, 1300 },
		{ "told by the command",
		  "$ tcpdump -ni eth0 -ttttt\n" ROW(" 00:00:00.000000 ") ROW(" 00:00:00.100000 ")
			  ROW(" 00:00:00.200000 "),
		  0, 200 },
		{ "pauses, old", ROW("000000 ") ROW("100000 ") ROW("200000 "), 0, 300 },
		{ "pauses with other packets between",
		  ROW(" 00:00:00.000000 ") " 00:00:00.300000 ARP, Request who-has 10.0.0.9 tell 10.0.0.5, "
					   "length 28\n" ROW(" 00:00:00.100000 "),
		  0, 400 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct case_input *in;

		print_message("# row %zu\n", i);
		in = read_lines(rows[i].text);
		assert_int_equal(in->unread_count, 0);
		assert_int_equal(t.segs[0].time_ns, ms(rows[i].first_ms));
		assert_int_equal(t.segs[t.n - 1].time_ns, ms(rows[i].last_ms));
		assert_true(t.segs[0].known & SEG_HAS_TIME);
		text_case_end(&t);
	}
	read_lines(ROW(""));
	assert_false(t.segs[0].known & SEG_HAS_TIME);
	assert_int_equal(t.segs[0].time_ns, 0);
	text_case_end(&t);
}

static void
ip_headers(void **state)
{
	(void)state;
	read_lines(
		"14:39:21.089238 IP (tos 0x2,ECT(0), ttl 63, id 36753, offset 0, flags [DF], proto "
		"TCP (6), length 60)\n"
		"    192.168.10.44.38894 > 203.0.113.25.443: Flags [S], cksum 0x071d (incorrect -> "
		"0x84ee), seq 3458523196, win 64240, options [mss 1460,sackOK,TS val 1044724450 ecr "
		"0,nop,wscale 7], length 0\n"
		"14:39:21.099460 IP (tos 0x0, ttl 62, id 0, offset 0, flags [DF], proto TCP (6), "
		"length 60)\n"
		"    203.0.113.25.443 > 192.168.10.44.38894: Flags [S.], cksum 0x071e (incorrect -> "
		"0x904a), seq 4061005013, ack 3458523197, win 65160, length 0\n"
		"14:39:21.100000 IP6 (class 0x03, flowlabel 0xe5ad0, hlim 61, next-header TCP (6) "
		"payload length: 40) 2001:db8::1.5 > 2001:db8::2.6: Flags [S], cksum 0x1 (correct), "
		"seq 1, win 1, length 0\n");
	assert_int_equal(t.n, 3);
	assert_true(t.segs[0].known & SEG_HAS_IP);
	assert_int_equal(t.segs[0].ttl, 63);
	assert_int_equal(t.segs[0].tos, 2);
	assert_int_equal(t.segs[0].ip_id, 36753);
	/* 0x071d is what the pseudo header of these addresses sums up to: left to the card */
	assert_int_equal(t.segs[0].checksum, CHECKSUM_OFFLOADED);
	assert_int_equal(t.segs[1].checksum, CHECKSUM_BAD);
	assert_int_equal(t.segs[1].ttl, 62);
	assert_int_equal(t.segs[2].ttl, 61);
	assert_int_equal(t.segs[2].tos, 3);
	text_case_end(&t);
}

static void
other_packets(void **state)
{
	const struct capture_stats *c;
	struct case_input *in = read_lines(
		"tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n"
		"listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n"
		"14:02:11.001 IP6 fe80::1 > ff02::2: ICMP6, router solicitation, length 16\n"
		"14:02:11.002 ARP, Request who-has 10.0.0.9 tell 10.0.0.5, length 28\n"
		"14:02:11.003 IP 10.0.0.5.123 > 10.0.0.9.123: NTPv4, Client, length 48\n"
		"14:02:11.004 IP 10.0.0.1 > 10.0.0.5: ICMP 10.0.0.9 unreachable - need to frag (mtu "
		"1400), length 556\n"
		"14:02:11.005 IP 10.0.0.1 > 10.0.0.5: ICMP host 10.0.0.9 unreachable, length 68\n"
		"14:02:11.006 IP 10.0.0.5.5 > 10.0.0.9.80: tcp 14\n"
		"14:02:11.007 IP 10.0.0.5.5 > 10.0.0.9.80: Flags [S], seq 7, win 9, length 0\n"
		"\t0x0000:  4500 0028 0001 0000 4006 0000 0a00 0005  E..(....@.......\n"
		"14:02:11.008 IP 10.0.0.5.5 > 10.0.0.9.80: Flags [S], seq 7, win 9, length 0\n"
		"9 packets captured\n"
		"9 packets received by filter\n"
		"3 packets dropped by kernel\n"
		"garbage 17 =\n");

	(void)state;
	c = &in->capture;
	assert_int_equal(c->packets, 8);
	assert_int_equal(c->segments, 3);
	assert_int_equal(c->other, 5);
	assert_int_equal(c->icmp_too_big, 1);
	assert_int_equal(c->icmp_unreachable, 1);
	assert_int_equal(c->cut, 0);
	assert_int_equal(c->last_ns - c->first_ns, ms(7));
	assert_int_equal(in->records, 8);
	assert_int_equal(t.segs[2].packet, 8);
	assert_int_equal(in->unread_count, 1);
	assert_int_equal(in->unread.v[0].line, 15);
	assert_int_equal(in->problems.n, 2); /* -q, and what the kernel dropped */
	text_case_end(&t);
}

/* -q leaves the ends and the length: who sent how much, and when. No loss is seen in it. */
static void
quiet(void **state)
{
	const struct conn *c;
	struct case_input *in =
		read_lines("14:02:11.000 IP 10.0.0.5.51514 > 10.0.0.9.80: tcp 0\n"
			   "14:02:11.100 IP 10.0.0.9.80 > 10.0.0.5.51514: tcp 0\n"
			   "14:02:11.101 IP 10.0.0.5.51514 > 10.0.0.9.80: tcp 100 (DF)\n"
			   "14:02:13.101 IP 10.0.0.9.80 > 10.0.0.5.51514: tcp 1448\n"
			   "14:02:13.101 IP 10.0.0.9.80 > 10.0.0.5.51514: tcp 1448\n"
			   "14:02:13.200 IP 10.0.0.5.51514 > 10.0.0.9.80: [|tcp]\n");

	(void)state;
	assert_int_equal(in->capture.segments, 5);
	assert_int_equal(in->capture.cut, 1);
	assert_int_equal(in->problems.n, 2);
	assert_int_equal(tracker_count(in->tracker), 1);
	assert_int_equal(t.segs[2].flags, 0);
	assert_int_equal(t.segs[2].known, SEG_HAS_TIME);
	c = tracker_conn(in->tracker, 0);
	assert_int_equal(c->client.port, 51514);
	assert_int_equal(c->handshake, HANDSHAKE_NONE);
	assert_int_equal(c->half[C2S].bytes, 100);
	assert_int_equal(c->half[S2C].bytes, 2896);
	assert_int_equal(c->half[S2C].retransmissions, 0);
	assert_int_equal(c->half[S2C].capture_duplicates, 0);
	assert_false(c->half[C2S].have_isn);
	/* the server took 2 s: that much is seen */
	assert_int_equal(c->exchanges, 1);
	assert_int_equal(c->think_max_ns, ms(2000));
	text_case_end(&t);
}

/* With -v an ICMP error shows the packet it speaks of; that is not sent again. */
static void
quoted_packets(void **state)
{
	static const char *const rows[] = {
		"14:37:00.849808 IP (tos 0xc0, ttl 63, id 15500, offset 0, flags [none], proto ICMP (1), "
		"length 230)\n"
		"    10.255.0.2 > 10.20.1.15: ICMP time exceeded in-transit, length 210\n"
		"\tIP (tos 0x0, ttl 1, id 52745, offset 0, flags [DF], proto TCP (6), length 202)\n",
		"14:37:00.849808 52:54:00:b5:da:7d > 52:54:00:ad:93:aa, ethertype IPv4 (0x0800), length "
		"244: (tos 0xc0, ttl 63, id 15500, offset 0, flags [none], proto ICMP (1), length 230)\n"
		"    10.255.0.2 > 10.20.1.15: ICMP time exceeded in-transit, length 210\n"
		"\t(tos 0x0, ttl 1, id 52745, offset 0, flags [DF], proto TCP (6), length 202)\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char text[2048];
		struct case_input *in;

		snprintf(
			text, sizeof(text),
			"%s    10.20.1.15.53158 > 10.20.7.80.443: Flags [P.], seq 451:601, ack 1801, "
			"win 501, length 150\n"
			"14:37:08.341002 IP 10.20.1.15.53158 > 10.20.7.80.443: Flags [P.], seq 451:601, "
			"ack 1801, win 501, length 150\n",
			rows[i]);
		in = read_lines(text);
		assert_int_equal(in->unread_count, 0);
		assert_int_equal(in->capture.packets, 2);
		assert_int_equal(t.n, 1);
		assert_int_equal(t.segs[0].packet, 2);
		text_case_end(&t);
	}
}

static void
interfaces(void **state)
{
	(void)state;
	read_lines(
		"14:02:11.001 ifb0  In  IP 10.0.0.5.5 > 10.0.0.9.80: Flags [S], seq 7, length 0\n"
		"14:02:11.002 ifb1  Out IP 10.0.0.5.5 > 10.0.0.9.80: Flags [S], seq 7, length 0\n");
	assert_int_equal(t.segs[0].direction, DIRECTION_IN);
	assert_int_equal(t.segs[1].direction, DIRECTION_OUT);
	assert_true(t.segs[0].interface != t.segs[1].interface);
	text_case_end(&t);
}

static void
names(void **state)
{
	char client[ENDPOINT_TEXT_BYTES], again[ENDPOINT_TEXT_BYTES];

	(void)state;
	read_lines(
		"IP web-1.example.com.51514 > 10.0.0.9.https: Flags [S], seq 7, win 9, length 0\n"
		"IP 10.0.0.9.https > web-1.example.com.51514: Flags [S.], seq 9, ack 8, win 9, "
		"length 0\n");
	assert_int_equal(t.cs.views.n, 1);
	assert_int_equal(t.segs[0].dst.port, 443);
	assert_true(endpoint_text(client, &t.segs[0].src) != NULL);
	assert_memory_equal(client, "240.", 4);
	assert_int_equal(t.cs.remarks.n, 1); /* which name has which address */
	assert_true(str_has(t.cs.remarks.v[0].text, STR("web-1.example.com")));
	text_case_end(&t);

	read_lines(
		"IP web-1.example.com.1 > web-2.example.com.2: Flags [S], seq 7, win 9, length 0\n");
	t.segs[0].src.port = 51514;
	assert_string_equal(endpoint_text(again, &t.segs[0].src), client);
	assert_false(addr_eq(&t.segs[0].src.addr, &t.segs[0].dst.addr));
	text_case_end(&t);
}

/* -A: what looks like a line of a table may be payload. */
static void
payload(void **state)
{
	struct case_input *in = read_lines(
		"14:02:11.001 IP 10.0.0.5.5 > 10.0.0.9.80: Flags [P.], seq 1:80, ack 1, win 9, length 80\n"
		"E..(..@.@.........P\n"
		"GET / HTTP/1.1\n"
		"Host: 10.0.0.9\n"
		"14:02:11.002 IP 10.0.0.9.80 > 10.0.0.5.5: Flags [.], ack 80, win 9, length 0\n"
		"E..(..@.@...\n");

	(void)state;
	assert_int_equal(t.n, 2);
	assert_int_equal(in->unread_count, 0);
	text_case_end(&t);
}

/* Cut anywhere and with any byte changed, the text is read without a fault. */
static void
damaged(void **state)
{
	static const char text[] =
		"14:39:21.089238 eth0 In IP (tos 0x0, ttl 64, id 36753, offset 0, flags [DF], proto TCP "
		"(6), length 60)\n"
		"    192.168.10.44.38894 > 203.0.113.25.443: Flags [S.], cksum 0x071d (incorrect -> "
		"0x84ee), seq 3458523196:3458523199, ack 5, win 64240, options [mss 1460,sackOK,TS val "
		"1044724450 ecr 0,nop,nop,sack 1 {5:6},wscale 7], length 3: HTTP\n"
		"14:02:11 IP a.b.http > c.d.5: P 1:15(14) ack 1 win 502 <mss 1460,timestamp 1 2> (DF)\n";
	char copy[sizeof(text)];

	(void)state;
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		text_case_read(&t, (struct str){ text, i });
		text_case_end(&t);
		memcpy(copy, text, sizeof(text));
		copy[i] = (char)(i * 7);
		text_case_read(&t, (struct str){ copy, sizeof(text) - 1 });
		text_case_end(&t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms),	 cmocka_unit_test(options),
		cmocka_unit_test(numbers),	 cmocka_unit_test(sack_is_relative_too),
		cmocka_unit_test(times),	 cmocka_unit_test(ip_headers),
		cmocka_unit_test(other_packets), cmocka_unit_test(quoted_packets),
		cmocka_unit_test(interfaces),	 cmocka_unit_test(names),
		cmocka_unit_test(payload),	 cmocka_unit_test(damaged),
		cmocka_unit_test(quiet),
	};

	return cmocka_run_group_tests_name("readers/tcpdump", tests, NULL, NULL);
}
