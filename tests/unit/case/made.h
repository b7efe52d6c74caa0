/*
 * made.h - inputs made by hand, for the tests of the case
 *
 * Include cmocka.h before.
 */
#ifndef CRUX_TESTS_CASE_MADE_H
#define CRUX_TESTS_CASE_MADE_H

#include "case/case.h"

struct made {
	struct arena a;
	struct crux_case cs;
};

static inline void
made_begin(struct made *m)
{
	arena_init(&m->a, "case", (size_t)256 << 20);
	case_init(&m->cs, &m->a);
}

static inline void
made_end(struct made *m)
{
	arena_fini(&m->a);
}

/* An input with packets; feed it with made_segment, then case_finish. */
static inline uint32_t
made_capture(struct made *m, const char *path)
{
	uint32_t input = case_add_input(&m->cs, path);
	struct tracker_options none = { 0 };

	case_input(&m->cs, input)->tracker = tracker_new(&m->a, &none);
	return input;
}

/* From 10.0.0.1:port to 10.0.0.2:80, or back. */
static inline struct segment
made_segment(uint64_t packet, int64_t time_s, uint16_t port, bool back, uint8_t flags, uint32_t seq,
	     uint32_t ack, uint32_t len)
{
	struct endpoint client = { addr_from_v4(0x0a000001), port };
	struct endpoint server = { addr_from_v4(0x0a000002), 80 };

	return (struct segment){
		.packet = packet,
		.time_ns = time_s * NS_PER_S,
		.src = back ? server : client,
		.dst = back ? client : server,
		.flags = flags,
		.seq = seq,
		.ack = ack,
		.len = len,
		.window = 500,
		.known = SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW,
	};
}

static inline void
made_feed(struct made *m, uint32_t input, struct segment s)
{
	tracker_feed(case_input(&m->cs, input)->tracker, &s);
}

/* A handshake and a byte each way, a second between packets. */
static inline void
made_connection(struct made *m, uint32_t input, int64_t time_s, uint16_t port, uint32_t isn)
{
	made_feed(m, input, made_segment(1, time_s, port, false, TCP_SYN, isn, 0, 0));
	made_feed(m, input,
		  made_segment(2, time_s + 1, port, true, TCP_SYN | TCP_ACK, ~isn, isn + 1, 0));
	made_feed(m, input,
		  made_segment(3, time_s + 2, port, false, TCP_ACK | TCP_PSH, isn + 1, ~isn + 1,
			       1));
	made_feed(m, input, made_segment(4, time_s + 3, port, true, TCP_ACK, ~isn + 1, isn + 2, 1));
}

static inline void
made_finish(struct made *m)
{
	for (uint32_t i = 0; i < m->cs.inputs.n; i++)
		if (m->cs.inputs.v[i].tracker)
			tracker_finish(m->cs.inputs.v[i].tracker);
	case_finish(&m->cs);
}

struct made_counter {
	const char *name;
	uint64_t value;
};

/* A sample of counters; the list ends with a NULL name. */
static inline uint32_t
made_counters(struct made *m, uint32_t input, uint32_t line, const char *host,
	      const struct made_counter *list)
{
	struct sample s = {
		.at = { .input = input, .line = line },
		.kind = "nstat",
		.host = str_from(host),
		.time_ns = TIME_NONE,
	};
	uint32_t sample = case_add_sample(&m->cs, &s);

	for (; list->name; list++)
		vec_push(&m->a, &m->cs.counters,
			 (struct counter){ .at = { .input = input, .line = ++line },
					   .sample = sample,
					   .name = str_from(list->name),
					   .value = list->value });
	return sample;
}

#endif
