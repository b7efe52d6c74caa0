/*
 * given.c - what a runtime gives to a closure for good
 *
 * A server of JavaScript gives each connection to its closure, http.get() the answer,
 * a pool what it leases: nobody else has it, so on each of its paths the closure must
 * read it, end it or hand it on. What it only listens to stays as it is: a socket that
 * nobody reads is never seen to end, and an answer that nobody reads keeps its
 * connection.
 */
#include "code/walk.h"

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

static bool
is_one_of(struct str s, const char *const *names)
{
	for (; *names; names++)
		if (str_eq(s, str_from(*names)))
			return true;
	return false;
}

/* require('http'), from "node:http" */
static bool
imports(const struct unit *u, const char *module)
{
	char buf[40];
	size_t n = strlen(module);

	for (unsigned i = 0; i < 2; i++) {
		memcpy(buf, module, n);
		buf[n] = i ? '"' : '\'';
		if (text_says(u, (struct str){ buf, n + 1 }))
			return true;
	}
	return false;
}

/* The closure that a call is given, or the function of this text that it names. */
static struct function *
closure_of(struct unit *u, const struct node *call)
{
	for (uint32_t i = call->n; i--;) {
		const struct node *k = call->kids[i];

		if (k->kind == NODE_CALL && str_eq(call_name(k), STR("bind")))
			k = call_receiver(k);
		if (k && k->kind == NODE_FUNCTION && k->function)
			return u->functions.v[k->function - 1];
		if (k && k->kind == NODE_NAME && map_get(&u->by_name, k->text))
			return map_get(&u->by_name, k->text);
		if (k && k->kind == NODE_FIELD && k->b && map_get(&u->by_name, k->b->text))
			return map_get(&u->by_name, k->b->text);
	}
	return NULL;
}

static void
give(struct unit *u, struct function *f, size_t param)
{
	if (!f || param >= f->params.n || !f->params.v[param].n || f->owned.n || f->called)
		return;
	vec_push(u->arena, &f->owned, key_id(u, f->params.v[param]));
}

/* lib, of const lib = url.startsWith('https') ? https : http */
static bool
is_http(const struct unit *u, const struct node *on)
{
	static const char *const modules[] = { "http", "https", "node_http", "node_https", NULL };
	struct str rest = u->text, line;

	if (!on)
		return false;
	if (is_one_of(on->text, modules))
		return true;
	if (on->kind != NODE_NAME || !(imports(u, "http") || imports(u, "https")))
		return false;
	while (str_line(&rest, &line)) {
		size_t at = str_find(line, on->text);

		if (at != SIZE_MAX && has(line, "?") && has(line, "https") &&
		    str_starts(str_trim(str_from_pos(line, at + on->text.n)), STR("=")))
			return true;
	}
	return false;
}

/* http.get(url, res => …): res; and the request, whose end is its end too. */
static void
give_answer(struct unit *u, const struct node *n, const struct node *named)
{
	static const char *const asks[] = { "get", "request", NULL };
	const struct node *on = call_receiver(n);
	struct function *f = closure_of(u, n);
	bool answer = false;

	if (!f || f->params.n != 1)
		return;
	if (is_one_of(call_name(n), asks))
		answer = is_http(u, on);
	else if (n->n == 2 && (imports(u, "http") || imports(u, "https")))
		answer = on &&
			 (str_eq(call_name(n), STR("on")) || str_eq(call_name(n), STR("once"))) &&
			 n->kids[0]->kind == NODE_STRING && has(n->kids[0]->text, "response") &&
			 n->kids[0]->text.n == 10;
	if (!answer)
		return;
	if (!is_one_of(call_name(n), asks))
		named = on;
	give(u, f, 0);
	if (named && named->kind == NODE_NAME && !f->pair)
		f->pair = key_of(u, named);
	f->is_answer = true;
}

/* net.createServer(socket => …), server.on('connection', socket => …) */
static void
give_connection(struct unit *u, const struct node *n)
{
	const struct node *on = call_receiver(n);
	struct function *f = closure_of(u, n);
	bool net = imports(u, "net") || imports(u, "tls");
	bool web = text_says(u, STR("WebSocket")) || imports(u, "ws") ||
		   text_says(u, STR("socket.io"));

	if (!f || f->params.n != 1 || !net || web)
		return;
	if (str_eq(call_name(n), STR("createServer"))) {
		if (on ? has(on->text, "http") : imports(u, "http") || imports(u, "https"))
			return;
	} else if (n->n != 2 || !on || n->kids[0]->kind != NODE_STRING ||
		   !(str_eq(n->kids[0]->text, STR("'connection'")) ||
		     str_eq(n->kids[0]->text, STR("\"connection\"")) ||
		     str_eq(n->kids[0]->text, STR("'secureConnection'")))) {
		return;
	} else if (imports(u, "http") || imports(u, "https")) {
		return; /* an HTTP server reads its connections itself */
	}
	give(u, f, 0);
}

/* pool.getConnection((err, conn) => …), pool.connect((err, client, release) => …) */
static void
give_lease(struct unit *u, const struct node *n)
{
	static const char *const leases[] = { "getConnection", "connect", "acquire", "getClient",
					      NULL };
	static const char *const errors[] = {
		"err", "error", "e", "er", "poolErr", "connErr", NULL
	};
	const struct node *on = call_receiver(n);
	struct function *f = closure_of(u, n);

	if (!f || f->params.n < 2 || f->params.n > 3 || !on || !is_one_of(call_name(n), leases) ||
	    !is_one_of(f->params.v[0], errors) ||
	    !(str_eq(call_name(n), STR("getConnection")) || str_has_nocase(on->text, STR("pool"))))
		return;
	give(u, f, 1);
	if (f->params.n == 3 && f->owned.n)
		f->pair = key_id(u, f->params.v[2]); /* what ends it */
}

static void
give_through(struct unit *u, const struct node *n, unsigned depth)
{
	const struct node *parts[4];

	if (!n || depth > 300)
		return;
	if (n->kind == NODE_ASSIGN && n->b) {
		const struct node *call = n->b;

		while ((call->kind == NODE_LIST || call->kind == NODE_OTHER) && call->n == 1)
			call = call->kids[0];
		if (call->kind == NODE_CALL)
			give_answer(u, call, n->a);
	}
	if (n->kind == NODE_CALL) {
		give_answer(u, n, NULL);
		give_connection(u, n);
		give_lease(u, n);
	}
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		give_through(u, parts[i], depth + 1);
	for (uint32_t i = 0; i < n->n; i++)
		give_through(u, n->kids[i], depth + 1);
}

void
own_given(struct unit *u)
{
	if (u->language->traits & TRAIT_CALLED_BACK && u->network)
		give_through(u, u->syntax.root, 0);
}
