/*
 * afterwards.c - Rust: what still comes after a connection's end, in its owner's text
 *
 * A handle is open while its owner lives. So what is done after the end matters: an entry
 * of a table that only its event loop forgets, a wait for the program's end with the
 * handle in hand, a read of what was shut down for reading.
 */
#include "code/unit.h"

#define PATH_MAX_NODES 96
#define DEPTH_MAX 200
/* Statements that are looked at after one. */
#define AFTER_MAX 48

struct after {
	const struct node *way[PATH_MAX_NODES]; /* from the function's body down to it */
	size_t depth;
	const struct node *v[AFTER_MAX]; /* what comes then, in its order */
	size_t n;
	bool answers; /* it ends by a value that tells its caller something */
	bool cut;
};

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

static const struct function *
function_around(const struct unit *u, const struct node *n)
{
	const struct function *best = NULL;

	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *f = u->functions.v[i];
		struct str t = f->node->text;

		if (f->node != u->syntax.root && n->text.p >= t.p && n->text.p < t.p + t.n &&
		    (!best || t.n < best->node->text.n))
			best = f;
	}
	return best;
}

static bool
way_to(struct after *a, const struct node *n, const struct node *to)
{
	const struct node *parts[4];

	if (!n || a->depth == PATH_MAX_NODES || to->text.p < n->text.p ||
	    to->text.p + to->text.n > n->text.p + n->text.n)
		return false;
	a->way[a->depth++] = n;
	if (n == to)
		return true;
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		if (way_to(a, parts[i], to))
			return true;
	for (uint32_t i = 0; i < n->n; i++)
		if (way_to(a, n->kids[i], to))
			return true;
	a->depth--;
	return false;
}

static bool
is_loop(const struct node *n)
{
	return n->kind == NODE_WHILE || n->kind == NODE_FOREACH;
}

/* The statements behind way[at] in its block; false: none of the block's ends is reached. */
static bool
take_rest(struct after *a, size_t at, bool *breaks)
{
	const struct node *in = a->way[at - 1], *of = a->way[at];
	bool met = false;

	for (uint32_t i = 0; i < in->n; i++) {
		const struct node *k = in->kids[i];

		if (!met) {
			met = k == of;
			continue;
		}
		if (k->kind == NODE_BREAK) {
			*breaks = true;
			return true;
		}
		if (k->kind == NODE_CONTINUE)
			return false;
		if (k->kind == NODE_RETURN) {
			a->answers |= k->n && !has(k->text, "Ok(())");
			a->cut |= a->n == AFTER_MAX;
			if (!a->cut)
				a->v[a->n++] = k;
			return false;
		}
		if (a->n == AFTER_MAX) {
			a->cut = true;
			return false;
		}
		a->v[a->n++] = k;
	}
	return true;
}

/* What is run after n and before the function ends or its loop comes to the next one. */
static bool
what_comes(struct after *a, const struct function *f, const struct node *n)
{
	bool breaks = false;

	*a = (struct after){ 0 };
	if (!f || !f->node->d || !way_to(a, f->node->d, n))
		return false;
	for (size_t at = a->depth - 1; at > 0; at--) {
		const struct node *in = a->way[at - 1];

		if (breaks) {
			breaks = !is_loop(a->way[at]);
			if (breaks)
				continue;
		}
		if (in->kind == NODE_BLOCK && a->way[at]->kind != NODE_ARM &&
		    !take_rest(a, at, &breaks))
			break;
	}
	return !a->cut;
}

static bool
is_log(const struct node *n)
{
	static const char *const words[] = { "log::",  "info!", "debug!",  "warn!", "error!",
					     "trace!", "print", "metrics", "count", NULL };

	return mentions_one(str_sub(n->text, 0, 24), words);
}

/* let name = …: what f makes it of, the last time before n. */
static const struct node *
source_of(const struct function *f, struct str name, const struct node *n)
{
	const struct node *best = NULL;

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if ((st->op == STEP_SET || st->op == STEP_MATCH) && st->dst && st->src &&
		    st->src->text.p < n->text.p && (!best || st->src->text.p > best->text.p) &&
		    text_has_word(st->dst->text, name))
			best = st->src;
	}
	return best;
}

/* ---- deregistered, and still in its table ---- */

/* clients, of clients.get_mut(&token) and self.clients.get_mut(…); empty: another thing. */
static struct str
table_of(struct str source)
{
	static const char *const ways[] = { ".get_mut(", NULL };
	size_t end = SIZE_MAX, begin;

	for (const char *const *p = ways; *p && end == SIZE_MAX; p++)
		end = str_find(source, str_from(*p));
	if (end == SIZE_MAX || source.n > 160)
		return (struct str){ NULL, 0 };
	for (begin = end;
	     begin && (char_is_alnum(source.p[begin - 1]) || source.p[begin - 1] == '_');)
		begin--;
	return str_sub(source, begin, end - begin);
}

/* The table is gone through, emptied, or given to somebody who may do so. */
static bool
is_swept(const struct unit *u, struct str table)
{
	static const char *const ways[] = { ".retain(",	    ".drain(",	   ".clear(",
					    ".extract_if(", ".into_iter(", ".remove_entry(" };
	char buf[96];

	if (table.n > 60)
		return true;
	memcpy(buf, table.p, table.n);
	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		size_t len = strlen(ways[i]);

		memcpy(buf + table.n, ways[i], len);
		if (text_says(u, (struct str){ buf, table.n + len }))
			return true;
	}
	memcpy(buf, "&mut ", 5);
	memcpy(buf + 5, table.p, table.n);
	return text_says(u, (struct str){ buf, 5 + table.n });
}

/* Something is noted, or said to somebody, that may bring its removal. */
static bool
may_bring_removal(struct str text)
{
	static const char *const ways[] = { ".push(", ".insert(", ".send(",  "remove",
					    ".take(", "drop(",	  "= true",  "= false",
					    "None",   "shutdown", "State::", "self.",
					    "close",  "Some(",	  "kill",    NULL };

	return mentions_one(text, ways);
}

/* register(&mut entry.stream, …), where entry is out of this table: it was at rest. */
static bool
is_registered_again(struct unit *u, const struct node *n, struct str table, unsigned depth)
{
	const struct node *parts[4];

	if (!n || depth > DEPTH_MAX)
		return false;
	if (n->kind == NODE_CALL && str_eq(call_name(n), STR("register")) && n->n) {
		const struct function *f = function_around(u, n);
		const struct node *from;

		if (f)
			flow_build(u->arena, u->language, u->functions.v[f->number]);
		from = f ? source_of(f, key_root(key_text(u, key_of(u, n->kids[0]))), n) : NULL;
		if (from && str_eq(table_of(from->text), table))
			return true;
	}
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		if (is_registered_again(u, parts[i], table, depth + 1))
			return true;
	for (uint32_t i = 0; i < n->n; i++)
		if (is_registered_again(u, n->kids[i], table, depth + 1))
			return true;
	return false;
}

static bool
told_near(const struct unit *u, uint32_t line)
{
	for (size_t i = 0; i < u->report->findings.n; i++)
		if (u->report->findings.v[i].line == line)
			return true;
	return false;
}

static void
look_at_deregistered(struct unit *u, const struct node *n)
{
	const struct function *f = u->searches > SEARCHES_MAX ? NULL : function_around(u, n);
	struct str name, table;
	const struct node *from, *block = NULL;
	struct after a;
	struct code_finding *found;

	if (!f || !f->node->d || !n->n || u->searches++ > SEARCHES_MAX)
		return;
	name = key_root(key_text(u, key_of(u, n->kids[0])));
	flow_build(u->arena, u->language, u->functions.v[f->number]);
	from = source_of(f, name, n);
	table = from ? table_of(from->text) : (struct str){ NULL, 0 };
	/* who is registered again by its entry was only at rest */
	if (!table.n || is_swept(u, table) || !what_comes(&a, f, n) || a.answers ||
	    !mentions_one(u->text, (const char *const[]){ ".read", ".recv(", "Ok(0)", NULL }) ||
	    is_registered_again(u, u->syntax.root, table, 0))
		return;
	for (size_t i = a.depth; i-- > 0 && !block;)
		if (a.way[i]->kind == NODE_BLOCK)
			block = a.way[i];
	for (uint32_t i = 0; block && i < block->n; i++)
		if (!is_log(block->kids[i]) && block->text.n < 2000 &&
		    may_bring_removal(block->kids[i]->text) && block != f->node->d &&
		    !has(block->kids[i]->text, "deregister("))
			return;
	for (size_t i = 0; i < a.n; i++)
		if (!is_log(a.v[i]) &&
		    (text_has_word(a.v[i]->text, table) || text_has_word(a.v[i]->text, name) ||
		     has(a.v[i]->text, "self.") || may_bring_removal(a.v[i]->text) ||
		     a.v[i]->kind == NODE_TRUE || a.v[i]->kind == NODE_NULL))
			return;
	if (told_near(u, n->line))
		return;
	found = finding_add(u, "close-wait-leak", n->line, f, 0.65);
	found->handle = str_copy(u->kept, n->kids[0]->text);
	found->message =
		STR("no event tells of it any more, and its table keeps it: it stays open");
	found->fix = STR("Remove it from the table: dropping it closes it.");
	finding_step(u, found, from->line, "it stays in the table it was found in");
}

/* ---- read after it was shut down for reading ---- */

static const char *const reading[] = { ".read(",    ".read_exact(", ".read_line(",
				       ".read_to_", ".read_until(", ".fill_buf(",
				       ".lines()",  ".bytes()",	    NULL };

static void
look_at_shut(struct unit *u, const struct node *n)
{
	const struct node *on = call_receiver(n);
	const struct function *f = u->searches++ > SEARCHES_MAX ? NULL : function_around(u, n);
	struct str reader = { NULL, 0 };
	struct after a;
	size_t at = 0;
	bool breaks = false;

	if (!f || !f->node->d || !on || on->kind != NODE_NAME || !n->n ||
	    !str_ends(n->kids[0]->text, STR("Shutdown::Both")))
		return;
	a = (struct after){ 0 };
	if (!way_to(&a, f->node->d, n))
		return;
	for (at = a.depth - 1; at > 0 && a.way[at - 1]->kind != NODE_BLOCK; at--)
		if (a.way[at - 1]->kind == NODE_IF || a.way[at - 1]->kind == NODE_ARM ||
		    a.way[at - 1]->kind == NODE_FUNCTION)
			return;
	if (!at)
		return;
	take_rest(&a, at, &breaks);
	for (size_t i = 0; i < a.n; i++) {
		struct str text = a.v[i]->text;
		struct code_finding *found;
		bool named = text_has_word(text, on->text) ||
			     (reader.n && text_has_word(text, reader));

		if (a.v[i]->kind == NODE_ASSIGN && a.v[i]->a &&
		    text_has_word(a.v[i]->a->text, on->text))
			return; /* another one */
		if (named && a.v[i]->kind == NODE_ASSIGN && a.v[i]->a && has(text, "Reader::"))
			reader = a.v[i]->a->text;
		if (!named || !mentions_one(text, reading))
			continue;
		found = finding_add(u, "reset-with-unread-data", n->line, f, 0.7);
		found->handle = str_copy(u->kept, on->text);
		found->message = STR("shut down for reading, too, before the answer is read: what "
				     "still comes is answered by a reset");
		found->fix = STR("Use Shutdown::Write, read to the end, then close.");
		finding_step(u, found, a.v[i]->line, "read here");
		return;
	}
}

/* ---- kept in hand until the program ends ---- */

/* What tells of the program's end, and of nothing that one connection does. */
static bool
is_wait_for_all(const struct function *f, const struct node *n, unsigned depth)
{
	static const char *const calls[] = { "recv", "changed", "cancelled", "notified", NULL };
	static const char *const types[] = { "broadcast::Receiver<()>",
					     "watch::Receiver<bool>",
					     "watch::Receiver<()>",
					     "CancellationToken",
					     "Notify",
					     NULL };
	bool found = false;

	if (!n || depth > 8 || n->kind == NODE_FUNCTION || n->kind == NODE_IF ||
	    n->kind == NODE_SWITCH || is_loop(n))
		return false;
	if (n->kind == NODE_CALL && call_receiver(n) && call_receiver(n)->kind == NODE_NAME)
		for (const char *const *p = calls; *p && !found; p++)
			found = str_eq(call_name(n), str_from(*p)) &&
				mentions_one(function_param_type(f, call_receiver(n)->text), types);
	if (n->kind == NODE_CALL && str_eq(call_name(n), STR("ctrl_c")))
		return true;
	for (uint32_t i = 0; i < n->n && !found; i++)
		found = is_wait_for_all(f, n->kids[i], depth + 1);
	return found || is_wait_for_all(f, n->a, depth + 1) || is_wait_for_all(f, n->b, depth + 1);
}

/* The connection that this loop reads and the function owns; empty: none. */
static struct str
read_in(struct unit *u, const struct function *f, const struct node *loop)
{
	for (size_t i = 0; i < f->params.n; i++) {
		struct str type = function_param_type(f, f->params.v[i]);

		if (type.n && type.p[0] != '&' && type_bears_link(u, type) &&
		    !has(type, "Listener") && text_has_word(loop->text, f->params.v[i]) &&
		    mentions_one(loop->text, reading))
			return f->params.v[i];
	}
	return (struct str){ NULL, 0 };
}

static void
look_at_last_waits(struct unit *u, const struct function *f)
{
	const struct node *body = f->node->d, *loop = NULL;
	struct str name = { NULL, 0 };

	for (uint32_t i = 0; i < body->n; i++) {
		const struct node *k = body->kids[i];
		struct code_finding *found;

		if (!loop && is_loop(k)) {
			name = read_in(u, f, k);
			loop = name.n ? k : NULL;
			continue;
		}
		if (!loop)
			continue;
		if (k->kind == NODE_RETURN ||
		    (text_has_word(k->text, name) &&
		     mentions_one(k->text, (const char *const[]){ "drop(", "shutdown(", NULL })))
			return;
		if (has(k->text, "timeout(") || has(k->text, "select") || !is_wait_for_all(f, k, 0))
			continue;
		found = finding_add(u, "close-wait-leak", k->line, f, 0.65);
		found->handle = str_copy(u->kept, name);
		found->message = STR("its end was seen, and it is kept in hand until the program "
				     "ends: it stays open");
		found->fix = STR("Drop the connection before this wait.");
		finding_step(u, found, loop->line,
			     "this loop is left when the connection has ended");
		return;
	}
}

static void
look_at_nodes(struct unit *u, const struct node *n, unsigned depth)
{
	const struct node *parts[4];

	if (!n || depth > DEPTH_MAX)
		return;
	if (n->kind == NODE_CALL && str_eq(call_name(n), STR("deregister")))
		look_at_deregistered(u, n);
	if (n->kind == NODE_CALL && n->n && str_eq(call_name(n), STR("shutdown")) &&
	    str_ends(n->kids[0]->text, STR("Shutdown::Both")))
		look_at_shut(u, n);
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		look_at_nodes(u, parts[i], depth + 1);
	for (uint32_t i = 0; i < n->n; i++)
		look_at_nodes(u, n->kids[i], depth + 1);
}

void
look_at_afterwards(struct unit *u)
{
	if (!(u->language->traits & TRAIT_DROPS) || !u->network)
		return;
	if (text_mentions(u, (const char *const[]){ "deregister(", "Shutdown::Both", NULL }))
		look_at_nodes(u, u->syntax.root, 0);
	for (size_t i = 0; i < u->functions.n; i++)
		if (u->functions.v[i]->name.n && u->functions.v[i]->node->d)
			look_at_last_waits(u, u->functions.v[i]);
}
