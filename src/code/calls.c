/*
 * calls.c - what single calls, and a few in a row, tell
 *
 * Each node of the tree is shown to those who know what its kind may tell: what is set by
 * hand (settings.c), how connections are accepted (backlog.c), clients and connections that
 * are made anew (clients.c, churn.c) or all at once (swarm.c), writes whose count is dropped
 * (writes.c) or that are tiny (small_writes.c). What a few calls in a row tell is sequences.c's.
 */
#include "code/calls.h"

struct code_finding *
call_tell(struct unit *u, const char *id, const struct node *n, const struct spot *at, double sure,
	  const char *message, const char *fix)
{
	struct code_finding *f;

	uint32_t line = n->line;

	/* of a chain of calls the line of this one's name */
	if (n->kind == NODE_CALL && n->a && n->a->kind == NODE_FIELD && n->a->b)
		line = n->a->b->line;
	if (!strcmp(id, "dead-peer-timeout") && u->keepalive && sure < 0.7)
		sure = 0.45; /* the kernel will notice some day */
	for (size_t i = 0; i < u->report->findings.n; i++)
		if (u->report->findings.v[i].line == line &&
		    !strcmp(u->report->findings.v[i].id, id))
			return &u->report->findings.v[i];
	f = finding_add(u, id, line, at->f, sure);
	f->message = str_from(message);
	f->fix = str_from(fix);
	finding_step(u, f, line, "%s", message);
	return f;
}

struct str
node_squeezed(const struct node *n, char *buf, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; n && i < n->text.n && len < size; i++)
		if (!char_is_space(n->text.p[i]))
			buf[len++] = n->text.p[i];
	return (struct str){ buf, len };
}

bool
str_is_one_of(struct str s, const char *const *names)
{
	for (; *names; names++)
		if (str_eq(s, str_from(*names)))
			return true;
	return false;
}

struct str
text_next_name(struct str s, size_t *from)
{
	size_t at;

	while (*from < s.n && !char_is_alpha(s.p[*from]) && s.p[*from] != '_')
		++*from;
	for (at = *from; *from < s.n && (char_is_alnum(s.p[*from]) || s.p[*from] == '_'); ++*from)
		;
	return str_sub(s, at, *from - at);
}

bool
text_has_name(struct str s, struct str name)
{
	size_t from = 0;

	for (struct str w = text_next_name(s, &from); w.n; w = text_next_name(s, &from))
		if (str_eq(w, name))
			return true;
	return false;
}

static void
look_at(struct unit *u, const struct node *n, const struct spot *at)
{
	if (n->kind == NODE_CALL || n->kind == NODE_NEW) {
		look_at_rows(u, n, at);
		look_at_linger(u, n, at);
		look_at_backlog(u, n, at);
		look_at_requests(u, n, at);
		look_at_clients(u, n, at);
		look_at_factories(u, n, at);
		look_at_churn(u, n, at);
		look_at_small_writes(u, n, at);
		look_at_partial_writes(u, n, at);
		look_at_offers(u, n, at);
		look_at_blocking(u, n, at);
		look_at_all_at_once(u, n, at);
		look_at_unasked_write(u, n, at);
		look_at_thread_swarm(u, n, at);
	} else if (n->kind == NODE_BINARY) {
		look_at_compared_writes(u, n, at);
	} else if (n->kind == NODE_PAIR) {
		look_at_pair(u, n, at);
	} else if (n->kind == NODE_LITERAL) {
		look_at_literal(u, n, at);
		look_at_clients(u, n, at);
	} else if (n->kind == NODE_ASSIGN) {
		look_at_counts(u, n, at);
		look_at_unasked_write(u, n, at);
		look_at_pair(u, n, at);
	} else if (n->kind == NODE_FOREACH) {
		look_at_swarm(u, n, at);
	} else if (n->kind == NODE_SWITCH) {
		look_at_match(u, n, at);
	} else if (n->kind == NODE_IF) {
		look_at_emfile(u, n, at);
		look_at_accept_errors(u, n, at);
	}
}

static void
look_through(struct unit *u, const struct node *n, struct spot at)
{
	struct node *parts[4];

	if (!n)
		return;
	look_at(u, n, &at);
	if (n->kind == NODE_FUNCTION && n->d) {
		at.f = n->function ? u->functions.v[n->function - 1] : at.f;
		/* new Promise(ok => …) in a loop is in that loop */
		if (!(u->language->traits & TRAIT_CALLED_BACK) || !at.f || at.f->name.n)
			at.loop = at.each = at.around = NULL;
	} else if (n->kind == NODE_WHILE || n->kind == NODE_FOR || n->kind == NODE_DO) {
		at.around = at.loop;
		at.loop = n;
		at.each = NULL;
	} else if (n->kind == NODE_FOREACH) {
		at.around = at.loop;
		at.loop = at.each = n;
	}
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		look_through(u, parts[i], at);
	for (uint32_t i = 0; i < n->n; i++)
		look_through(u, n->kids[i], at);
}

void
look_at_calls(struct unit *u)
{
	if (!u->network)
		return;
	look_through(u, u->syntax.root, (struct spot){ 0 });
	for (size_t i = 0; i < u->functions.n; i++) {
		look_for_nagle(u, u->functions.v[i]);
		look_for_refusals(u, u->functions.v[i]);
		look_for_late_writes(u, u->functions.v[i]);
		look_for_undrained(u, u->functions.v[i]);
	}
}
