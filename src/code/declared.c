/*
 * declared.c - what the declared type of a name says: C tells whether it can be a connection
 *
 * A parameter of type X509 * or struct dict * is ended by words that connections
 * are ended by, too. Where the type is a struct of this text, its fields tell;
 * else its name has to.
 */
#include "code/unit.h"

/* Words of types' names that speak of a connection, or of what holds one. */
static const char *const linked[] = {
	"conn",	     "connection", "sock",    "socket",	  "sockfd",    "client",      "session",
	"peer",	     "link",	   "stream",  "channel",  "bev",       "bufferevent", "ssl",
	"bio",	     "tls",	   "curl",    "redis",	  "mysql",     "pgconn",      "amqp",
	"mqtt",	     "ldap",	   "ssh",     "fd",	  "transport", "upstream",    "downstream",
	"tunnel",    "relay",	   "proxy",   "req",	  "request",   "handle",      "uv",
	"net",	     "tcp",	   "remote",  "worker",	  "slot",      "user",	      "player",
	"device",    "dev",	   "backend", "context",  "ctx",       "job",	      "task",
	"state",     "lane",	   "side",    "pair",	  "agent",     "node",	      "watcher",
	"sub",	     "subscriber", "member",  "line",	  "port",      "http",	      "ws",
	"websocket", "endpoint",   "bridge",  "evcon",	  "evhttp",    "pollfd",      "void",
	"kevent",    "event",	   "cqe",     "guest",	  "mosquitto", "nats",	      "pgconn",
	"modbus",    "nng",	   "viewer",  "reader",	  "writer",    "source",      "sink",
	"feed",	     "caller",	   "visitor", "terminal", "server",    NULL
};

/* These end as well, and no peer is at their other end. */
static const char *const apart[] = {
	"char",	  "size",     "ssize",	  "double", "float",  "x509",	 "evp",	     "dir",
	"dirent", "addrinfo", "sockaddr", "json",   "regex",  "timeval", "evbuffer", "dict",
	"hash",	  "list",     "arena",	  "tree",   "table",  "map",	 "cert",     "key",
	"string", "str",      "sds",	  "robj",   "buffer", "buf",	 "iovec",    "time",
	"timer",  "config",   "options",  "bool",   NULL
};

/* Numbers that stand for descriptors. */
static const char *const numbers[] = { "int",	   "SOCKET",	"long",	    "evutil_socket_t",
				       "intptr_t", "uintptr_t", "socket_t", "curl_socket_t",
				       "qintptr",  "fd_t",	"auto",	    "unsigned",
				       "int32_t",  "uint32_t",	"int64_t",  "uint64_t",
				       NULL };

static bool
is_word(char c)
{
	return char_is_alnum(c) || c == '_';
}

/* "struct conn *" of "struct conn *c": the last word of what stands before name, once. */
static struct str
type_before(struct str text, size_t at, bool refers)
{
	size_t end = at, from;

	while (end && (char_is_space(text.p[end - 1]) || text.p[end - 1] == '*' ||
		       (refers && text.p[end - 1] == '&')))
		end--;
	from = end;
	while (from && is_word(text.p[from - 1]))
		from--;
	if (from == end || end == at || char_is_digit(text.p[from]))
		return (struct str){ NULL, 0 };
	return str_sub(text, from, end - from);
}

static struct str
type_in(struct str text, struct str name, bool refers)
{
	static const char *const none[] = { "return", "goto",	   "else",     "case",
					    "sizeof", "const",	   "do",       "and",
					    "or",     "not",	   "new",      "delete",
					    "throw",  "co_return", "co_await", NULL };
	size_t done = 0;

	while (name.n && done < text.n) {
		size_t at = str_find(str_from_pos(text, done), name);
		struct str type;
		bool word;

		if (at == SIZE_MAX)
			break;
		at += done;
		done = at + name.n;
		word = (at == 0 || !is_word(text.p[at - 1])) &&
		       (done >= text.n || !is_word(text.p[done]));
		type = word ? type_before(text, at, refers) : (struct str){ NULL, 0 };
		if (!type.n)
			continue;
		for (const char *const *p = none; *p && type.n; p++)
			if (str_eq(type, str_from(*p)))
				type.n = 0;
		if (type.n)
			return type;
	}
	return (struct str){ NULL, 0 };
}

struct str
type_of_name(const struct function *f, struct str name)
{
	struct str type = { NULL, 0 };

	/* a reference is one in a list of parameters, and else may be an "and" */
	if (f->node->b && f->node->b->kind == NODE_LIST)
		type = type_in(f->node->b->text, name, true);
	return type.n ? type : type_in(f->node->text, name, false);
}

struct str
type_in_text(struct str text, struct str name)
{
	return type_in(text, name, false);
}

/* struct type { … }: its body, empty where the text does not have it. */
static struct str
body_of(const struct unit *u, struct str type)
{
	struct str rest = u->text;
	size_t at;

	while (type.n && (at = str_find(rest, type)) != SIZE_MAX) {
		size_t open = at + type.n, close;
		struct str before = str_trim_right(str_sub(rest, 0, at)), body;

		while (open < rest.n && char_is_space(rest.p[open]))
			open++;
		/* typedef struct { … } type; */
		if (str_ends(before, STR("}")) && open < rest.n && rest.p[open] == ';') {
			size_t from = str_rindex(before, '{');

			return from == SIZE_MAX ? before : str_from_pos(before, from);
		}
		if (open < rest.n && rest.p[open] == '{' &&
		    (str_ends(before, STR("struct")) || str_ends(before, STR("union")) ||
		     str_ends(before, STR("class")))) {
			body = str_from_pos(rest, open);
			close = str_find(body, STR("};"));
			if (close == SIZE_MAX)
				close = str_find(body, STR("\n}"));
			return close == SIZE_MAX ? body : str_sub(body, 0, close);
		}
		rest = str_from_pos(rest, at + type.n);
	}
	return (struct str){ NULL, 0 };
}

bool
type_is_plain(const struct unit *u, struct str type)
{
	static const char *const owners[] = { "~",	"_ptr<", "Socket ", "socket ", "Fd ",
					      "Stream", "Conn",	 "Handle ", "unique",  NULL };
	struct str body = body_of(u, type);

	return body.n && !mentions_one(body, owners);
}

static bool
is_number(struct str type)
{
	for (const char *const *p = numbers; *p; p++)
		if (str_eq(type, str_from(*p)))
			return true;
	return false;
}

bool
name_may_connect(struct unit *u, const struct function *f, struct str name)
{
	struct str type, body;

	if (!f || (strcmp(u->language->name, "c") && strcmp(u->language->name, "cpp")))
		return true;
	type = type_of_name(f, key_root(name));
	if (!type.n || is_number(type))
		return true;
	body = body_of(u, type);
	if (body.n)
		return name_has(body, linked);
	if (name_has(type, linked) || type.n <= 3)
		return true;
	/* of C++ much else may hold one */
	return !name_has(type, apart) &&
	       (strcmp(u->language->name, "c") != 0 || name_has(key_root(name), linked));
}
