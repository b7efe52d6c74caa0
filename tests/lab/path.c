/*
 * path.c - the path between the two hosts of the lab, and the record of what it did
 *
 *	client wan0 --veth--> read, cut -> impair -> heap by time -> join, write --veth--> server wan0
 *	     |                   |                                      |                    |
 *	 client.pcap           "P ..." ------------ path.log ------- "D ..."             server.pcap
 *
 *	lab-path --client NETNS --server NETNS --out FOLDER [--offload] [--c2s WORD…] [--s2c WORD…]
 *
 * It runs in a namespace of its own, where the other ends of the hosts' cables are called
 * client and server, says "ready" when it holds both, and ends when its standard input does.
 * path.log holds one line for each packet that a host sent and for each that one got;
 * tests/lab/truth.py reads it.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "host.h"
#include "impair.h"

#define NS 1000000000LL
/* The captures' rings hold seconds; looking at them rarely costs little. */
#define TAP_EVERY_NS 5000000LL
#define SLOTS 32768
#define SLOT_BYTES 9216 /* jumbo frames and some room */
#define WHOLE_BYTES 65600
#define CORRUPT_BIT 0x10

struct slot {
	int64_t due_ns;
	uint64_t uid, order;
	size_t len;
	uint8_t dir, copy;
	struct slot *next;
	uint8_t bytes[SLOT_BYTES];
};

struct path {
	struct host host[2];
	struct impair impair[2];
	struct impair_state state[2];
	struct flow_memory *memory;
	bool offload;
	FILE *log;
	int64_t start_ns, realtime_ns; /* to add to the monotonic clock */
	uint64_t in[2], out[2], uid, order;
	struct slot *spare, *heap[SLOTS];
	size_t heap_n;
	uint8_t joined[WHOLE_BYTES];
};

static int64_t
clock_ns(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return ts.tv_sec * NS + ts.tv_nsec;
}

/* --- the heap of what is under way --- */

static bool
sooner(const struct slot *a, const struct slot *b)
{
	return a->due_ns != b->due_ns ? a->due_ns < b->due_ns : a->order < b->order;
}

static void
heap_put(struct path *p, struct slot *s)
{
	size_t i = p->heap_n++;

	for (; i && sooner(s, p->heap[(i - 1) / 2]); i = (i - 1) / 2)
		p->heap[i] = p->heap[(i - 1) / 2];
	p->heap[i] = s;
}

static struct slot *
heap_take(struct path *p)
{
	struct slot *first = p->heap[0], *last = p->heap[--p->heap_n];
	size_t i = 0;

	for (size_t c; (c = 2 * i + 1) < p->heap_n; i = c) {
		if (c + 1 < p->heap_n && sooner(p->heap[c + 1], p->heap[c]))
			c++;
		if (!sooner(p->heap[c], last))
			break;
		p->heap[i] = p->heap[c];
	}
	p->heap[i] = last;
	return first;
}

static bool
slots_make(struct path *p)
{
	struct slot *all = mmap(NULL, SLOTS * sizeof *all, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (all == MAP_FAILED)
		return false;
	for (size_t i = 0; i < SLOTS - 1; i++)
		all[i].next = &all[i + 1];
	p->spare = all;
	return true;
}

/* --- in --- */

static void
log_in(struct path *p, int dir, uint64_t piece, const struct packet *k, const struct verdict *v,
       int64_t now_ns)
{
	fprintf(p->log, "P %" PRId64 " %d %" PRIu64 " %" PRIu64 " %" PRIu64,
		now_ns + p->realtime_ns, dir, p->in[dir], piece, p->uid);
	fprintf(p->log, " %u %u %u %u %u %u %u", k->sport, k->dport, k->ip_id, k->seq, k->ack,
		k->payload_len, k->flags);
	fprintf(p->log, " %s %" PRIu64 " %s%s%s%s-\n", fate_name(v->fate), v->backlog_bytes,
		v->late ? "l" : "", v->duplicate ? "d" : "", v->corrupt ? "c" : "",
		v->ce ? "e" : "");
}

static void
send_on(struct path *p, int dir, const struct packet *k, int64_t due_ns, uint8_t copy)
{
	struct slot *s = p->spare;

	if (!s || k->len > SLOT_BYTES) {
		fprintf(p->log, "E no room for packet %" PRIu64 "\n", p->uid);
		return;
	}
	p->spare = s->next;
	s->due_ns = due_ns;
	s->uid = p->uid;
	s->order = p->order++;
	s->len = k->len;
	s->dir = (uint8_t)dir;
	s->copy = copy;
	memcpy(s->bytes, k->bytes, k->len);
	heap_put(p, s);
}

static void
take(struct path *p, int dir, uint64_t piece, struct packet *k, int64_t now_ns)
{
	const struct impair *im = &p->impair[dir];
	struct verdict v =
		impair_decide(im, &p->state[dir], p->memory, dir, k, now_ns - p->start_ns);

	p->uid++;
	log_in(p, dir, piece, k, &v, now_ns);
	if (v.fate != FATE_SENT)
		return;
	if (v.ce)
		packet_mark_ce(k);
	if (v.corrupt)
		k->bytes[k->payload + k->payload_len / 2] ^= CORRUPT_BIT;
	send_on(p, dir, k, v.deliver_ns + p->start_ns, 0);
	if (v.duplicate)
		send_on(p, dir, k, v.deliver_ns + p->start_ns, 1);
}

static void
take_whole(struct path *p, int dir, struct packet *k, size_t gso_size, int64_t now_ns)
{
	uint8_t out[SLOT_BYTES];
	struct packet one;

	if (!gso_size || k->payload_len <= gso_size || k->payload + gso_size > sizeof out) {
		packet_checksums(k); /* it may have been left to the card */
		take(p, dir, 0, k, now_ns);
		return;
	}
	for (size_t i = 0; packet_piece(k, gso_size, i, out, &one); i++)
		take(p, dir, i, &one, now_ns);
}

static void
read_host(struct path *p, int dir)
{
	struct sent sent;

	for (; host_sent(&p->host[dir], &sent); host_done(&p->host[dir])) {
		int64_t now_ns = clock_ns(CLOCK_MONOTONIC);
		struct packet k;

		p->in[dir]++;
		if (!p->start_ns)
			p->start_ns = now_ns;
		if (!packet_parse(sent.ip, sent.len, &k))
			continue;
		if (p->offload && k.payload)
			take_whole(p, dir, &k, sent.gso_size, now_ns);
		else
			take(p, dir, 0, &k, now_ns);
	}
}

/* --- out --- */

static void
log_out(struct path *p, const struct slot *s, int64_t now_ns)
{
	fprintf(p->log, "D %" PRId64 " %d %" PRIu64 " %" PRIu64 " %d\n", now_ns + p->realtime_ns,
		s->dir, s->uid, p->out[s->dir], s->copy);
}

static struct slot *
due(struct path *p, int64_t now_ns)
{
	return p->heap_n && p->heap[0]->due_ns <= now_ns ? p->heap[0] : NULL;
}

static void
drop_first(struct path *p)
{
	struct slot *s = heap_take(p);

	s->next = p->spare;
	p->spare = s;
}

/* The first of the heap, and those behind it that join. */
static void
deliver(struct path *p, int64_t now_ns)
{
	struct slot *s = p->heap[0];
	int dir = s->dir;
	size_t size, joined = 0;
	struct packet k, next;

	p->out[dir]++;
	log_out(p, s, now_ns);
	memcpy(p->joined, s->bytes, s->len);
	packet_parse(p->joined, s->len, &k);
	size = k.payload_len;
	drop_first(p);
	while (size && p->impair[dir].gro && (s = due(p, now_ns)) && s->dir == dir) {
		packet_parse(s->bytes, s->len, &next);
		/* all are as large as the first, but the last */
		if (next.payload_len > size || k.payload_len % size ||
		    !packet_join(&k, &next, 65535))
			break;
		joined++;
		log_out(p, s, now_ns);
		drop_first(p);
	}
	if (!host_give(&p->host[!dir], &k, joined ? size : 0))
		fprintf(p->log, "E not given: %s\n", strerror(errno));
}

/* --- the loop --- */

static struct timespec
wait_time(const struct path *p, int64_t now_ns)
{
	int64_t ns = TAP_EVERY_NS;

	if (p->heap_n && p->heap[0]->due_ns - now_ns < ns)
		ns = p->heap[0]->due_ns - now_ns;
	return (struct timespec){ .tv_nsec = ns > 0 ? ns : 0 };
}

static void
run(struct path *p)
{
	struct pollfd fd[3] = {
		{ .fd = p->host[0].cable.fd, .events = POLLIN },
		{ .fd = p->host[1].cable.fd, .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
	};
	int64_t tapped_ns = 0, now_ns = 0;

	while (!fd[2].revents) {
		struct timespec wait;

		now_ns = clock_ns(CLOCK_MONOTONIC);

		while (due(p, now_ns))
			deliver(p, now_ns);
		if (now_ns - tapped_ns >= TAP_EVERY_NS) {
			host_tap(&p->host[0]);
			host_tap(&p->host[1]);
			tapped_ns = now_ns;
		}
		wait = wait_time(p, clock_ns(CLOCK_MONOTONIC));
		if (ppoll(fd, 3, &wait, NULL) < 0 && errno != EINTR)
			return;
		for (int i = 0; i < 2; i++)
			if (fd[i].revents & POLLIN)
				read_host(p, i);
	}
	fprintf(p->log, "X %" PRId64 "\n", now_ns + p->realtime_ns);
}

/* --- start and end --- */

static int
fail(const char *what, const char *why)
{
	fprintf(stderr, "lab-path: %s: %s\n", what, why);
	return 1;
}

struct arguments {
	const char *netns[2], *folder;
	bool offload;
};

static int
arguments_read(char **argv, struct arguments *a, struct impair *im)
{
	struct impair *to = NULL;

	for (char **w = argv + 1; *w; w++) {
		const char *err;

		if (!strcmp(*w, "--offload"))
			a->offload = true;
		else if (!strcmp(*w, "--c2s"))
			to = &im[0];
		else if (!strcmp(*w, "--s2c"))
			to = &im[1];
		else if (!strcmp(*w, "--client") && w[1])
			a->netns[0] = *++w;
		else if (!strcmp(*w, "--server") && w[1])
			a->netns[1] = *++w;
		else if (!strcmp(*w, "--out") && w[1])
			a->folder = *++w;
		else if (!to)
			return fail(*w, "not an option");
		else if (!impair_word(to, *w, &err))
			return fail(*w, err);
	}
	/* what is joined needs the header of offload to be told so */
	if (!a->offload && (im[0].gro || im[1].gro))
		return fail("gro", "is for --offload");
	if (!a->netns[0] || !a->netns[1] || !a->folder)
		return fail("usage", "--client NETNS --server NETNS --out FOLDER [--offload] "
				     "[--c2s WORD...] [--s2c WORD...]");
	return 0;
}

static bool
open_all(struct path *p, const struct arguments *a)
{
	static const char *const names[2] = { "client", "server" };
	char file[4096];
	const char *err;

	snprintf(file, sizeof file, "%s/path.log", a->folder);
	p->log = fopen(file, "we");
	p->memory = flow_memory_new();
	p->offload = a->offload;
	p->realtime_ns = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC);
	if (!p->log || !p->memory || !slots_make(p)) {
		fail(file, strerror(errno));
		return false;
	}
	for (int i = 0; i < 2; i++) {
		const struct cable cable = { a->netns[i], names[i] };

		snprintf(file, sizeof file, "%s/%s.pcap", a->folder, names[i]);
		if (!host_open(&p->host[i], &cable, file, a->offload, &err)) {
			fail(err, strerror(errno));
			return false;
		}
	}
	return true;
}

int
main(int argc, char **argv)
{
	static struct path p;
	struct arguments a = { 0 };

	(void)argc;
	if (arguments_read(argv, &a, p.impair))
		return 2;
	prctl(PR_SET_TIMERSLACK, 1L); /* to sleep no longer than asked */
	if (!open_all(&p, &a))
		return 1;
	printf("ready\n");
	fflush(stdout);
	run(&p);
	for (int i = 0; i < 2; i++) {
		unsigned missed = host_close(&p.host[i]);

		if (missed)
			fprintf(p.log, "E a capture or the cable missed %u packets\n", missed);
	}
	return fclose(p.log) ? fail("path.log", strerror(errno)) : 0;
}
