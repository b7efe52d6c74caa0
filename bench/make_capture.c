/*
 * make_capture.c - a capture of any size to measure with, always the same one
 *
 * make-capture [-p packets] [-f flows] [-c concurrent] [-s snaplen] FILE
 *
 * Each flow opens, asks, is answered in full segments that are acknowledged in
 * pairs, and closes; now and then a segment is sent twice. `concurrent` flows
 * are under way at once and take turns. One flow in ten runs over IPv6. Headers
 * and checksums are right, payload is zeros, and the numbers come from a
 * generator with a fixed seed.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MSS_BYTES 1448	      /* Ethernet's 1500 less IPv4, TCP and timestamps */
#define REQUEST_BYTES 200     /* a small HTTP request */
#define FIXED_PACKETS 8	      /* handshake 3, request 1, its ACK 1, close 3 */
#define REPEAT_ONE_IN 300     /* a third of a percent: an ordinary long path */
#define STEP_US 7	      /* between two packets of the capture */
#define START_S 1700000000ull /* any date will do */

enum { FIN = 1, SYN = 2, PSH = 8, ACK = 16 };

struct plan {
	uint64_t packets, flows, concurrent, snaplen;
};

struct flow {
	uint32_t number;
	uint64_t step;	     /* packets made so far */
	uint64_t data_steps; /* packets between request and close */
	uint32_t client_next, server_next;
	bool ipv6;
};

struct writer {
	FILE *out;
	uint64_t snaplen;
	uint64_t packets;
	uint32_t random;
};

static uint32_t
next_random(struct writer *w)
{
	w->random ^= w->random << 13; /* xorshift32 (Marsaglia 2003) */
	w->random ^= w->random >> 17;
	w->random ^= w->random << 5;
	return w->random;
}

static uint8_t *
put_u16(uint8_t *p, uint32_t v)
{
	*p++ = (uint8_t)(v >> 8);
	*p++ = (uint8_t)v;
	return p;
}

static uint8_t *
put_u32(uint8_t *p, uint32_t v)
{
	return put_u16(put_u16(p, v >> 16), v & 0xffff);
}

static uint32_t
sum_words(const uint8_t *p, size_t n)
{
	uint32_t sum = 0;

	for (; n > 1; n -= 2, p += 2)
		sum += (uint32_t)p[0] << 8 | p[1];
	return sum;
}

static uint16_t
fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* Both headers end in the addresses, which the TCP checksum covers (RFC 9293, 3.1). */
static size_t
put_ip(uint8_t *ip, const struct flow *f, bool from_client, uint32_t tcp_bytes)
{
	uint32_t client = 0x0a000000u | (f->number & 0xffffff), server = 0xc0000201u;
	uint32_t source = from_client ? client : server;
	uint32_t target = from_client ? server : client;
	uint8_t *p = ip;

	if (f->ipv6) {
		p = put_u16(put_u32(p, 0x60000000u), tcp_bytes);
		p = put_u16(p, 6 << 8 | 64);
		p = put_u32(put_u32(put_u32(put_u32(p, 0x20010db8u), 0), 0), source);
		p = put_u32(put_u32(put_u32(put_u32(p, 0x20010db8u), 0), 0), target);
		return (size_t)(p - ip);
	}
	p = put_u16(put_u16(p, 0x4500), 20 + tcp_bytes);
	p = put_u16(put_u16(p, (uint32_t)f->step & 0xffff), 0x4000);
	p = put_u16(put_u16(p, 64 << 8 | 6), 0);
	p = put_u32(put_u32(p, source), target);
	put_u16(ip + 10, fold(sum_words(ip, 20)));
	return 20;
}

static size_t
put_options(uint8_t *p, uint32_t flags, uint32_t now_ms)
{
	uint8_t *start = p;

	if (flags & SYN) {
		p = put_u32(p, 0x020405b4); /* MSS 1460 */
		p = put_u32(p, 0x0402080a); /* SACK permitted, timestamps … */
	} else {
		p = put_u32(p, 0x0101080a);
	}
	p = put_u32(put_u32(p, now_ms), flags & ACK ? now_ms - 1 : 0);
	if (flags & SYN)
		p = put_u32(p, 0x01030307); /* window scale 7 */
	return (size_t)(p - start);
}

static void
put_little(struct writer *w, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		putc((int)(v >> 8 * i & 0xff), w->out);
}

static void
write_frame(struct writer *w, const uint8_t *headers, size_t header_bytes, size_t len_bytes)
{
	static const uint8_t zeros[MSS_BYTES];
	uint64_t us = w->packets * STEP_US;
	size_t kept = len_bytes < w->snaplen ? len_bytes : (size_t)w->snaplen;
	size_t from_headers = kept < header_bytes ? kept : header_bytes;

	put_little(w, START_S + us / 1000000, 4);
	put_little(w, us % 1000000, 4);
	put_little(w, kept, 4);
	put_little(w, len_bytes, 4);
	fwrite(headers, 1, from_headers, w->out);
	fwrite(zeros, 1, kept - from_headers, w->out);
	w->packets++;
}

static void
send(struct writer *w, const struct flow *f, bool from_client, uint32_t flags, uint32_t seq,
     uint32_t ack, uint32_t len_bytes)
{
	uint8_t frame[128] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2 };
	uint8_t options[24], *ip = frame + 14, *tcp, *p;
	size_t option_bytes = put_options(options, flags, (uint32_t)(w->packets / 100 + 1000));
	uint32_t tcp_bytes = (uint32_t)(20 + option_bytes) + len_bytes;
	uint32_t port = 1024 + f->number % 60000, sum;
	size_t ip_bytes = put_ip(ip, f, from_client, tcp_bytes);

	put_u16(frame + 12, f->ipv6 ? 0x86dd : 0x0800);
	p = tcp = ip + ip_bytes;
	p = put_u16(put_u16(p, from_client ? port : 443), from_client ? 443 : port);
	p = put_u32(put_u32(p, seq), flags & ACK ? ack : 0);
	p = put_u16(put_u16(p, (uint32_t)(20 + option_bytes) / 4 << 12 | flags), 65000);
	p = put_u32(p, 0);
	memcpy(p, options, option_bytes);
	sum = sum_words(f->ipv6 ? ip + 8 : ip + 12, f->ipv6 ? 32 : 8) + 6 + tcp_bytes;
	put_u16(tcp + 16, fold(sum + sum_words(tcp, 20 + option_bytes)));
	write_frame(w, frame, 14 + ip_bytes + 20 + option_bytes,
		    14 + ip_bytes + 20 + option_bytes + len_bytes);
}

static void
send_answer(struct writer *w, struct flow *f, uint64_t nth)
{
	if (nth % 3 == 2) { /* two segments, one ACK */
		send(w, f, true, ACK, f->client_next, f->server_next, 0);
	} else if (next_random(w) % REPEAT_ONE_IN == 0 && nth % 3 == 1) {
		send(w, f, false, ACK, f->server_next - MSS_BYTES, f->client_next, MSS_BYTES);
	} else {
		send(w, f, false, ACK, f->server_next, f->client_next, MSS_BYTES);
		f->server_next += MSS_BYTES;
	}
}

/* One more packet of the flow; false when it was the last. */
static bool
advance(struct writer *w, struct flow *f)
{
	uint64_t step = f->step++, close = 5 + f->data_steps;

	if (step >= 5 && step < close) {
		send_answer(w, f, step - 5);
	} else if (step == 0) {
		send(w, f, true, SYN, f->client_next++, 0, 0);
	} else if (step == 1) {
		send(w, f, false, SYN | ACK, f->server_next++, f->client_next, 0);
	} else if (step == 2) {
		send(w, f, true, ACK, f->client_next, f->server_next, 0);
	} else if (step == 3) {
		send(w, f, true, PSH | ACK, f->client_next, f->server_next, REQUEST_BYTES);
		f->client_next += REQUEST_BYTES;
	} else if (step == 4) {
		send(w, f, false, ACK, f->server_next, f->client_next, 0);
	} else if (step == close) {
		send(w, f, false, FIN | ACK, f->server_next++, f->client_next, 0);
	} else if (step == close + 1) {
		send(w, f, true, FIN | ACK, f->client_next++, f->server_next, 0);
	} else {
		send(w, f, false, ACK, f->server_next, f->client_next, 0);
		return false;
	}
	return true;
}

static struct flow
open_flow(struct writer *w, const struct plan *plan, uint64_t number)
{
	uint64_t each = plan->packets / plan->flows;
	uint64_t rest = number < plan->packets % plan->flows;

	return (struct flow){
		.number = (uint32_t)number,
		.data_steps = each + rest > FIXED_PACKETS ? each + rest - FIXED_PACKETS : 0,
		.client_next = next_random(w),
		.server_next = next_random(w),
		.ipv6 = number % 10 == 9,
	};
}

static void
make(struct writer *w, const struct plan *plan)
{
	uint64_t live = plan->concurrent < plan->flows ? plan->concurrent : plan->flows;
	struct flow *flows = calloc(live, sizeof(*flows));
	uint64_t opened = 0;

	if (!flows) {
		perror("make-capture");
		exit(EXIT_FAILURE);
	}
	while (opened < live) {
		flows[opened] = open_flow(w, plan, opened);
		opened++;
	}
	for (uint64_t i = 0; live; i = i + 1 < live ? i + 1 : 0) {
		if (i >= live || advance(w, &flows[i]))
			continue;
		if (opened < plan->flows)
			flows[i] = open_flow(w, plan, opened++);
		else
			flows[i] = flows[--live];
	}
	free(flows);
}

static void
write_file_header(struct writer *w)
{
	put_little(w, 0xa1b2c3d4, 4);
	put_little(w, 2, 2);
	put_little(w, 4, 2);
	put_little(w, 0, 8);
	put_little(w, w->snaplen, 4);
	put_little(w, 1, 4); /* Ethernet */
}

static bool
read_number(const char *text, uint64_t min, uint64_t *ret)
{
	char *end;
	uint64_t n = strtoull(text, &end, 10);

	if (*end || n < min || n > UINT32_MAX)
		return false;
	*ret = n;
	return true;
}

static bool
read_options(int argc, char **argv, struct plan *plan)
{
	bool ok = true;

	for (int c; (c = getopt(argc, argv, "p:f:c:s:")) != -1;) {
		if (c == 'p')
			ok &= read_number(optarg, 1, &plan->packets);
		else if (c == 'f')
			ok &= read_number(optarg, 1, &plan->flows);
		else if (c == 'c')
			ok &= read_number(optarg, 1, &plan->concurrent);
		else if (c == 's')
			ok &= read_number(optarg, 64, &plan->snaplen);
		else
			ok = false;
	}
	return ok && optind + 1 == argc;
}

int
main(int argc, char **argv)
{
	struct plan plan = { 1000000, 100, 100, 96 };
	struct writer w = { .random = 2463534242u };

	if (!read_options(argc, argv, &plan)) {
		fprintf(stderr, "usage: make-capture [-p packets] [-f flows] [-c concurrent]"
				" [-s snaplen] FILE\n");
		return 2;
	}
	w.snaplen = plan.snaplen;
	w.out = fopen(argv[optind], "wb");
	if (!w.out) {
		perror(argv[optind]);
		return EXIT_FAILURE;
	}
	write_file_header(&w);
	make(&w, &plan);
	if (fclose(w.out)) {
		perror(argv[optind]);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}
