/*
 * settings.c - what is set by hand, by a call, a literal or an assignment
 *
 * Options that fix what the kernel would choose better, timeouts and limits that are
 * switched off: each is a row of a table.
 */
#include "code/calls.h"

struct call_row {
	const char *name;    /* NULL: any, but for get… */
	const char *has;     /* squeezed text of the call has this; NULL: whatever */
	const char *has_not; /* and not this */
	const char *id;
	double sure;
	const char *message, *fix;
};

#define RCVBUF "the receive buffer is set by hand: the kernel no longer makes it larger"
#define RCVBUF_FIX "Leave SO_RCVBUF alone; raise the maximum of tcp_rmem if need be."
#define SNDBUF "the send buffer is set by hand: the kernel no longer makes it larger"
#define SNDBUF_FIX "Leave SO_SNDBUF alone; raise the maximum of tcp_wmem if need be."
#define LINGER "close() with a linger time of 0 sends a reset and destroys what is in flight"
#define LINGER_FIX "Leave SO_LINGER off; shut down for writing and read to the end, then close."
#define NAGLE "Nagle's algorithm is switched on by hand: small writes wait for delayed ACKs"
#define NAGLE_FIX "Leave TCP_NODELAY on, or write each message at once."

#define NO_KEEPALIVE "keepalive is switched off: a device that forgot the connection goes unnoticed"
#define NO_KEEPALIVE_FIX "Leave keepalive on, at shorter intervals than the device's idle timeout."
#define NO_REUSE "connections are not kept for the next request"
#define NO_REUSE_FIX "Keep connections alive, and share one client."
#define NO_LIMIT "the pool has no limit: each caller that waits makes a connection more"
#define NO_LIMIT_FIX "Give the pool a limit, and callers a time to wait for it."

static const struct call_row rows[] = {
	{ NULL, "SO_RCVBUF", 0, "receive-window-limited", 0.75, RCVBUF, RCVBUF_FIX },
	{ "SetReadBuffer", 0, 0, "receive-window-limited", 0.75, RCVBUF, RCVBUF_FIX },
	{ "setReceiveBufferSize", 0, 0, "receive-window-limited", 0.75, RCVBUF, RCVBUF_FIX },
	{ "set_recv_buffer_size", 0, 0, "receive-window-limited", 0.75, RCVBUF, RCVBUF_FIX },
	{ "setRecvBufferSize", 0, 0, "receive-window-limited", 0.75, RCVBUF, RCVBUF_FIX },
	{ NULL, "SO_SNDBUF", 0, "send-buffer-limited", 0.75, SNDBUF, SNDBUF_FIX },
	{ "SetWriteBuffer", 0, 0, "send-buffer-limited", 0.75, SNDBUF, SNDBUF_FIX },
	{ "setSendBufferSize", 0, 0, "send-buffer-limited", 0.75, SNDBUF, SNDBUF_FIX },
	{ "set_send_buffer_size", 0, 0, "send-buffer-limited", 0.75, SNDBUF, SNDBUF_FIX },
	{ "SetLinger", "(0)", 0, "reset-with-unread-data", 0.75, LINGER, LINGER_FIX },
	{ "setSoLinger", "(true,0)", 0, "reset-with-unread-data", 0.75, LINGER, LINGER_FIX },
	{ "setOption", "SO_LINGER,0", 0, "reset-with-unread-data", 0.75, LINGER, LINGER_FIX },
	{ NULL, "SO_LINGER,0)", 0, "reset-with-unread-data", 0.75, LINGER, LINGER_FIX },
	{ "set_linger", "from_secs(0)", 0, "reset-with-unread-data", 0.75, LINGER, LINGER_FIX },
	{ "set_linger", "ZERO", 0, "reset-with-unread-data", 0.75, LINGER, LINGER_FIX },
	{ "set_linger", "from_millis(0)", 0, "reset-with-unread-data", 0.75, LINGER, LINGER_FIX },
	{ "set_zero_linger", 0, 0, "reset-with-unread-data", 0.75, LINGER, LINGER_FIX },
	{ "resetAndDestroy", 0, 0, "reset-with-unread-data", 0.65, LINGER, LINGER_FIX },
	{ "SetNoDelay", "(false)", 0, "nagle-delayed-ack", 0.7, NAGLE, NAGLE_FIX },
	{ "setTcpNoDelay", "(false)", 0, "nagle-delayed-ack", 0.7, NAGLE, NAGLE_FIX },
	{ "setNoDelay", "(false)", 0, "nagle-delayed-ack", 0.7, NAGLE, NAGLE_FIX },
	{ "set_nodelay", "(false)", 0, "nagle-delayed-ack", 0.7, NAGLE, NAGLE_FIX },
	{ "setsockopt", "TCP_NODELAY,0", 0, "nagle-delayed-ack", 0.7, NAGLE, NAGLE_FIX },
	{ "settimeout", "(None)", 0, "dead-peer-timeout", 0.65, FOREVER, FOREVER_FIX },
	{ "setdefaulttimeout", "(None)", 0, "dead-peer-timeout", 0.65, FOREVER, FOREVER_FIX },
	{ "setSoTimeout", "(0)", 0, "dead-peer-timeout", 0.65, FOREVER, FOREVER_FIX },
	{ "setConnectTimeout", "(0)", 0, "dead-peer-timeout", 0.65, FOREVER, FOREVER_FIX },
	{ "setReadTimeout", "(0)", 0, "dead-peer-timeout", 0.65, FOREVER, FOREVER_FIX },
	{ "readTimeout", "(0", 0, "dead-peer-timeout", 0.6, FOREVER, FOREVER_FIX },
	{ "set_read_timeout", "(None)", 0, "dead-peer-timeout", 0.65, FOREVER, FOREVER_FIX },
	{ "ClientTimeout", "total=None", 0, "dead-peer-timeout", 0.65, FOREVER, FOREVER_FIX },
	{ "urlopen", "(", "timeout", "dead-peer-timeout", 0.6, FOREVER, FOREVER_FIX },
	{ "setKeepAlive", "(false)", 0, "idle-timeout-drop", 0.65, NO_KEEPALIVE, NO_KEEPALIVE_FIX },
	{ "SetKeepAlive", "(false)", 0, "idle-timeout-drop", 0.65, NO_KEEPALIVE, NO_KEEPALIVE_FIX },
	{ "set_keepalive", "(false)", 0, "idle-timeout-drop", 0.65, NO_KEEPALIVE,
	  NO_KEEPALIVE_FIX },
	{ "setsockopt", "SO_KEEPALIVE,0", 0, "idle-timeout-drop", 0.65, NO_KEEPALIVE,
	  NO_KEEPALIVE_FIX },
	{ "pool_idle_timeout", "(None)", 0, "idle-timeout-drop", 0.65,
	  "idle connections are kept for ever: a device on the way forgets them first",
	  "Let the pool close them before the shortest idle timeout on the way." },
	{ "SetMaxOpenConns", "(0)", 0, "port-exhaustion", 0.6, NO_LIMIT, NO_LIMIT_FIX },
	{ "SetMaxOpenConns", "(-1)", 0, "port-exhaustion", 0.6, NO_LIMIT, NO_LIMIT_FIX },
	{ "setMaxTotal", "(-1)", 0, "port-exhaustion", 0.6, NO_LIMIT, NO_LIMIT_FIX },
	{ "setMaxTotal", "MAX_VALUE", 0, "port-exhaustion", 0.6, NO_LIMIT, NO_LIMIT_FIX },
	{ "setMaximumPoolSize", "MAX_VALUE", 0, "port-exhaustion", 0.6, NO_LIMIT, NO_LIMIT_FIX },
	{ "TCPConnector", "limit=0", 0, "port-exhaustion", 0.6, NO_LIMIT, NO_LIMIT_FIX },
	{ NULL, "TCP_NODELAY,false", 0, "nagle-delayed-ack", 0.7, NAGLE, NAGLE_FIX },
	{ NULL, "SO_KEEPALIVE,false", 0, "idle-timeout-drop", 0.65, NO_KEEPALIVE,
	  NO_KEEPALIVE_FIX },
	{ "setKeepaliveTime", "(0)", 0, "idle-timeout-drop", 0.6, NO_KEEPALIVE, NO_KEEPALIVE_FIX },
	{ "setMaxLifetime", "(0)", 0, "idle-timeout-drop", 0.6, NO_KEEPALIVE, NO_KEEPALIVE_FIX },
	{ "SetConnMaxLifetime", "(0)", 0, "idle-timeout-drop", 0.6, NO_KEEPALIVE,
	  NO_KEEPALIVE_FIX },
	{ "curl_easy_setopt", "CURLOPT_TIMEOUT,0", 0, "dead-peer-timeout", 0.6, FOREVER,
	  FOREVER_FIX },
	{ "curl_easy_setopt", "CURLOPT_TIMEOUT_MS,0", 0, "dead-peer-timeout", 0.6, FOREVER,
	  FOREVER_FIX },
	{ "curl_easy_setopt", "_REUSE,1", 0, "connection-churn", 0.65, NO_REUSE, NO_REUSE_FIX },
	{ "curl_easy_setopt", "FRESH_CONNECT,1", 0, "connection-churn", 0.65, NO_REUSE,
	  NO_REUSE_FIX },
	{ "setRequestProperty", "\"Connection\",\"close\"", 0, "connection-churn", 0.6, NO_REUSE,
	  NO_REUSE_FIX },
	{ "setProperty", "http.keepAlive\",\"false\"", 0, "connection-churn", 0.65, NO_REUSE,
	  NO_REUSE_FIX },
	{ "set_keep_alive", "(false)", 0, "connection-churn", 0.6, NO_REUSE, NO_REUSE_FIX },
	{ "set_tcp_nodelay", "(false)", 0, "nagle-delayed-ack", 0.65, NAGLE, NAGLE_FIX },
	{ "tcp_nodelay", "(false)", 0, "nagle-delayed-ack", 0.65, NAGLE, NAGLE_FIX },
	{ "pool_max_idle_per_host", "(0)", 0, "connection-churn", 0.65, NO_REUSE, NO_REUSE_FIX },
	{ "setConnectionReuseStrategy", "NoConnection", 0, "connection-churn", 0.65, NO_REUSE,
	  NO_REUSE_FIX },
};

/*
 * A buffer that is asked for by hand does harm where it is small. What net.core.rmem_max
 * and wmem_max grant by default is 212,992 bytes: who asks for more gets that.
 */
#define BUFFER_SMALL 212992

static bool
is_param(const struct function *f, struct str name)
{
	for (; f; f = f->outer)
		for (size_t i = 0; i < f->params.n; i++)
			if (str_eq(f->params.v[i], name))
				return true;
	return false;
}

/* &cfg->sndbuf, or a name that gets it: a field to which no line of the text gives a number. */
static bool
comes_from_outside(struct unit *u, const struct function *f, const struct node *n, unsigned depth)
{
	struct str rest = u->text, name;
	size_t at;

	while (n && (n->kind == NODE_UNARY ||
		     ((n->kind == NODE_LIST || n->kind == NODE_OTHER) && n->n == 1)))
		n = n->kind == NODE_UNARY ? n->a : n->kids[0];
	if (!n || depth > 2)
		return false;
	if (n->kind == NODE_NAME) {
		const struct node *src = NULL;

		if (is_param(f, n->text))
			return true;
		for (size_t i = 0; i < f->steps.n; i++)
			if (f->steps.v[i].op == STEP_SET && f->steps.v[i].dst &&
			    str_eq(f->steps.v[i].dst->text, n->text))
				src = src ? NULL : f->steps.v[i].src;
		return src && src != n && comes_from_outside(u, f, src, depth + 1);
	}
	if (n->kind != NODE_FIELD || !n->b || !n->b->text.n)
		return false;
	name = n->b->text;
	while ((at = str_find(rest, name)) != SIZE_MAX) {
		rest = str_trim(str_from_pos(rest, at + name.n));
		if (rest.n > 1 && strchr("={(", rest.p[0]) && rest.p[1] != '=') {
			struct str value = str_trim(str_from_pos(rest, 1));

			if (value.n && char_is_digit(value.p[0]))
				return false;
		}
	}
	return true;
}

/* set…BufferSize(options.size): whoever configures it decides; or it is large. */
static bool
leaves_buffer_large(struct unit *u, const struct function *f, const struct node *call)
{
	const struct node *arg = call->n ? call->kids[call->n - 1] : NULL;
	uint64_t v;

	if (!arg || has(arg->text, "sizeof"))
		arg = call->n > 1 ? call->kids[call->n - 2] : NULL;
	if (!arg)
		return false;
	if (text_value(u, arg->text, &v))
		return v >= BUFFER_SMALL;
	if (arg->kind == NODE_NAME && is_param(f, arg->text))
		return true;
	if (f && !strncmp(u->language->name, "c", 1) && comes_from_outside(u, f, arg, 0))
		return true;
	if (!u->language->typed)
		return false;
	for (size_t i = 0; i < arg->text.n; i++)
		if (char_is_digit(arg->text.p[i]))
			return false;
	return true;
}

void
look_at_rows(struct unit *u, const struct node *n, const struct spot *at)
{
	struct str name = call_name(n);
	char buf[512];
	struct str text;

	if (!name.n || str_starts(name, STR("get")))
		return;
	text = node_squeezed(n, buf, sizeof buf);
	/* .option(…).option(…): of a chain the last link alone */
	if (call_receiver(n) && call_receiver(n)->kind == NODE_CALL && n->a->b) {
		size_t own = (size_t)(n->text.p + n->text.n - n->a->b->text.p);
		struct node link = *n;

		link.text = (struct str){ n->a->b->text.p, own };
		text = node_squeezed(&link, buf, sizeof buf);
	}
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct call_row *r = &rows[i];

		if (r->name ? !str_eq(name, str_from(r->name)) : !call_receiver(n) && !n->n)
			continue;
		if ((r->has && !has(text, r->has)) || (r->has_not && has(text, r->has_not)))
			continue;
		if (!r->name && n->n && n->text.n > 300)
			continue; /* an option of something inside of it */
		if (has(str_from(r->id), "-limited") && leaves_buffer_large(u, at->f, n))
			continue;
		if (str_eq(name, STR("urlopen")) && call_receiver(n) &&
		    !has(call_receiver(n)->text, "request") &&
		    !has(call_receiver(n)->text, "urllib"))
			continue;
		call_tell(u, r->id, n, at, r->sure, r->message, r->fix);
	}
}

void
look_at_linger(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const zeros[] = { "l_linger=0", "{1,0}",  "{1,.l_linger=0", "'ii',1,0",
					     "\"ii\",1,0", "{on,0}", "{true,0}",       NULL };
	char buf[6000];
	struct str text;

	if (!has(n->text, "SO_LINGER") || n->text.n > 400)
		return;
	text = node_squeezed(at->f ? at->f->node : u->syntax.root, buf, sizeof buf);
	if (mentions_one(text, zeros) && !has(text, "l_onoff=0"))
		call_tell(u, "reset-with-unread-data", n, at, 0.75, LINGER, LINGER_FIX);
}

struct pair_row {
	const char *name, *value; /* squeezed; value NULL: whatever */
	const char *id;
	double sure;
	const char *message, *fix;
};

static const struct pair_row pairs[] = {
	{ "DisableKeepAlives", "true", "connection-churn", 0.7, NO_REUSE, NO_REUSE_FIX },
	{ "keepAlive", "false", "connection-churn", 0.65, NO_REUSE, NO_REUSE_FIX },
	{ "agent", "false", "connection-churn", 0.65, NO_REUSE, NO_REUSE_FIX },
	{ "force_close", "True", "connection-churn", 0.65, NO_REUSE, NO_REUSE_FIX },
	{ "Connection", "close", "connection-churn", 0.6, NO_REUSE, NO_REUSE_FIX },
	{ "connection", "close", "connection-churn", 0.6, NO_REUSE, NO_REUSE_FIX },
	{ "maxSockets", "Infinity", "port-exhaustion", 0.6, NO_LIMIT, NO_LIMIT_FIX },
	{ "connectionLimit", "0", "port-exhaustion", 0.6, NO_LIMIT, NO_LIMIT_FIX },
	{ "max", "Infinity", "port-exhaustion", 0.55, NO_LIMIT, NO_LIMIT_FIX },
	{ "MaxConnsPerHost", "0", "port-exhaustion", 0.55, NO_LIMIT, NO_LIMIT_FIX },
	{ "MaxConns", "0", "port-exhaustion", 0.55, NO_LIMIT, NO_LIMIT_FIX },
	{ "timeout", "None", "dead-peer-timeout", 0.65, FOREVER, FOREVER_FIX },
	{ "Timeout", "0", "dead-peer-timeout", 0.6, FOREVER, FOREVER_FIX },
	{ "timeout", "0", "dead-peer-timeout", 0.55, FOREVER, FOREVER_FIX },
	{ "requestTimeout", "0", "dead-peer-timeout", 0.6, FOREVER, FOREVER_FIX },
	{ "headersTimeout", "0", "dead-peer-timeout", 0.6, FOREVER, FOREVER_FIX },
	{ "bodyTimeout", "0", "dead-peer-timeout", 0.6, FOREVER, FOREVER_FIX },
	{ "ReadTimeout", "0", "dead-peer-timeout", 0.6, FOREVER, FOREVER_FIX },
	{ "KeepAlive", "-1", "idle-timeout-drop", 0.65, NO_KEEPALIVE, NO_KEEPALIVE_FIX },
	{ "MaxIdleConnsPerHost", "-1", "connection-churn", 0.65, NO_REUSE, NO_REUSE_FIX },
	{ "keepAliveTimeout", "1", "connection-churn", 0.6, NO_REUSE, NO_REUSE_FIX },
	{ "max_keepalive_connections", "0", "connection-churn", 0.6, NO_REUSE, NO_REUSE_FIX },
	{ "pool_connections", "0", "connection-churn", 0.55, NO_REUSE, NO_REUSE_FIX },
	{ "noDelay", "false", "nagle-delayed-ack", 0.6, NAGLE, NAGLE_FIX },
	{ "highWaterMark", "1", "small-writes", 0.55, "the stream's buffer is one byte",
	  "Leave the buffer as it is." },
};

static struct str
unquoted(struct str s)
{
	if (s.n >= 2 && strchr("\"'`", s.p[0]))
		return str_sub(s, 1, s.n - 2);
	return s;
}

/* Promise.all(links.map(…)) is where a pool without a limit grows. */
static void
tell_all_at_once(struct unit *u, struct code_finding *f)
{
	struct str rest = u->text, line;

	if (strcmp(f->id, "port-exhaustion") || f->steps > 1)
		return;
	for (uint32_t n = 1; str_line(&rest, &line); n++)
		if (has(line, "Promise.all") || has(line, "allSettled("))
			finding_step(u, f, n, "and here all are begun at once");
}

/* Of a server's answer: that it closes is its own affair. */
static bool
is_answer(const struct unit *u, const struct node *n)
{
	size_t at = (size_t)(n->text.p - u->text.p), from = at > 120 ? at - 120 : 0;

	return at <= u->text.n &&
	       mentions_one(str_sub(u->text, from, at - from),
			    (const char *const[]){ "writeHead", "setHeader", "res.", "Response(",
						   "status", NULL });
}

/* keepAlive: false, of a database's pool or client: probes, and no requests, are meant. */
static bool
is_of_client(const struct unit *u, const struct node *n)
{
	static const char *const makers[] = { "Pool(",	      "Client(",
					      "createPool(",  "createConnection(",
					      "Redis(",	      "net.connect(",
					      "tls.connect(", NULL };
	size_t at = (size_t)(n->text.p - u->text.p), agent, last = 0;
	struct str before = at <= u->text.n
				    ? str_sub(u->text, at > 300 ? at - 300 : 0, at > 300 ? 300 : at)
				    : (struct str){ NULL, 0 };

	if (!(u->language->traits & TRAIT_CALLED_BACK))
		return false;
	agent = str_find(before, STR("Agent("));
	for (const char *const *p = makers; *p; p++) {
		size_t i = str_find(before, str_from(*p));

		last = i != SIZE_MAX ? MAX(last, i + 1) : last;
	}
	return last && (agent == SIZE_MAX || agent + 1 < last);
}

/* The name of what n is an argument of, as the text has it; *on: what stands before its dot. */
static struct str
called_around(const struct unit *u, const struct node *n, struct str *on)
{
	size_t at = (size_t)(n->text.p - u->text.p), end;
	int depth = 0;

	*on = (struct str){ NULL, 0 };
	for (size_t steps = 0; at <= u->text.n && at > 0 && steps < 600; steps++) {
		char c = u->text.p[--at];

		depth += c == ')' ? 1 : c == '(' ? -1 : 0;
		if (depth < 0)
			break;
	}
	if (depth >= 0)
		return (struct str){ NULL, 0 };
	for (end = at; at && (char_is_alnum(u->text.p[at - 1]) || u->text.p[at - 1] == '_'); at--)
		;
	if (at > 1 && u->text.p[at - 1] == '.') {
		size_t dot = at - 1, from = dot;

		while (from && (char_is_alnum(u->text.p[from - 1]) || u->text.p[from - 1] == '_'))
			from--;
		*on = str_sub(u->text, from, dot - from);
	}
	return str_sub(u->text, at, end - at);
}

/* Python: self.timeout = None, queue.get(timeout=None): of no connection. */
static bool
is_timeout_of_another(const struct unit *u, const struct node *n)
{
	static const char *const waiters[] = {
		"get",	   "put",	 "acquire",	"join",	  "wait",	  "select",
		"run",	   "call",	 "communicate", "result", "as_completed", "check_output",
		"field",   "map",	 "check_call",	"poll",	  "wait_for",	  "add_argument",
		"timeout", "fail_after", "Option",	NULL
	};
	struct str on, name;

	if (strcmp(u->language->name, "python"))
		return false;
	if (n->kind == NODE_ASSIGN)
		return n->a->kind == NODE_FIELD && n->a->a && str_eq(n->a->a->text, STR("self"));
	if (str_eq(n->b->text, STR("0")))
		return true; /* it waits for nothing */
	name = called_around(u, n, &on);
	if (str_is_one_of(name, waiters))
		return !(str_eq(on, STR("requests")) || str_eq(on, STR("httpx")) ||
			 has(on, "session") || has(on, "client") || has(on, "http"));
	return str_eq(on, STR("self")) && map_get(&u->by_name, name);
}

void
look_at_pair(struct unit *u, const struct node *n, const struct spot *at)
{
	struct str name;

	if (!n->a || !n->b)
		return;
	name = unquoted(n->a->text);
	if (n->kind == NODE_ASSIGN && n->a->kind == NODE_FIELD && n->a->b)
		name = n->a->b->text; /* transport.DisableKeepAlives = true */
	else if (n->kind == NODE_ASSIGN && n->a->kind == NODE_INDEX && n->a->b)
		name = unquoted(n->a->b->text); /* session.headers["Connection"] = "close" */
	else if (n->kind == NODE_ASSIGN && str_eq(name, STR("request_queue_size")) &&
		 is_tiny_number(u, n->b))
		call_tell(u, "accept-queue-overflow", n, at, 0.65,
			  "a tiny backlog: a burst of connections overflows the accept queue",
			  "Leave it out, or ask for a few hundred.");
	if (n->kind == NODE_ASSIGN && n->a->kind != NODE_FIELD && n->a->kind != NODE_INDEX)
		return;
	if (str_eq(name, STR("Close")) && str_eq(n->b->text, STR("true")) &&
	    text_says(u, STR("http.")))
		call_tell(u, "connection-churn", n, at, 0.6, NO_REUSE, NO_REUSE_FIX);
	if ((str_eq(name, STR("keepAlive")) || str_eq(name, STR("enableKeepAlive"))) &&
	    n->b->kind == NODE_NULL && is_of_client(u, n)) {
		call_tell(u, "idle-timeout-drop", n, at, 0.65, NO_KEEPALIVE, NO_KEEPALIVE_FIX);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		if (str_eq(name, str_from(pairs[i].name)) &&
		    !(str_eq(name, STR("timeout")) && is_timeout_of_another(u, n)) &&
		    !(has(name, "onnection") && is_answer(u, n)) &&
		    str_eq(unquoted(n->b->text), str_from(pairs[i].value)))
			tell_all_at_once(u, call_tell(u, pairs[i].id, n, at, pairs[i].sure,
						      pairs[i].message, pairs[i].fix));
	if (str_eq(n->a->text, STR("backlog")) && is_tiny_number(u, n->b))
		call_tell(u, "accept-queue-overflow", n, at, 0.65,
			  "a tiny backlog: a burst of connections overflows the accept queue",
			  "Leave it out, or ask for a few hundred.");
}

void
look_at_literal(struct unit *u, const struct node *n, const struct spot *at)
{
	if (str_starts(n->text, STR("http.Client{")) && !has(n->text, "Timeout") &&
	    !text_says(u, STR("WithTimeout")) && !text_says(u, STR("WithDeadline")) &&
	    !text_says(u, STR("ctx")))
		call_tell(u, "dead-peer-timeout", n, at, 0.55, FOREVER, FOREVER_FIX);
}
