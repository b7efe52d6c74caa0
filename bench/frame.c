/*
 * frame.c - headers, options, checksums, and a buffer in front of the file
 */
#include "frame.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "events.h"
#include "random.h"

#define BUFFER_BYTES (1u << 20)
#define RECORD_BYTES 2048     /* more than any record */
#define START_S 1700000000ull /* any date will do */
#define PCAP_MAGIC 0xa1b2c3d4 /* microseconds: what every reader knows */
#define ETHERNET_BYTES 14

/* All payload is the front of this block, so that its sum is known beforehand. */
static uint8_t payload[FRAME_PAYLOAD + 1];
static uint32_t payload_sum[FRAME_PAYLOAD + 1];

static void
make_payload(void)
{
	struct random r = { 1 };

	for (uint32_t i = 0; i < FRAME_PAYLOAD; i++) {
		payload[i] = (uint8_t)random_next(&r);
		payload_sum[i + 1] =
			payload_sum[i] + (uint32_t)(i % 2 ? payload[i] : payload[i] << 8);
	}
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

static void
put_little(uint8_t *p, uint64_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> 8 * i);
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

static uint8_t *
put_bytes(uint8_t *p, const uint8_t *from, size_t n)
{
	memcpy(p, from, n);
	return p + n;
}

/* Both headers end in the addresses, which the TCP checksum covers (RFC 9293, 3.1). */
static size_t
put_ip(uint8_t *ip, const struct frame *f, uint32_t tcp_bytes)
{
	uint8_t *p = ip;

	if (f->ipv6) {
		p = put_u16(put_u32(p, 0x60000000u), tcp_bytes);
		p = put_u16(p, 6 << 8 | 64);
		p = put_bytes(put_bytes(p, f->from->addr, 16), f->to->addr, 16);
		return (size_t)(p - ip);
	}
	p = put_u16(put_u16(p, 0x4500), 20 + tcp_bytes);
	p = put_u16(put_u16(p, f->ip_id), 0x4000); /* don't fragment */
	p = put_u16(put_u16(p, 64 << 8 | 6), 0);
	put_bytes(put_bytes(p, f->from->addr, 4), f->to->addr, 4);
	put_u16(ip + 10, fold(sum_words(ip, 20)));
	return 20;
}

/* In the order that Linux writes them. */
static size_t
put_options(uint8_t *start, const struct frame *f)
{
	uint8_t *p = start;

	if (f->flags & FLAG_SYN && f->bare)
		return 0;
	if (f->flags & FLAG_SYN) {
		p = put_u32(p, 0x02040000 | (f->ipv6 ? FRAME_MSS - 20 : FRAME_MSS));
		p = put_u32(p, f->timestamps ? 0x0402080a : 0x01010402);
	} else if (f->timestamps) {
		p = put_u32(p, 0x0101080a);
	}
	if (f->timestamps)
		p = put_u32(put_u32(p, f->tsval), f->tsecr);
	if (f->flags & FLAG_SYN)
		p = put_u32(p, 0x01030300u | f->wscale);
	if (f->nsack)
		p = put_u32(p, 0x01010502u + f->nsack * 8u);
	for (int i = 0; i < f->nsack; i++)
		p = put_u32(put_u32(p, f->sack[i][0]), f->sack[i][1]);
	return (size_t)(p - start);
}

static size_t
put_tcp(uint8_t *tcp, const struct frame *f, size_t option_bytes, uint32_t pseudo)
{
	size_t header_bytes = 20 + option_bytes;
	uint8_t *p = put_u16(put_u16(tcp, f->from->port), f->to->port);

	p = put_u32(put_u32(p, f->seq), f->flags & FLAG_ACK ? f->ack : 0);
	p = put_u16(p, (uint32_t)header_bytes / 4 << 12 | f->flags);
	put_u32(put_u16(p, f->window), 0);
	put_u16(tcp + 16, fold(pseudo + sum_words(tcp, header_bytes) + payload_sum[f->len]));
	return header_bytes;
}

/* The headers of f, at p; how many bytes they are. */
static size_t
put_headers(uint8_t *p, const struct frame *f)
{
	static const uint8_t ends[12] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2 };
	uint8_t options[60], *ip = put_u16(put_bytes(p, ends, 12), f->ipv6 ? 0x86dd : 0x0800);
	size_t option_bytes = put_options(options, f), ip_bytes;
	uint32_t tcp_bytes = (uint32_t)(20 + option_bytes) + f->len, pseudo;

	ip_bytes = put_ip(ip, f, tcp_bytes);
	memcpy(ip + ip_bytes + 20, options, option_bytes);
	pseudo = sum_words(f->ipv6 ? ip + 8 : ip + 12, f->ipv6 ? 32 : 8) + 6 + tcp_bytes;
	return ETHERNET_BYTES + ip_bytes + put_tcp(ip + ip_bytes, f, option_bytes, pseudo);
}

static void
flush(struct writer *w)
{
	for (size_t at = 0; at < w->used && !w->failed;) {
		ssize_t n = write(w->fd, w->buffer + at, w->used - at);

		w->failed = n <= 0;
		at += n > 0 ? (size_t)n : 0;
	}
	w->bytes += w->used;
	w->used = 0;
}

bool
writer_open(struct writer *w, const char *path, uint32_t snaplen)
{
	*w = (struct writer){ .snaplen = snaplen };
	make_payload();
	w->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (w->fd < 0)
		return false;
	w->buffer = must_grow(NULL, BUFFER_BYTES);
	memset(w->buffer, 0, 24);
	put_little(w->buffer, PCAP_MAGIC);
	put_little(w->buffer + 4, 4 << 16 | 2); /* version 2.4 */
	put_little(w->buffer + 16, snaplen);
	put_little(w->buffer + 20, 1); /* Ethernet */
	w->used = 24;
	return true;
}

uint64_t
writer_put(struct writer *w, const struct frame *f)
{
	uint8_t *record = w->buffer + w->used, *p = record + 16;
	size_t header_bytes = put_headers(p, f), wire_bytes = header_bytes + f->len;
	size_t kept = wire_bytes < w->snaplen ? wire_bytes : w->snaplen;
	uint64_t us = (uint64_t)f->ns / 1000;

	put_little(record, START_S + us / 1000000);
	put_little(record + 4, us % 1000000);
	put_little(record + 8, kept);
	put_little(record + 12, wire_bytes);
	if (kept > header_bytes)
		memcpy(p + header_bytes, payload, kept - header_bytes);
	w->used += 16 + kept;
	if (w->used > BUFFER_BYTES - RECORD_BYTES)
		flush(w);
	return ++w->packets;
}

bool
writer_close(struct writer *w)
{
	flush(w);
	free(w->buffer);
	return !close(w->fd) && !w->failed;
}
