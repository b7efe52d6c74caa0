/*
 * served.c - what a server of Python gives to its handler for good
 *
 * asyncio.start_server(handle): handle(reader, writer) owns its connection, and so does
 * what a lambda or a partial in its place calls. What ends the connection itself when its
 * handler returns (socketserver, trio, gevent) gives nothing.
 */
#include "code/unit.h"

static struct function *
function_named(const struct unit *u, const struct node *n)
{
	if (n->kind == NODE_FIELD && n->b)
		n = n->b;
	return n->kind == NODE_NAME ? map_get(&u->by_name, n->text) : NULL;
}

static void
own_last_two(struct unit *u, struct function *f)
{
	if (!f || f->params.n < 2 || f->owned.n)
		return;
	vec_push(u->arena, &f->owned, key_id(u, f->params.v[f->params.n - 1]));
	f->pair = key_id(u, f->params.v[f->params.n - 2]);
}

/* lambda r, w: relay(r, w, upstream) */
static void
own_by_lambda(struct unit *u, const struct function *lambda)
{
	const struct node *call = lambda->node->d;
	struct function *f;
	uint32_t reader = UINT32_MAX, writer = UINT32_MAX;
	size_t shift;

	while (call && (call->kind == NODE_BLOCK || call->kind == NODE_OTHER) && call->n == 1)
		call = call->kids[0];
	if (!call || call->kind != NODE_CALL || lambda->params.n != 2)
		return;
	f = call_receiver(call) ? function_named(u, call->a) : call_function(u, lambda, call);
	for (uint32_t i = 0; i < call->n; i++) {
		if (str_eq(call->kids[i]->text, lambda->params.v[0]))
			reader = i;
		else if (str_eq(call->kids[i]->text, lambda->params.v[1]))
			writer = i;
	}
	if (!f || f->owned.n || writer == UINT32_MAX)
		return;
	shift = f->self.n && f->params.n && str_eq(f->params.v[0], f->self);
	if (writer + shift < f->params.n)
		vec_push(u->arena, &f->owned, key_id(u, f->params.v[writer + shift]));
	if (reader != UINT32_MAX && reader + shift < f->params.n)
		f->pair = key_id(u, f->params.v[reader + shift]);
}

void
own_served(struct unit *u, const struct node *n)
{
	const struct node *handler = n->n ? n->kids[0] : NULL;

	if (!handler || (!str_starts(call_name(n), STR("start_server")) &&
			 !str_starts(call_name(n), STR("start_unix_server"))))
		return;
	if (handler->kind == NODE_PAIR && handler->b)
		handler = handler->b;
	if (handler->kind == NODE_CALL && str_eq(call_name(handler), STR("partial")) && handler->n)
		handler = handler->kids[0];
	if (handler->kind == NODE_FUNCTION && handler->function)
		own_by_lambda(u, u->functions.v[handler->function - 1]);
	else if (function_named(u, handler))
		own_last_two(u, function_named(u, handler));
	else if (handler->kind == NODE_NAME) /* an object that can be called */
		own_last_two(u, map_get(&u->by_name, STR("__call__")));
}
