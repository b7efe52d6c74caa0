/*
 * syn-cookies: many cookies sent, few used.
 *
 * The numbers look like a disaster and are the sign of a defence that works.
 */
#include "drill/questions/syn_cookies.h"

#include <stdlib.h>

/* A burst of real clients can overflow a queue too; of them most come back. */
#define COOKIES_MIN 100
#define RECEIVED_MIN 2 /* one is no crowd to speak of */
#define UNUSED_TO_USED 10
#define HALF_OPEN_SHOWN 2

static bool
look(const struct question *q, struct syn_cookies *c, struct counter_found *ret_sent,
     struct counter_found *ret_received)
{
	*ret_sent = case_counter(q->cs, "TcpExtSyncookiesSent");
	*ret_received = case_counter(q->cs, "TcpExtSyncookiesRecv");
	c->failed = case_counter(q->cs, "TcpExtSyncookiesFailed");
	c->overflows = case_counter(q->cs, "TcpExtListenOverflows");
	c->sent = ret_sent->growth;
	c->received = ret_received->growth;
	if (!ret_sent->found || !ret_received->found || c->received > c->sent)
		return false;
	c->open = c->sent - c->received;
	return c->sent >= COOKIES_MIN && c->received >= RECEIVED_MIN &&
	       c->sent / UNUSED_TO_USED >= c->received && !c->overflows.growth;
}

/* A pair of packets that never became a connection. */
static void
show_half_open(struct question *q, const struct conn *c)
{
	char client[ENDPOINT_TEXT_BYTES], server[ENDPOINT_TEXT_BYTES];

	show(q, "",
	     tell(q, "%s > %s  SYN, answered by SYN-ACK, no ACK", endpoint_text(client, &c->client),
		  endpoint_text(server, &c->server)));
}

static void
count_half_open(const struct question *q, struct syn_cookies *c)
{
	for (size_t i = 0; i < q->cs->views.n; i++) {
		const struct conn *conn = q->cs->views.v[i].conn;

		c->half_open += conn->opening == OPENING_HALF;
		c->syn_repeated += conn->opening == OPENING_HALF && conn->syns > 1;
	}
}

static void
show_evidence(struct question *q, struct origin *at, size_t n)
{
	size_t shown = 0;

	for (size_t i = 0; i < q->cs->views.n && shown < HALF_OPEN_SHOWN; i++)
		if (q->cs->views.v[i].conn->opening == OPENING_HALF) {
			show_half_open(q, q->cs->views.v[i].conn);
			shown++;
		}
	for (size_t i = 0; i < n; i++)
		show_line(q, at[i], NULL);
}

static int
by_line(const void *a, const void *b)
{
	const struct origin *x = a, *y = b;

	return (x->line > y->line) - (x->line < y->line);
}

static void
word(struct question *q, const struct syn_cookies *c)
{
	struct str sent = tell_count(q, c->sent), received = tell_count(q, c->received);

	q->prompt = tell(q,
			 STR_F " SYN cookies were sent, " STR_F " came back. What is happening, "
			       "and what is to be done?",
			 STR_A(sent), STR_A(received));
	q->hint = STR("What does the server keep for a SYN that it has answered with a cookie?");
	q->right = tell(q,
			"A flood, absorbed: leave cookies on, filter upstream; the " STR_F
			" were real clients",
			STR_A(received));
	q->right_key = STR("absorbed");
	q->because = tell(
		q,
		"The cookie is the state: it travels in the SYN-ACK's sequence number, so " STR_F
		" unanswered SYNs hold no memory, and each of the " STR_F
		" ACKs that brought one back made a connection.",
		STR_A(tell_count(q, c->open)), STR_A(received));
}

static bool
ask(struct question *q)
{
	struct syn_cookies *c = arena_new(q->arena, struct syn_cookies, 1);
	struct counter_found sent, received;
	struct origin at[3];
	size_t n = 2;

	if (!look(q, c, &sent, &received))
		return false;
	q->facts = c;
	count_half_open(q, c);
	at[0] = sent.at;
	at[1] = received.at;
	if (c->failed.found)
		at[n++] = c->failed.at;
	qsort(at, n, sizeof *at, by_line);
	question_source(q, sent.at.input);
	show_evidence(q, at, n);
	word(q, c);
	return q->shown.n > 0;
}

const struct question_kind question_syn_cookies = {
	.id = "syn-cookies",
	.title = "SYN cookies under a flood",
	.needs = "counters with SyncookiesSent far above SyncookiesRecv",
	.read = "RFC 4987, 3.6: SYN cookies",
	.seconds = 180,
	.ask = ask,
};
