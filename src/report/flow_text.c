/*
 * flow_text.c - connections as a table: a line of figures, a line of notes
 */
#include <stdio.h>
#include <stdlib.h>

#include "report/inputs.h"
#include "report/page.h"

#define LASTED_COLUMNS 9 /* "12 min 5 s" is cut to a unit less */
#define BYTES_COLUMNS 8
#define NOTE_INDENT 5
#define STACKED_COLUMNS 15 /* of a table whose addresses have a line for themselves */
#define ENDPOINT_COLUMNS 9 /* the heading "client" and a blank or two */

/* An account is worth its words from here on. */
#define SHARE_SHOWN 0.10

/* Rows that wait: enough to meet the addresses that most captures hold. */
#define ROWS_WAITING 500

static const char *const icmp_words[] = {
	[ICMP_NONE] = "nothing",
	[ICMP_TOO_BIG] = "fragmentation needed",
	[ICMP_HOST_UNREACHABLE] = "host unreachable",
	[ICMP_PORT_UNREACHABLE] = "port unreachable",
	[ICMP_PROTOCOL_UNREACHABLE] = "protocol unreachable",
	[ICMP_PROHIBITED] = "prohibited",
	[ICMP_TIME_EXCEEDED] = "time exceeded",
	[ICMP_REASSEMBLY_EXCEEDED] = "fragments missing",
	[ICMP_PARAMETER_PROBLEM] = "parameter problem",
};

struct flow_table {
	struct arena *arena;
	struct out *o;
	struct style s;
	const char *input;
	bool has_order, decided;
	struct conn *waiting;
	size_t waiting_n;
	uint64_t shown, bytes;
	unsigned number, client, server; /* columns */
	bool stacked;			 /* addresses too long for a table */
};

struct notes {
	struct out text;
	bool any;
};

static struct out *
note(struct notes *n)
{
	if (n->any)
		out_puts(&n->text, " · ");
	n->any = true;
	return &n->text;
}

static void
note_opening(struct notes *n, const struct conn *c)
{
	char time[TIME_TEXT_BYTES];

	switch ((enum opening)c->opening) {
	case OPENING_UNSEEN:
		out_puts(note(n), "begins in mid-stream");
		break;
	case OPENING_DONE:
		if (!c->has_times || c->syn_ns == TIME_NONE || c->handshake_ack_ns == TIME_NONE)
			break;
		out_puts(note(n), "opened in ");
		out_puts(&n->text, duration_text(time, c->handshake_ack_ns - c->syn_ns));
		break;
	case OPENING_UNANSWERED:
		count_words(note(n), c->syns, "SYN", "SYNs");
		out_puts(&n->text, ", no answer");
		break;
	case OPENING_REFUSED:
		out_puts(note(n), "refused");
		break;
	case OPENING_HALF:
		out_puts(note(n), "half open: no final ACK");
		break;
	}
}

/* The RTT of the sender farther from the capture: the other's is nearly 0. */
static void
note_rtt(struct notes *n, const struct conn *c)
{
	const struct rtt_stats *a = &c->half[C2S].rtt, *b = &c->half[S2C].rtt;
	const struct rtt_stats *r = a->srtt_ns > b->srtt_ns ? a : b;
	char time[TIME_TEXT_BYTES];

	if (!r->samples)
		return;
	out_puts(note(n), "rtt ");
	out_puts(&n->text, duration_text(time, r->srtt_ns));
}

static void
note_repeats(struct notes *n, const struct conn *c)
{
	const struct half *a = &c->half[C2S], *b = &c->half[S2C];
	uint64_t repeats = a->retransmissions + b->retransmissions;
	uint64_t sent = a->data_packets + b->data_packets;
	uint64_t unneeded = a->unneeded + b->unneeded;

	if (!repeats)
		return;
	count_text(note(n), repeats);
	out_puts(&n->text, " sent again");
	if (sent) {
		out_puts(&n->text, " (");
		out_fixed(&n->text, 100.0 * (double)repeats / (double)sent, 1);
		out_puts(&n->text, " %)");
	}
	if (unneeded) {
		out_puts(&n->text, ", ");
		count_text(&n->text, unneeded);
		out_puts(&n->text, " of them not needed");
	}
}

static void
note_windows(struct notes *n, const struct conn *c)
{
	uint64_t shut = c->half[C2S].zero_windows + c->half[S2C].zero_windows;

	if (!shut)
		return;
	out_puts(note(n), "window shut ");
	count_words(&n->text, shut, "time", "times");
}

/* What came back from the way; a number that was not in flight makes it doubtful. */
static void
note_icmp(struct notes *n, const struct half *h)
{
	char from[ADDR_TEXT_BYTES];

	for (const struct icmp_seen *e = h->icmp; e; e = e->next) {
		out_printf(note(n), "ICMP from %s: %s", addr_text(from, &e->from),
			   icmp_words[e->error]);
		if (e->mtu)
			out_printf(&n->text, ", MTU %u", e->mtu);
		if (e->count > 1)
			out_printf(&n->text, ", %llu times", (unsigned long long)e->count);
		if (e->out_of_flight == e->count)
			out_puts(&n->text, ", about nothing in flight");
	}
}

static void
note_account(struct notes *n, const struct conn *c)
{
	int64_t all = conn_duration_ns(c);
	size_t most = 0;

	for (size_t i = 1; i < ACCOUNT_COUNT; i++)
		if (c->ledger.ns[i] > c->ledger.ns[most])
			most = i;
	if (all <= 0 || (double)c->ledger.ns[most] < SHARE_SHOWN * (double)all)
		return;
	out_puts(note(n), account_words((enum account)most));
	out_char(&n->text, ' ');
	out_fixed(&n->text, 100.0 * (double)c->ledger.ns[most] / (double)all, 0);
	out_puts(&n->text, " %");
}

static void
note_end(struct notes *n, const struct conn *c)
{
	const struct half *client = &c->half[C2S], *server = &c->half[S2C];

	if (c->opening == OPENING_REFUSED || c->opening == OPENING_UNANSWERED)
		return;
	if (client->resets || server->resets)
		out_printf(note(n), "reset by %s",
			   !server->resets   ? "client"
			   : !client->resets ? "server"
					     : "both");
	else if (client->fins && server->fins)
		out_puts(note(n), "closed");
	else if (client->fins || server->fins)
		out_printf(note(n), "only the %s has closed", client->fins ? "client" : "server");
}

static void
print_notes(struct flow_table *t, const struct conn *c)
{
	struct notes n = { .any = false };

	out_init_memory(&n.text);
	note_opening(&n, c);
	note_rtt(&n, c);
	note_repeats(&n, c);
	note_windows(&n, c);
	note_icmp(&n, &c->half[C2S]);
	note_icmp(&n, &c->half[S2C]);
	note_account(&n, c);
	note_end(&n, c);
	if (n.any) {
		out_fill(t->o, ' ', NOTE_INDENT);
		wrap_toned(t->o, t->s, TONE_ASIDE, out_text(&n.text), NOTE_INDENT, NOTE_INDENT);
		out_char(t->o, '\n');
	}
	out_fini(&n.text);
}

static void
put_bytes(struct flow_table *t, uint64_t bytes)
{
	char text[BYTES_TEXT_MAX];

	text_put_right(t->o, (struct str){ text, (size_t)(bytes_put(text, bytes) - text) },
		       BYTES_COLUMNS);
}

static void
put_number(struct flow_table *t, uint32_t number)
{
	char text[PUT_NUMBER_MAX];
	size_t n = (size_t)(put_u64(text, number) - text);

	out_fill(t->o, ' ', t->number - MIN(n, t->number));
	out_str(t->o, (struct str){ text, n });
}

/* Letters of ours, a column each; what is wider than its column pushes the rest on. */
static void
put_left(struct flow_table *t, const char *text, unsigned columns)
{
	size_t n = strlen(text);

	out_str(t->o, (struct str){ text, n });
	out_fill(t->o, ' ', columns - MIN(n, columns));
}

static void
print_row(struct flow_table *t, const struct conn *c)
{
	char client[ENDPOINT_TEXT_BYTES], server[ENDPOINT_TEXT_BYTES], time[TIME_TEXT_BYTES];

	endpoint_text(client, &c->client);
	endpoint_text(server, &c->server);
	put_number(t, c->number);
	out_puts(t->o, "  ");
	if (t->stacked) {
		out_printf(t->o, "%s → %s\n", client, server);
		out_fill(t->o, ' ', t->number + 2 + t->client + 2 + t->server);
	} else {
		put_left(t, client, t->client);
		out_puts(t->o, "  ");
		put_left(t, server, t->server);
	}
	out_fill(t->o, ' ', 1);
	text_put_right(t->o,
		       c->has_times ? str_from(duration_text(time, conn_duration_ns(c))) : STR("-"),
		       LASTED_COLUMNS);
	put_bytes(t, c->half[C2S].unique_bytes);
	out_char(t->o, ' ');
	put_bytes(t, c->half[S2C].unique_bytes);
	out_char(t->o, '\n');
	print_notes(t, c);
}

/* How wide the addresses are, and whether they fit beside the figures. */
static void
measure(struct flow_table *t)
{
	char buf[ENDPOINT_TEXT_BYTES];

	t->number = 2;
	t->client = t->server = ENDPOINT_COLUMNS;
	for (size_t i = 0; i < t->waiting_n; i++) {
		const struct conn *c = &t->waiting[i];
		unsigned digits = (unsigned)snprintf(buf, sizeof buf, "%u", c->number);

		t->number = MAX(t->number, digits);
		t->client = MAX(t->client, (unsigned)strlen(endpoint_text(buf, &c->client)));
		t->server = MAX(t->server, (unsigned)strlen(endpoint_text(buf, &c->server)));
	}
	t->stacked = t->number + t->client + t->server + 6 + LASTED_COLUMNS + 2 * BYTES_COLUMNS >
		     t->s.width;
	if (t->stacked)
		t->client = t->server = STACKED_COLUMNS;
}

static void
put_heading(struct flow_table *t)
{
	wrap_toned(t->o, t->s, TONE_VERDICT, input_name_words(t->input), 0, 0);
	out_printf(t->o, "\n\n%*s  %-*s  %-*s %*s%*s %*s\n", (int)t->number, "#", (int)t->client,
		   "client", (int)t->server, "server", LASTED_COLUMNS, "lasted", BYTES_COLUMNS,
		   "sent", BYTES_COLUMNS, "received");
}

static int
by_number(const void *pa, const void *pb)
{
	const struct conn *a = pa, *b = pb;

	return (a->number > b->number) - (a->number < b->number);
}

static void
decide(struct flow_table *t)
{
	t->decided = true;
	if (!t->has_order)
		qsort(t->waiting, t->waiting_n, sizeof *t->waiting, by_number);
	measure(t);
	put_heading(t);
	for (size_t i = 0; i < t->waiting_n; i++)
		print_row(t, &t->waiting[i]);
}

struct flow_table *
flow_table_new(struct arena *a, struct out *o, struct style s, const char *input, bool has_order)
{
	struct flow_table *t = arena_new(a, struct flow_table, 1);

	t->arena = a;
	t->o = o;
	t->s = s;
	t->input = input;
	t->has_order = has_order;
	t->waiting = arena_new(a, struct conn, ROWS_WAITING);
	return t;
}

/* A connection that is over takes its errors along. */
static const struct icmp_seen *
copy_icmp(struct arena *a, const struct icmp_seen *e)
{
	struct icmp_seen *all = NULL, **link = &all;

	for (; e; e = e->next) {
		struct icmp_seen *copy = arena_new(a, struct icmp_seen, 1);

		*copy = *e;
		*link = copy;
		link = &copy->next;
	}
	return all;
}

void
flow_table_row(struct flow_table *t, const struct conn *c)
{
	t->shown++;
	t->bytes += c->half[C2S].unique_bytes + c->half[S2C].unique_bytes;
	if (t->decided) {
		print_row(t, c);
		return;
	}
	t->waiting[t->waiting_n] = *c;
	for (int d = 0; d < 2; d++)
		t->waiting[t->waiting_n].half[d].icmp = copy_icmp(t->arena, c->half[d].icmp);
	t->waiting_n++;
	if (t->waiting_n == ROWS_WAITING)
		decide(t);
}

void
flow_table_end(struct flow_table *t, uint64_t all)
{
	if (!t->decided)
		decide(t);
	out_char(t->o, '\n');
	if (t->shown < all) {
		count_text(t->o, t->shown);
		out_puts(t->o, " of ");
	}
	count_words(t->o, all, "connection", "connections");
	out_puts(t->o, ", ");
	bytes_text(t->o, t->bytes);
	out_puts(t->o, " carried\n");
}
