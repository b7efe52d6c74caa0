/*
 * keys.c - what things are called, and what is called
 */
#include "code/unit.h"

#include <stdio.h>

const char *const closing_words[] = { "close",	 "free",     "destroy",	   "release", "drop",
				      "cleanup", "shutdown", "disconnect", "kill",    "terminate",
				      "finish",	 "stop",     "delete",	   "unref",   "end",
				      "abort",	 "remove",   "teardown",   "dispose", "discard",
				      "evict",	 "reap",     "quit",	   "hangup",  "reset",
				      "clean",	 "done",     "del",	   "put",     "recycle",
				      "reclaim", "retire",   "dead",	   "goodbye", "gone",
				      "lost",	 "expire",   "giveback",   "logout",  "unbind",
				      "bye",	 "checkin",  "deallocate", NULL };
const char *const looking_words[] = {
	"set",	    "get",	 "is",		"has",	  "log",      "print",	   "debug",
	"warn",	    "trace",	 "init",	"config", "make",     "block",	   "nonblock",
	"peer",	    "name",	 "addr",	"send",	  "recv",     "read",	   "write",
	"reply",    "respond",	 "flush",	"enable", "tune",     "apply",	   "check",
	"verify",   "handshake", "parse",	"dump",	  "format",   "to",	   "len",
	"describe", "auth",	 "fill",	"wait",	  "poll",     "select",	   "echo",
	"greet",    "hello",	 "negotiate",	"ping",	  "disable",  "keepalive", "cork",
	"nodelay",  "info",	 "error",	"err",	  "copy",     "stat",	   "count",
	"say",	    "banner",	 "receive",	"fetch",  "drain",    "update",	   "nagle",
	"report",   "printf",	 "println",	"decode", "encode",   "connect",   "bind",
	"listen",   "configure", "validate",	"writev", "readline", "fcntl",	   "hash",
	"notify",   "query",	 "exec",	"getfd",  "timeout",  "timeouts",  "options",
	"command",  "cmd",	 "nonblocking", "find",	  "lookup",   "contains",  "exists",
	"search",   "locate",	 NULL
};
const char *const marking_words[] = { "clos",  "dead",	 "eof",	  "done",   "state", "finish",
				      "shut",  "kill",	 "remov", "zombie", "destr", "stop",
				      "alive", "active", "conn",  "open",   "valid", "want",
				      "gone",  "quit",	 "drop",  "expir",  "phase", "status",
				      "reap",  NULL };

uint32_t
key_id(struct unit *u, struct str key)
{
	void **slot = map_put(&u->ids, key);

	if (!*slot) {
		vec_push(u->arena, &u->keys, str_copy(u->arena, key));
		*slot = (void *)(uintptr_t)u->keys.n;
	}
	return (uint32_t)(uintptr_t)*slot;
}

struct str
key_text(const struct unit *u, uint32_t id)
{
	return id ? u->keys.v[id - 1] : (struct str){ NULL, 0 };
}

/* Calls that give what they are asked of, in another dress. */
static const char *const same_calls[] = { "clone",
					  "unwrap",
					  "expect",
					  "as_ref",
					  "as_mut",
					  "lock",
					  "get_mut",
					  "by_ref",
					  "fileno",
					  "len",
					  "int",
					  "str",
					  "bytes",
					  "Some",
					  "Number",
					  "String",
					  "len",
					  "is_empty",
					  "uintptr",
					  "int32",
					  "Box::new",
					  "Arc::new",
					  "Rc::new",
					  "as_raw_fd",
					  "intValue",
					  "getSocket",
					  "socket",
					  "remaining",
					  "borrow_mut",
					  "borrow",
					  "trim",
					  "as_deref_mut",
					  "as_deref",
					  "get_inner",
					  "into_inner",
					  "htons",
					  "ntohs",
					  "isEmpty",
					  "length",
					  "toString",
					  "iter",
					  "keys",
					  "list",
					  "strip",
					  "cast",
					  "GINT_TO_POINTER",
					  "GPOINTER_TO_INT",
					  "PTR_TO_FD",
					  "FD_TO_PTR",
					  NULL };

static bool
is_same_call(const struct node *n)
{
	struct str name = call_name(n);

	if (n->a && n->a->kind == NODE_FIELD ? n->n > 1 : n->n != 1)
		return false;
	for (const char *const *p = same_calls; *p; p++)
		if (str_eq(name, str_from(*p)))
			return true;
	return false;
}

#define KEY_MAX 120

/* Appends to buf; false when n has no name that lasts. */
static bool
put_key(char *buf, size_t *len, const struct unit *u, const struct node *n, unsigned depth)
{
	struct str s = { NULL, 0 };

	if (!n || depth > 12)
		return false;
	switch ((int)n->kind) {
	case NODE_NAME:
		s = n->text;
		break;
	case NODE_FIELD:
		if (n->a && u->language->traits & TRAIT_FIELDS_BARE && u->language->self &&
		    str_eq(n->a->text, str_from(u->language->self)))
			return put_key(buf, len, u, n->b, depth + 1);
		if (n->a && !put_key(buf, len, u, n->a, depth + 1))
			return false;
		if (*len < KEY_MAX && n->a)
			buf[(*len)++] = '.';
		return put_key(buf, len, u, n->b, depth + 1);
	case NODE_INDEX:
		if (!put_key(buf, len, u, n->a, depth + 1) || *len + 2 > KEY_MAX)
			return false;
		buf[(*len)++] = '[';
		for (size_t i = 0; n->b && i < n->b->text.n && *len < KEY_MAX - 1; i++)
			if (!char_is_space(n->b->text.p[i]))
				buf[(*len)++] = n->b->text.p[i];
		buf[(*len)++] = ']';
		return true;
	case NODE_UNARY:
		if (n->op.n && strchr("&*", n->op.p[0]))
			return put_key(buf, len, u, n->a, depth + 1);
		return false;
	case NODE_ASSIGN:
	case NODE_TRY_OP:
		return put_key(buf, len, u, n->a, depth + 1);
	case NODE_LIST:
	case NODE_OTHER:
		return n->n == 1 && put_key(buf, len, u, n->kids[0], depth + 1);
	case NODE_CALL:
		if (is_same_call(n))
			return put_key(buf, len, u, n->a->kind == NODE_FIELD ? n->a->a : n->kids[0],
				       depth + 1);
		return false;
	default:
		return false;
	}
	if (!s.n || *len + s.n > KEY_MAX)
		return false;
	memcpy(buf + *len, s.p, s.n);
	*len += s.n;
	return true;
}

uint32_t
key_of(struct unit *u, const struct node *n)
{
	char buf[KEY_MAX + 16];
	size_t len = 0;

	while (n && (n->kind == NODE_ASSIGN || n->kind == NODE_TRY_OP))
		n = n->a;
	while (n && (n->kind == NODE_LIST || n->kind == NODE_OTHER || n->kind == NODE_BLOCK) &&
	       n->n == 1)
		n = n->kids[0]; /* also unsafe { … } */
	if (!n)
		return 0;
	/* timeout(d, s.read(…)): what is waited for */
	if (n->kind == NODE_CALL && u->language->traits & TRAIT_DROPS && n->n == 2 &&
	    n->kids[1]->kind == NODE_CALL && str_starts(call_name(n), STR("timeout")))
		return key_of(u, n->kids[1]);
	if (put_key(buf, &len, u, n, 0))
		return key_id(u, (struct str){ buf, len });
	if (n->kind == NODE_CALL && is_same_call(n))
		return key_of(u, n->a->kind == NODE_FIELD ? n->a->a : n->kids[0]);
	if (n->kind != NODE_CALL && n->kind != NODE_NEW)
		return 0;
	len = (size_t)snprintf(buf, sizeof buf, "@%u", n->id);
	return key_id(u, (struct str){ buf, len });
}

struct str
key_root(struct str key)
{
	size_t i = 0;

	while (i < key.n && key.p[i] != '.' && key.p[i] != '[')
		i++;
	return str_sub(key, 0, i);
}

bool
key_within(struct str b, struct str a)
{
	if (!a.n || b.n < a.n || memcmp(b.p, a.p, a.n) != 0)
		return false;
	return b.n == a.n || b.p[a.n] == '.' || b.p[a.n] == '[';
}

bool
key_depends(struct str key, struct str name)
{
	size_t at;

	if (key_within(key, name))
		return true;
	/* an index that is this name: fds[i].fd */
	at = str_index(key, '[');
	if (at == SIZE_MAX)
		return false;
	key = str_from_pos(key, at + 1);
	at = str_find(key, name);
	return at != SIZE_MAX && (at == 0 || !char_is_alnum(key.p[at - 1])) &&
	       (at + name.n >= key.n ||
		!(char_is_alnum(key.p[at + name.n]) || key.p[at + name.n] == '_'));
}

struct str
call_name(const struct node *call)
{
	const struct node *callee = call->a;

	while (callee && callee->kind == NODE_FIELD && callee->b)
		callee = callee->b;
	if (!callee && call->kind == NODE_CALL && call->n == 1 &&
	    str_starts(call->text, STR("delete")))
		return str_sub(call->text, 0, 6); /* of C++ */
	if (!callee || callee->kind == NODE_CALL)
		return (struct str){ NULL, 0 };
	return callee->text;
}

bool
call_says_end(const struct unit *u, const struct node *call)
{
	if (u->language->traits & TRAIT_MAY_THROW && call->kind == NODE_CALL && !call->n &&
	    call_receiver(call) && str_ends(call_name(call), STR("end")))
		return false;
	/* raise Gone(host): a class of Python's is made, and nothing ends by that */
	if (u->language->traits & TRAIT_METHOD_SELF && call_name(call).n &&
	    call_name(call).p[0] >= 'A' && call_name(call).p[0] <= 'Z')
		return false;
	return name_has(call_name(call), closing_words);
}

const struct node *
call_receiver(const struct node *call)
{
	return call->a && call->a->kind == NODE_FIELD ? call->a->a : NULL;
}

const struct node *
call_subject(const struct node *call, int at)
{
	if (at == AT_RECEIVER)
		return call_receiver(call);
	return at >= 0 && (uint32_t)at < call->n ? call->kids[at] : NULL;
}

/* net", where word is net'. */
static bool
has_quoted(struct str text, struct str word)
{
	char buf[32];

	if (!word.n || word.n > sizeof buf)
		return false;
	memcpy(buf, word.p, word.n);
	buf[word.n - 1] = '"';
	return str_has(text, (struct str){ buf, word.n });
}

/* "&session&aiohttp": the receiver has the one, the text the other; "&1" behind: arguments. */
static bool
fits_both(const struct unit *u, struct str on, const struct node *call)
{
	const struct node *receiver = call_receiver(call);
	struct str part;

	str_cut(&on, '&', &part);
	if (!str_cut(&on, '&', &part) || !receiver || receiver->text.n > 200 ||
	    !str_has_nocase(receiver->text, part))
		return false;
	if (str_cut(&on, '&', &part) && !text_says(u, part))
		return false;
	return !str_cut(&on, '&', &part) || call->n == (uint32_t)(part.p[0] - '0');
}

static bool
fits(struct unit *u, const struct effect_row *r, const struct node *call)
{
	const struct node *receiver = call_receiver(call);
	struct str on = r->on ? str_from(r->on) : (struct str){ NULL, 0 };

	if (!r->on)
		return r->at != AT_RECEIVER || receiver;
	if (str_starts(on, STR("?="))) /* a bare name, of a module that the text has */
		return !receiver && !map_get(&u->by_name, str_from(r->name)) &&
		       (text_says(u, str_from_pos(on, 2)) ||
			(on.p[on.n - 1] == '\'' && has_quoted(u->text, str_from_pos(on, 2))));
	if (str_eq(on, STR("?")))
		return !receiver && !map_get(&u->by_name, str_from(r->name));
	if (str_starts(on, STR("(=)")))
		return receiver && str_has(call->text, str_from_pos(on, 3));
	if (str_starts(on, STR("(*)")))
		return text_says(u, str_from_pos(on, 3));
	if (on.n && on.p[0] == '&')
		return fits_both(u, on, call);
	if (str_starts(on, STR("()")))
		return receiver && call->n == (uint32_t)(on.p[2] - '0') &&
		       (str_has(call->text, str_from_pos(on, 3)) ||
			text_says(u, str_from_pos(on, 3)));
	if (!on.n)
		return !receiver;
	return receiver && receiver->text.n < 200 && str_has_nocase(receiver->text, on);
}

/* requests.get(…, stream=True), http.request(…, preload_content=False) */
static bool
is_streamed(const struct unit *u, const struct node *call, struct str name)
{
	static const char *const names[] = { "get",  "post", "put",	"request",
					     "head", "send", "urlopen", NULL };

	if (!(u->language->traits & TRAIT_METHOD_SELF) || !call_receiver(call))
		return false;
	for (const char *const *p = names; *p; p++)
		if (str_eq(name, str_from(*p)))
			return str_has(call->text, STR("stream=True")) ||
			       str_has(call->text, STR("preload_content=False"));
	return false;
}

/* What the row speaks of is by its type no connection, or a package. */
static bool
is_about_another(struct unit *u, const struct effect_row *r, const struct node *call)
{
	const struct node *subject;

	if (u->language->typed && r->effect == EFFECT_LEASE &&
	    str_eq(call_name(call), STR("getConnection")))
		return call_receiver(call) && node_is_no_pool(u, call, call_receiver(call));
	if (!u->language->typed || r->at == AT_RESULT || r->at == AT_ANY ||
	    (r->effect != EFFECT_READ && r->effect != EFFECT_WRITE &&
	     r->effect != EFFECT_WRITE_ALL && r->effect != EFFECT_CLOSE &&
	     r->effect != EFFECT_WRAP && r->effect != EFFECT_HALF_CLOSE))
		return false;
	subject = call_subject(call, r->at);
	return subject && (node_is_apart(u, call, subject) || node_is_package(u, call, subject));
}

bool
call_gives_to_callback(const struct unit *u, const struct node *call)
{
	const struct node *last = call->n ? call->kids[call->n - 1] : NULL;

	return u->language->traits & TRAIT_CALLED_BACK && last && call->kind == NODE_CALL &&
	       (last->kind == NODE_FUNCTION || (last->kind == NODE_NAME && call->dropped));
}

/* in.read(buf, n), filter->accept(s), socket(): an object's own, and no system call. */
static bool
is_method(const struct unit *u, const struct node *call, struct str name)
{
	static const char *const calls[] = { "read",	 "recv",    "recvfrom", "recvmsg", "readv",
					     "write",	 "send",    "sendto",	"sendmsg", "writev",
					     "sendfile", "getline", NULL };
	static const char *const numbers[] = { "fd",   "sock", "socket", "sd",
					       "conn", "s",    "sfd",	 NULL };
	const struct node *on = call_receiver(call);
	size_t at = on ? (size_t)(on->text.p + on->text.n - call->text.p) : 0;
	bool method = on && on->text.n && at < call->text.n &&
		      (call->text.p[at] == '.' || call->text.p[at] == '-');

	if (str_eq(name, STR("socket")))
		return method || call->n < 3;
	if (str_eq(name, STR("accept")) || str_eq(name, STR("accept4")))
		return !call->n || (method && !str_has(on->text, STR("ccept")) &&
				    !str_has(type_in_text(u->text, on->text), STR("cceptor")));
	/* a counted thing is reached by a pointer, and one of it given back */
	if (str_eq(name, STR("release")))
		return on && call->text.p[at] == '-' && call->dropped;
	if (!method || !call->n)
		return false;
	for (const char *const *p = calls; *p; p++)
		if (str_eq(name, str_from(*p)))
			return !name_has(call->kids[0]->text, numbers);
	return false;
}

/* delete c: its destructor closes what it holds, or it has none and the descriptor stays. */
static const struct effect_row *
effect_of_delete(const struct unit *u, const struct node *call)
{
	static const struct effect_row closes = { "delete", EFFECT_CLOSE, 0, 0, 0 };
	static const struct effect_row frees = { "delete", EFFECT_FREE, 0, 0, 0 };
	struct str type = type_in_text(u->text, call->kids[0]->text);

	return type_is_plain(u, type) ? &frees : &closes;
}

/* self.accept(), self.drain(c): methods of this text, which do what they do. */
static bool
is_own_method(const struct unit *u, const struct effect_row *r, const struct node *call)
{
	const struct node *on = call_receiver(call);
	const struct function *f;

	if (!(u->language->traits & TRAIT_METHOD_SELF) || !on || !str_eq(on->text, STR("self")) ||
	    !((r->at == AT_RESULT && r->effect != EFFECT_WRAP) || !strcmp(r->name, "drain")))
		return false;
	f = map_get(&u->by_name, call_name(call));
	return f && f->of_class.n;
}

/* http.execute(get, response -> …): who handles the response has it, and it ends behind him. */
static bool
is_handled(const struct unit *u, const struct effect_row *r, const struct node *call)
{
	const struct node *last = call->n > 1 ? call->kids[call->n - 1] : NULL;

	return last && r->effect == EFFECT_BODY && u->language->traits & TRAIT_FIELDS_BARE &&
	       !strcmp(r->name, "execute") &&
	       (last->kind == NODE_FUNCTION || str_has(last->text, STR("::")) ||
		str_has(last->text, STR("andler")));
}

static const struct effect_row *
effect_of_call(struct unit *u, const struct node *call)
{
	struct str name = call_name(call);
	const struct effect_row *r;
	char buf[72];

	if (!name.n || name.n > 60)
		return NULL;
	if (is_streamed(u, call, name))
		name = STR("stream_get"); /* a body that is not read at once */
	if (u->language->traits & TRAIT_CALLED_BACK && call->kind == NODE_CALL && call->n &&
	    call->text.n < 2000 && str_has(call->text, STR("responseType: 'stream'")) &&
	    str_has(call->kids[call->n - 1]->text, STR("responseType")))
		name = STR("stream_get");
	if (call->kind == NODE_NEW) {
		memcpy(buf, "new ", 4);
		memcpy(buf + 4, name.p, name.n);
		name = (struct str){ buf, name.n + 4 };
	}
	if (u->language->traits & TRAIT_MAY_THROW && !call->a && str_eq(name, STR("delete")))
		return str_eq(call->kids[0]->text, STR("this")) ? NULL : effect_of_delete(u, call);
	if (u->language->traits & TRAIT_MAY_THROW && is_method(u, call, name))
		return NULL;
	if (str_eq(name, STR("waitpid")) &&
	    (text_says(u, STR("SIGKILL")) || str_has(call->text, STR("WNOHANG"))))
		return NULL; /* of who was killed: it takes no time */
	r = map_get(&u->effects, name);
	for (; r && r->name; r++)
		if (str_eq(str_from(r->name), name) && fits(u, r, call) &&
		    !is_own_method(u, r, call) && !is_about_another(u, r, call) &&
		    !is_handled(u, r, call))
			return r->effect == EFFECT_LEASE && call_gives_to_callback(u, call) ? NULL
											    : r;
	return NULL;
}

/* It was judged, and does nothing that a table knows. */
static const struct effect_row no_effect = { 0 };

void
calls_keep_effects(struct unit *u)
{
	u->call_effects =
		arena_new(u->arena, const struct effect_row *, (size_t)u->syntax.nodes + 1);
}

const struct effect_row *
call_effect(struct unit *u, const struct node *call)
{
	const struct effect_row **had, *r;

	if (!u->call_effects || (call->kind != NODE_CALL && call->kind != NODE_NEW) || !call->id ||
	    call->id > u->syntax.nodes)
		return effect_of_call(u, call);
	had = &u->call_effects[call->id];
	if (!*had) {
		r = effect_of_call(u, call);
		*had = r ? r : &no_effect;
	}
	return *had == &no_effect ? NULL : *had;
}

/* Commands.run(…), where no class of this text is called Commands. */
static bool
is_of_another_class(const struct unit *u, const struct function *f, const struct node *on)
{
	return on && on->kind == NODE_NAME && f->of_class.n &&
	       u->language->traits & TRAIT_FIELDS_BARE && u->language->traits & TRAIT_THROWS &&
	       on->text.p[0] >= 'A' && on->text.p[0] <= 'Z' && !str_eq(on->text, f->of_class);
}

/* client.bind(…), where the text has a function bind() that belongs to nothing. */
static bool
is_of_nothing(const struct unit *u, const struct function *f, const struct node *on)
{
	if (!on || !f->name.n || !f->node->a || f->of_class.n)
		return false;
	if (u->language->traits & TRAIT_METHOD_SELF)
		return true; /* an imported module's, or a method's */
	return u->language->traits & TRAIT_CALLED_BACK && !str_has(on->text, STR("exports")) &&
	       (str_starts(f->node->text, STR("function")) ||
		str_starts(f->node->text, STR("async function")));
}

/* subprocess.run(…), where a class of this text has a method of that name */
static bool
is_imported(const struct unit *u, const struct node *on)
{
	char buf[48] = "import ";
	size_t at;
	struct str rest;

	if (!on || on->kind != NODE_NAME || !(u->language->traits & TRAIT_METHOD_SELF) ||
	    on->text.n > 32)
		return false;
	memcpy(buf + 7, on->text.p, on->text.n);
	at = str_find(u->text, (struct str){ buf, on->text.n + 7 });
	if (at == SIZE_MAX)
		return false;
	rest = str_from_pos(u->text, at + 7 + on->text.n);
	return !rest.n || !(char_is_alnum(rest.p[0]) || rest.p[0] == '_');
}

struct function *
call_function(struct unit *u, const struct function *from, const struct node *call)
{
	struct str name = call_name(call);
	struct function *f, *other = NULL;

	if (!name.n || call->kind == NODE_NEW)
		return NULL;
	f = map_get(&u->by_name, name);
	if (!f || is_of_another_class(u, f, call_receiver(call)))
		return NULL;
	if (is_imported(u, call_receiver(call)))
		return NULL;
	/* super().serve(c), in serve(): another text's */
	if (call_receiver(call) && str_starts(call_receiver(call)->text, STR("super(")) && from &&
	    str_eq(from->name, name))
		return NULL;
	if (is_of_nothing(u, f, call_receiver(call))) {
		const struct str *self = from && from->self.n ? &from->self : NULL;

		f = NULL; /* a method of that name, if there is one */
		for (size_t i = 0; i < u->functions.n && !f; i++)
			if (str_eq(u->functions.v[i]->name, name) &&
			    u->functions.v[i]->of_class.n && self &&
			    str_eq(call_receiver(call)->text, *self))
				f = u->functions.v[i];
		if (!f)
			return NULL;
	}
	/* of several of that name the one of the same class */
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *g = u->functions.v[i];

		if (g != f && str_eq(g->name, name))
			other = g;
		if (other && from && str_eq(g->name, name) && g->of_class.n &&
		    str_eq(g->of_class, from->of_class))
			return g;
	}
	return other && call_receiver(call) && from &&
			       !(from->self.n && str_eq(call_receiver(call)->text, from->self))
		       ? NULL
		       : f;
}

static bool
op_is_minus(const struct node *n)
{
	return str_eq(n->op, STR("-"));
}

/* ANET_ERR, INVALID_FD: a constant, and its name says of which sign. */
static bool
is_shouted(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!(name.p[i] >= 'A' && name.p[i] <= 'Z') && name.p[i] != '_' &&
		    !char_is_digit(name.p[i]))
			return false;
	return name.n > 3 && !str_eq(name, STR("NULL"));
}

unsigned
constant_sign(const struct node *n)
{
	if (!n)
		return 0;
	switch ((int)n->kind) {
	case NODE_OTHER: /* boolean_literal of Rust */
		return n->n == 1 && str_eq(n->text, n->kids[0]->text) &&
				       (n->kids[0]->kind == NODE_TRUE ||
					n->kids[0]->kind == NODE_NULL)
			       ? constant_sign(n->kids[0])
			       : 0;
	case NODE_NULL:
		return SIGN_ZERO;
	case NODE_TRUE:
		return SIGN_POSITIVE;
	case NODE_NUMBER:
		if (n->text.n > 1 && n->text.p[0] == '-')
			return SIGN_NEGATIVE;
		return str_eq(n->text, STR("0")) || str_eq(n->text, STR("'\\0'")) ? SIGN_ZERO
										  : SIGN_POSITIVE;
	case NODE_STRING:
		return str_ends(n->text, STR("\"\"")) || str_ends(n->text, STR("''"))
			       ? SIGN_ZERO
			       : SIGN_POSITIVE;
	case NODE_UNARY:
		if (op_is_minus(n) && n->a && n->a->kind == NODE_NUMBER)
			return str_eq(n->a->text, STR("0")) ? SIGN_ZERO : SIGN_NEGATIVE;
		/* -EIO, -errno */
		if (op_is_minus(n) && n->a && n->a->kind == NODE_NAME &&
		    (str_eq(n->a->text, STR("errno")) ||
		     (n->a->text.n > 2 && n->a->text.p[0] == 'E' && is_shouted(n->a->text))))
			return SIGN_NEGATIVE;
		return 0;
	case NODE_NAME:
		if (str_eq(n->text, STR("INVALID_SOCKET")) || str_eq(n->text, STR("SOCKET_ERROR")))
			return SIGN_NEGATIVE;
		if (is_shouted(n->text))
			return mentions_one(n->text,
					    (const char *const[]){ "ERR", "FAIL", "INVALID", "BAD_",
								   "UV_EOF", NULL })
				       ? SIGN_NEGATIVE
			       : str_ends(n->text, STR("_OK")) ? SIGN_ZERO
							       : 0;
		return str_eq(n->text, STR("undefined")) || str_eq(n->text, STR("nil")) ||
				       str_eq(n->text, STR("NULL"))
			       ? SIGN_ZERO
			       : 0;
	default:
		return 0;
	}
}

bool
mentions_one(struct str text, const char *const *words)
{
	for (; words && *words; words++)
		if (str_has(text, str_from(*words)))
			return true;
	return false;
}

/* A word ends where another begins: "_", a capital, a digit. */
static bool
next_word(struct str *rest, struct str *ret)
{
	size_t i = 0, from;

	while (i < rest->n && !char_is_alpha(rest->p[i]))
		i++;
	from = i;
	while (i < rest->n && char_is_alpha(rest->p[i]) &&
	       (i == from || !(rest->p[i] >= 'A' && rest->p[i] <= 'Z') ||
		(rest->p[i - 1] >= 'A' && rest->p[i - 1] <= 'Z')))
		i++;
	*ret = str_sub(*rest, from, i - from);
	*rest = str_from_pos(*rest, i);
	return ret->n > 0;
}

bool
name_has(struct str name, const char *const *words)
{
	struct str word;

	while (next_word(&name, &word))
		for (const char *const *p = words; *p; p++)
			if (str_eq_nocase(word, str_from(*p)))
				return true;
	return false;
}
