/*
 * calls.h - what the parts of the search by calls are to one another
 */
#ifndef CRUX_CODE_CALLS_H
#define CRUX_CODE_CALLS_H

#include "code/unit.h"

struct spot { /* where a node stands */
	struct function *f;
	const struct node *loop;   /* the innermost, NULL: none */
	const struct node *each;   /* the innermost that goes over things */
	const struct node *around; /* the loop that the innermost stands in */
	unsigned loops;
};

#define FOREVER "no timeout: a peer that died without a word is waited for without end"
#define FOREVER_FIX "Set a timeout, longer than the slowest answer that is still of use."

static inline bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

/* calls.c: What was found, and words. */
/* What id means of n; of a line that was told before, what was told then. */
struct code_finding *call_tell(struct unit *u, const char *id, const struct node *n,
			       const struct spot *at, double sure, const char *message,
			       const char *fix);
/* Its text without blanks, so that "( 0 )" is "(0)"; cut where buf ends. */
struct str node_squeezed(const struct node *n, char *buf, size_t size);
/* Whether s is one of the words of a list that ends with NULL. */
bool str_is_one_of(struct str s, const char *const *names);
/* The next word of s that is a name, from *from on; empty: there is none. */
struct str text_next_name(struct str s, size_t *from);
/* Whether a word of s is this name. */
bool text_has_name(struct str s, struct str name);

/* settings.c: What is set by hand. */
void look_at_rows(struct unit *u, const struct node *n, const struct spot *at);
void look_at_pair(struct unit *u, const struct node *n, const struct spot *at);
void look_at_literal(struct unit *u, const struct node *n, const struct spot *at);
/* struct linger { on, 0 }, wherever the function sets it. */
void look_at_linger(struct unit *u, const struct node *n, const struct spot *at);

/* backlog.c: What keeps the accept queue full. */
void look_at_backlog(struct unit *u, const struct node *n, const struct spot *at);
void look_at_emfile(struct unit *u, const struct node *n, const struct spot *at);
/* A number, or a constant's name, too small for a backlog. */
bool is_tiny_number(const struct unit *u, const struct node *n);
/* Accept fails at once while descriptors are short: a loop that goes straight on spins. */
void look_at_accept_errors(struct unit *u, const struct node *n, const struct spot *at);
/* execSync() where connections are served: the only thread accepts nothing meanwhile. */
void look_at_blocking(struct unit *u, const struct node *n, const struct spot *at);

/* clients.c: Clients that are made for each request. */
void look_at_requests(struct unit *u, const struct node *n, const struct spot *at);
void look_at_clients(struct unit *u, const struct node *n, const struct spot *at);
/* By its name it is called once, or makes what others use. */
bool function_is_setup(const struct function *f);
/* for …: http = client(), a function of this text that makes one. */
void look_at_factories(struct unit *u, const struct node *n, const struct spot *at);

/* churn.c: A connection for each turn of a loop. */
void look_at_churn(struct unit *u, const struct node *n, const struct spot *at);

/* swarm.c: Connections that are all made at once. */
/* Promise.all(hosts.map((h) => ask(h))), where ask() connects and the caller says how many. */
void look_at_all_at_once(struct unit *u, const struct node *n, const struct spot *at);
/* for _, id := range ids { go ask(id) }, where ask() dials one address for all. */
void look_at_swarm(struct unit *u, const struct node *n, const struct spot *at);
/* for each: running.push_back(std::async([&] { return ask(host); })), and none is waited for. */
void look_at_thread_swarm(struct unit *u, const struct node *n, const struct spot *at);

/* writes.c: Which calls write, and whether somebody looks at their count. */
/*
 * put(fd, p, n), a function of this text that reads from, or writes to, its parameter: that
 * argument; NULL: it is none.
 */
const struct node *call_helped(struct unit *u, const struct node *n, bool reads);
/* Whether it writes to a connection, itself or by a helper. */
bool call_writes(struct unit *u, const struct node *n);
/* What a call that writes writes to. */
const struct node *call_written_to(struct unit *u, const struct node *n);
/* A writer that gathers: its writes are no segments. */
bool call_is_buffered(struct unit *u, const struct spot *at, const struct node *subject);
/* The write's result is dropped, and it may be a part or none. */
void look_at_partial_writes(struct unit *u, const struct node *n, const struct spot *at);
/* n = send(…), and n is only asked whether it failed: a part counts as the whole. */
void look_at_counts(struct unit *u, const struct node *n, const struct spot *at);
/* if (send(fd, p, n, 0) < 0): how much was taken is never known. */
void look_at_compared_writes(struct unit *u, const struct node *n, const struct spot *at);
/* let _ = s.write(&message), which never blocks: what it did not take is lost. */
void look_at_unasked_write(struct unit *u, const struct node *n, const struct spot *at);
/* match s.write(…) { Ok(_) => … }: the count is dropped. */
void look_at_match(struct unit *u, const struct node *n, const struct spot *at);
/* A queue with a limit says no by its result, and the connection is lost. */
void look_at_offers(struct unit *u, const struct node *n, const struct spot *at);

/* small_writes.c: Tiny writes. */
void look_at_small_writes(struct unit *u, const struct node *n, const struct spot *at);

/* sequences.c: A few calls in a row. */
void look_for_undrained(struct unit *u, struct function *f);
/* write, write, read on one connection, with nothing in between. */
void look_for_nagle(struct unit *u, struct function *f);
/* "413 Payload Too Large", and close at once: what the peer still sends resets it. */
void look_for_refusals(struct unit *u, struct function *f);
/* Nothing can be written after shutdown(SHUT_WR). */
void look_for_late_writes(struct unit *u, struct function *f);

#endif
