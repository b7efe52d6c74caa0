/*
 * close-wait: thousands of sockets that the peers have closed.
 *
 * The state's name says whose turn it is, and most readers take it for the
 * other side's.
 */
#include "drill/questions/close_wait.h"

/*
 * A server has a few at any moment, between end of file and its close(). A
 * hundred, and a twentieth of what is established, are no moment.
 */
#define CLOSE_WAIT_MIN 100
#define ESTABLISHED_TO_CLOSE_WAIT 20

/* Nobody wonders about less, unless somebody wrote that it grows. */
#define MEMORY_MIN_BYTES 1000000000

#define WITNESSES_MAX 4 /* three counts and a process */

static bool
is_climbing(const struct process *p)
{
	return str_has_nocase(p->remark, STR("climb")) || str_has_nocase(p->remark, STR("grow"));
}

static const struct process *
largest(const struct crux_case *cs)
{
	const struct process *found = NULL;

	for (size_t i = 0; i < cs->processes.n; i++) {
		const struct process *p = &cs->processes.v[i];

		if (p->has_rss && (p->rss_bytes >= MEMORY_MIN_BYTES || is_climbing(p)) &&
		    (!found || p->rss_bytes > found->rss_bytes))
			found = p;
	}
	return found;
}

static size_t
look(const struct question *q, struct close_wait *c, struct origin *at)
{
	size_t n = 0;

	c->close_wait = case_sockets_in_state(q->cs, TCP_CLOSE_WAIT, &at[n]);
	n += c->close_wait > 0;
	c->established = case_sockets_in_state(q->cs, TCP_ESTABLISHED, &at[n]);
	n += c->established > 0;
	c->time_wait = case_sockets_in_state(q->cs, TCP_TIME_WAIT, &at[n]);
	n += c->time_wait > 0;
	c->process = largest(q->cs);
	if (c->process)
		at[n++] = c->process->at;
	return n;
}

/* A bare number says nothing without the command above it: "… | wc -l". */
static size_t
add_commands(const struct question *q, struct origin *at, size_t n)
{
	size_t all = n;

	for (size_t i = 0; i < n; i++) {
		struct origin before = at[i];

		before.line -= before.line > 0;
		if (str_ends(str_trim(line_text(q->cs, before)), STR("wc -l")))
			at[all++] = before;
	}
	return all;
}

/* Rows of a table are counted, and the count is shown; a count's own line is. */
static bool
is_counted(const struct question *q, enum tcp_state state, uint64_t n)
{
	for (size_t i = 0; i < q->cs->state_counts.n; i++)
		if (q->cs->state_counts.v[i].state == state && q->cs->state_counts.v[i].count == n)
			return true;
	return false;
}

static void
show_count(struct question *q, const char *state, uint64_t n)
{
	if (n)
		show(q, "", tell(q, STR_F " sockets in %s", STR_A(tell_count(q, n)), state));
}

static void
show_evidence(struct question *q, const struct close_wait *c, struct origin *at, size_t n)
{
	if (is_counted(q, TCP_CLOSE_WAIT, c->close_wait)) {
		show_lines(q, at, add_commands(q, at, n));
		return;
	}
	show_count(q, "CLOSE-WAIT", c->close_wait);
	show_count(q, "ESTABLISHED", c->established);
	show_count(q, "TIME-WAIT", c->time_wait);
	if (c->process)
		show_line(q, c->process->at, NULL);
}

/* "wc -l" counted the header of ss too, and who compares the numbers wonders. */
static const char *
header_remark(const struct question *q, uint64_t n)
{
	for (size_t i = 0; i < q->cs->state_counts.n; i++) {
		const struct state_count *s = &q->cs->state_counts.v[i];

		if (s->state == TCP_CLOSE_WAIT && s->count == n && s->header_taken_off)
			return " (the header line of ss is no socket)";
	}
	return "";
}

static void
word(struct question *q, const struct close_wait *c)
{
	struct str n = tell_count(q, c->close_wait), memory = STR("");

	if (c->process)
		memory = tell(q, ", and the process holds " STR_F "%s",
			      STR_A(tell_bytes(q, c->process->rss_bytes)),
			      is_climbing(c->process) ? ", climbing" : "");
	q->prompt = tell(q,
			 STR_F " sockets stand in CLOSE-WAIT%s" STR_F
			       ". Which one change ends this?",
			 STR_A(n), header_remark(q, c->close_wait), STR_A(memory));
	q->hint = STR("Who has sent its FIN when a socket is in CLOSE-WAIT, and whose is missing?");
	q->right = tell(q,
			"In the application: close() where read() returns 0; it keeps " STR_F
			" sockets that its peers closed",
			STR_A(n));
	q->right_key = STR("close()");
	q->because = tell(
		q,
		"The peer's FIN leads into CLOSE-WAIT, and out of it our own close(): there is no timer. " STR_F
		" times the application was told of the end and kept the "
		"socket%s.",
		STR_A(n), c->process ? ", and with it what it had allocated" : "");
}

static bool
ask(struct question *q)
{
	struct close_wait *c = arena_new(q->arena, struct close_wait, 1);
	struct origin at[2 * WITNESSES_MAX];
	size_t n = look(q, c, at);

	if (c->close_wait < CLOSE_WAIT_MIN ||
	    c->close_wait < c->established / ESTABLISHED_TO_CLOSE_WAIT)
		return false;
	q->facts = c;
	question_source(q, at[0].input);
	show_evidence(q, c, at, n);
	word(q, c);
	return q->shown.n > 0;
}

const struct question_kind question_close_wait = {
	.id = "close-wait",
	.title = "sockets in CLOSE-WAIT",
	.needs = "a socket table or counts with many sockets in CLOSE-WAIT",
	.read = "RFC 9293, 3.6: closing a connection, and figure 5",
	.seconds = 180,
	.ask = ask,
};
