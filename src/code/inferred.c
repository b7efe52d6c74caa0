/*
 * inferred.c - a handle of a library that no table names: the text itself ends it
 *
 * Libraries are without number, but who makes a thing with `connect` and ends it
 * with `logout` on one path has said what it is: something that must be ended on
 * all. What is asked: a local name gets the result of a call, this function ends
 * it by a word that says so, and one of the names speaks of a connection.
 */
#include "code/c.h"
#include "code/unit.h"

/* Words that end what they are said of; "stop" or "done" may mean less. */
static const char *const ends[] = { "close",	 "quit",	"disconnect", "logout", "destroy",
				    "release",	 "dispose",	"shutdown",   "unbind", "cleanup",
				    "terminate", "hangup",	"bye",	      "free",	"checkin",
				    "giveback",	 "closesocket", "end",	      "abort",	"teardown",
				    "recycle",	 "deallocate",	NULL };

/* One of these in the name, or in the call that makes it: a peer is at the other end. */
static const char *const linked[] = {
	"conn",	     "connect",	 "connection", "connected", "dial",	"socket",      "sock",
	"client",    "session",	 "channel",    "transport", "link",	"stream",      "consumer",
	"producer",  "smtp",	 "imap",       "ftp",	    "sftp",	"ssh",	       "ldap",
	"telnet",    "redis",	 "mqtt",       "amqp",	    "kafka",	"websocket",   "ws",
	"peer",	     "upstream", "backend",    "remote",    "http",	"curl",	       "acquire",
	"checkout",  "borrow",	 "lease",      "login",	    "tunnel",	"rpc",	       "tls",
	"mosquitto", "nats",	 "mysql",      "pgconn",    "amqps",	"nng",	       "modbus",
	"ssl",	     "bev",	 "subscriber", "publisher", "receiver", "ldapcontext", "pubsub",
	NULL
};

/* What is ended as well and has nothing to do with a peer. */
static const char *const apart[] = {
	"file",	     "log",	"timer",   "ticker", "cursor",	 "stmt",    "statement", "rows",
	"row",	     "lock",	"mutex",   "guard",  "tx",	 "trans",   "db",	 "database",
	"table",     "iter",	"span",	   "event",  "scope",	 "thread",  "pool",	 "server",
	"listener",  "buffer",	"buf",	   "child",  "proc",	 "cmd",	    "resolver",	 "queue",
	"watch",     "watcher", "dir",	   "image",  "ctx",	 "context", "worker",	 "executor",
	"semaphore", "pipe",	"process", "app",    "response", NULL
};

static const char *const looked_up[] = { "private", "value", "node",  "find", "lookup",	 "peek",
					 "entry",   "data",  "first", "last", "current", NULL };

static const struct node *
only(const struct node *n)
{
	while (n && ((n->kind == NODE_LIST || n->kind == NODE_OTHER) && n->n == 1))
		n = n->kids[0];
	while (n && n->kind == NODE_TRY_OP && n->a)
		n = n->a;
	return n;
}

/* name.logout(), curl_easy_cleanup(name) */
static bool
ends_it(struct unit *u, const struct node *call, struct str name)
{
	const struct node *on = call_receiver(call);
	const struct effect_row *r = call->kind == NODE_CALL ? call_effect(u, call) : NULL;

	if (r && r->effect != EFFECT_CLOSE)
		return false; /* SSL_free(ssl) leaves the descriptor */

	if (call->kind != NODE_CALL)
		return false;
	/* link.hangUp(), a method of this text that closes */
	if (on && !r && str_eq(on->text, name) && u->language->traits & TRAIT_THROWS &&
	    !(name.p[0] >= 'A' && name.p[0] <= 'Z')) {
		struct function *g = call_function(u, NULL, call);

		if (g && g->of_class.n && g->node->text.n < 600 && function_closes(u, g, 0))
			return true;
	}
	if (!name_has(call_name(call), ends))
		return false;
	if (on && (str_eq(on->text, name) ||
		   (on->kind == NODE_FIELD && on->a && str_eq(on->a->text, name))))
		return true;
	return call->n && call->n <= 2 && str_eq(call->kids[0]->text, name);
}

static bool
is_ended_here(struct unit *u, const struct function *f, struct str name)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if ((st->op == STEP_CALL || st->op == STEP_DEFER) && ends_it(u, st->node, name))
			return true;
	}
	return false;
}

/* The name that gets what this step's call makes, NULL none. */
static const struct node *
name_given(const struct function *f, const struct step *call)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *dst = st->dst;

		if (st->op != STEP_SET || !dst || only(st->src) != call->node)
			continue;
		if (dst->kind == NODE_LIST && dst->n)
			dst = dst->kids[0];
		dst = only(dst);
		return dst && dst->kind == NODE_NAME ? dst : NULL;
	}
	return NULL;
}

/* What it is called says that something new comes of it. */
static const char *const making[] = { "new",	 "create",	"open",	   "connect",  "dial",
				      "accept",	 "login",	"acquire", "checkout", "borrow",
				      "lease",	 "init",	"make",	   "start",    "alloc",
				      "build",	 "setup",	"attach",  "socket",   "spawn",
				      "launch",	 "establish",	"take",	   "pop",      "pool",
				      "factory", "newinstance", NULL };

static bool
is_maker(struct unit *u, const struct node *n)
{
	const struct effect_row *r;

	if (n->kind == NODE_NEW)
		return true;
	if (n->kind != NODE_CALL)
		return false;
	r = call_effect(u, n);
	if (r && (r->at == AT_RESULT || r->effect == EFFECT_ALLOC))
		return true;
	return name_has(call_name(n), making) ||
	       (call_name(n).n && call_name(n).p[0] >= 'A' && call_name(n).p[0] <= 'Z');
}

/*
 * session_get(name), a function of this text that makes nothing: what it gives was
 * there before, and who has it still knows it.
 */
static bool
is_only_looked_up(struct unit *u, const struct function *f, const struct node *call)
{
	struct function *g = call_function(u, f, call);

	if (!g && u->language->network == c_network) {
		for (const char *const *p = making; *p; p++)
			if (str_has_nocase(call_name(call), str_from(*p)))
				return false;
		return true; /* sc_conn(sc): C says so when a thing is new */
	}
	if (!g)
		return name_has(call_name(call), (const char *const[]){ "get", NULL }) &&
		       !name_has(call_name(call), making) &&
		       !(u->language->traits & (TRAIT_THROWS | TRAIT_CALLED_BACK));
	if (!g->node->d || g->makes)
		return false;
	flow_build(u->arena, u->language, g);
	for (size_t i = 0; i < g->steps.n; i++)
		if (g->steps.v[i].op == STEP_CALL && is_maker(u, g->steps.v[i].node))
			return false;
	return !g->too_long;
}

/* Probe(…), a class of this text that keeps a connection of its own. */
static bool
is_of_connecting_class(struct unit *u, const struct node *call)
{
	struct str class = call_name(call);

	if (!class.n || class.p[0] < 'A' || class.p[0] > 'Z' ||
	    u->language->traits & TRAIT_CALLED_BACK || !(u->language->traits & TRAIT_THROWS))
		return false;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];

		if (!str_eq(f->of_class, class) || !f->self.n)
			continue;
		flow_build(u->arena, u->language, f);
		for (size_t k = 0; k < f->steps.n; k++) {
			const struct step *st = &f->steps.v[k];
			const struct node *src = st->op == STEP_SET ? only(st->src) : NULL;
			const struct effect_row *r =
				src && src->kind == NODE_CALL ? call_effect(u, src) : NULL;

			if (r && r->effect == EFFECT_CONNECT && r->at == AT_RESULT && st->dst &&
			    str_eq(key_root(key_text(u, key_of(u, st->dst))), f->self))
				return true;
		}
	}
	return false;
}

/* struct mosquitto *m: of C and C++, where types stand before names. */
static bool
is_linked_type(const struct unit *u, const struct function *f, struct str name)
{
	return u->language->network == c_network && name_has(type_of_name(f, name), linked);
}

bool
is_inferred_handle(struct unit *u, const struct function *f, const struct step *call)
{
	const struct node *n = call->node, *name;
	const struct effect_row *r;

	if (n->kind != NODE_CALL && n->kind != NODE_NEW)
		return false;
	r = call_effect(u, n);
	if (r && r->effect != EFFECT_CONNECT && r->effect != EFFECT_LEASE &&
	    r->effect != EFFECT_BODY && r->effect != EFFECT_ACCEPT && r->effect != EFFECT_BORROW)
		return false;
	/* a channel ends with its connection, and a file has no peer */
	if (call_receiver(n) && call_receiver(n)->kind == NODE_NAME &&
	    is_ended_here(u, f, call_receiver(n)->text))
		return false;
	if (str_eq(call_name(n), STR("createWriteStream")) ||
	    str_eq(call_name(n), STR("createReadStream")))
		return false;
	if (name_has(call_name(n), looked_up))
		return false; /* it was there before: who looks it up need not end it */
	if (is_only_looked_up(u, f, n))
		return false;
	name = name_given(f, call);
	if (!name || map_get(&u->globals, name->text) || name_has(name->text, apart))
		return false;
	for (size_t i = 0; i < f->params.n; i++)
		if (str_eq(f->params.v[i], name->text))
			return false;
	if (node_is_apart(u, n, name))
		return false;
	if (!name_may_connect(u, f, name->text))
		return false;
	return (name_has(name->text, linked) || name_has(call_name(n), linked) ||
		is_linked_type(u, f, name->text) || is_of_connecting_class(u, n)) &&
	       !name_has(call_name(n), apart) && is_ended_here(u, f, name->text);
}
