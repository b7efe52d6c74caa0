/*
 * calls.c - what single calls, and a few in a row, tell
 *
 * Options that fix what the kernel would choose better, clients made for each
 * request, timeouts that were left out, writes that wait for each other. Each is a row
 * of a table or a short walk ahead from a call.
 */
#include "code/unit.h"

/* Statements between two writes of one message. */
#define AHEAD_MAX 80
/* A burst of connections within one turn of a busy program: more than these. */
#define BACKLOG_TINY 16

struct spot { /* where a node stands */
	struct function *f;
	const struct node *loop;   /* the innermost, NULL: none */
	const struct node *each;   /* the innermost that goes over things */
	const struct node *around; /* the loop that the innermost stands in */
	unsigned loops;
};

static struct code_finding *
tell(struct unit *u, const char *id, const struct node *n, const struct spot *at, double sure,
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

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

/* Without blanks, so that "( 0 )" is "(0)". */
static struct str
squeezed(const struct node *n, char *buf, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; n && i < n->text.n && len < size; i++)
		if (!char_is_space(n->text.p[i]))
			buf[len++] = n->text.p[i];
	return (struct str){ buf, len };
}

/* ---- one call, by its name and arguments ---- */

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
#define FOREVER "no timeout: a peer that died without a word is waited for without end"
#define FOREVER_FIX "Set a timeout, longer than the slowest answer that is still of use."
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

static void
look_at_rows(struct unit *u, const struct node *n, const struct spot *at)
{
	struct str name = call_name(n);
	char buf[512];
	struct str text;

	if (!name.n || str_starts(name, STR("get")))
		return;
	text = squeezed(n, buf, sizeof buf);
	/* .option(…).option(…): of a chain the last link alone */
	if (call_receiver(n) && call_receiver(n)->kind == NODE_CALL && n->a->b) {
		size_t own = (size_t)(n->text.p + n->text.n - n->a->b->text.p);
		struct node link = *n;

		link.text = (struct str){ n->a->b->text.p, own };
		text = squeezed(&link, buf, sizeof buf);
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
		tell(u, r->id, n, at, r->sure, r->message, r->fix);
	}
}

/* struct linger { on, 0 }, wherever the function sets it. */
static void
look_at_linger(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const zeros[] = { "l_linger=0", "{1,0}",  "{1,.l_linger=0", "'ii',1,0",
					     "\"ii\",1,0", "{on,0}", "{true,0}",       NULL };
	char buf[6000];
	struct str text;

	if (!has(n->text, "SO_LINGER") || n->text.n > 400)
		return;
	text = squeezed(at->f ? at->f->node : u->syntax.root, buf, sizeof buf);
	if (mentions_one(text, zeros) && !has(text, "l_onoff=0"))
		tell(u, "reset-with-unread-data", n, at, 0.75, LINGER, LINGER_FIX);
}

static bool
tiny_number(const struct unit *u, const struct node *n)
{
	uint64_t v;

	while (n && n->kind == NODE_FIELD && n->b)
		n = n->b;
	return n && (n->kind == NODE_NUMBER || n->kind == NODE_NAME) &&
	       text_value(u, n->text, &v) && v < BACKLOG_TINY;
}

/* d = accept(s, …); close(s): it listens for one connection, and no other comes. */
static bool
is_for_one(struct unit *u)
{
	bool any = false;

	if (strcmp(u->language->name, "c") != 0 && strcmp(u->language->name, "cpp") != 0)
		return false;
	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *f = u->functions.v[i];

		for (size_t k = 0; k < f->steps.n; k++) {
			const struct step *st = &f->steps.v[k];
			const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node)
									 : NULL;
			bool closed = false;

			if (!r || r->effect != EFFECT_ACCEPT || !st->node->n)
				continue;
			for (size_t j = 0; j < f->steps.n; j++) {
				const struct node *n = f->steps.v[j].node;

				closed |= f->steps.v[j].op == STEP_CALL && n->kind == NODE_CALL &&
					  n->n == 1 && f->steps.v[j].line >= st->line &&
					  name_has(call_name(n), closing_words) &&
					  str_eq(n->kids[0]->text, st->node->kids[0]->text);
			}
			if (st->loop || f->called_in_loop || !closed)
				return false;
			any = true;
		}
	}
	return any;
}

/* What listens here accepts here, and in no loop: it waits for one peer. */
static bool
accepts_once(struct unit *u, const struct function *f)
{
	bool once = false;

	for (size_t i = 0; f && i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;

		if (!r || r->effect != EFFECT_ACCEPT)
			continue;
		if (st->loop)
			return false;
		once = true;
	}
	return once && !f->called_in_loop;
}

/* A socket pair over the loopback, a control socket in the file system: no burst comes there. */
static bool
is_local(const struct unit *u, const struct function *f)
{
	static const char *const others[] = { "sockaddr_in", "getaddrinfo", "in6addr", "INADDR_ANY",
					      NULL };

	if (strcmp(u->language->name, "c") != 0 && strcmp(u->language->name, "cpp") != 0)
		return false;
	return (f && has(f->node->text, "LOOPBACK") && has(f->node->text, "accept")) ||
	       (text_says(u, STR("sockaddr_un")) && !text_mentions(u, others));
}

static void
look_at_backlog(struct unit *u, const struct node *n, const struct spot *at)
{
	struct str name = call_name(n);
	const struct node *backlog = NULL;
	bool java = n->kind == NODE_NEW && str_eq(name, STR("ServerSocket"));

	if (str_eq(name, STR("listen")) && n->n == 2 && !call_receiver(n))
		backlog = n->kids[1];
	else if (str_eq(name, STR("listen")) && n->n == 1 && call_receiver(n) && u->network &&
		 strcmp(u->language->name, "javascript") && strcmp(u->language->name, "typescript"))
		backlog = n->kids[0];
	else if (n->n == 2 && has(n->kids[0]->text, "SO_BACKLOG"))
		backlog = n->kids[1];
	else if (str_eq(name, STR("listen")) && n->n >= 3)
		backlog = n->kids[2];
	else if (java && n->n >= 2)
		backlog = n->kids[1];
	else if (n->n == 2 && call_receiver(n) && str_eq(name, STR("create")) &&
		 has(call_receiver(n)->text, "Server"))
		backlog = n->kids[1]; /* HttpServer.create(address, backlog) */
	else if (n->n == 2 && call_receiver(n) && str_eq(name, STR("Listen")) &&
		 (str_eq(call_receiver(n)->text, STR("unix")) ||
		  str_eq(call_receiver(n)->text, STR("syscall"))))
		backlog = n->kids[1];
	else if (str_eq(name, STR("bind")) && n->n == 2 && u->language->traits & TRAIT_FIELDS_BARE)
		backlog = n->kids[1];
	if (tiny_number(u, backlog) && !is_for_one(u) && !is_local(u, at->f) &&
	    !accepts_once(u, at->f))
		tell(u, "accept-queue-overflow", n, at, 0.65,
		     "a tiny backlog: a burst of connections overflows the accept queue",
		     "Ask for SOMAXCONN, or a few hundred, and accept in a loop of its own.");
}

static const char *const request_names[] = { "get",  "post",	"put",	   "delete", "patch",
					     "head", "request", "options", NULL };

static bool
is_one_of(struct str s, const char *const *names)
{
	for (; *names; names++)
		if (str_eq(s, str_from(*names)))
			return true;
	return false;
}

/* requests.get, httpx.post, reqwest::get: a connection each. */
static bool
is_single_request(const struct node *n)
{
	const struct node *on = call_receiver(n);

	return on &&
	       (str_eq(on->text, STR("requests")) || str_eq(on->text, STR("httpx")) ||
		str_eq(on->text, STR("reqwest")) || str_eq(on->text, STR("reqwest::blocking"))) &&
	       is_one_of(call_name(n), request_names);
}

static void
look_at_requests(struct unit *u, const struct node *n, const struct spot *at)
{
	if (!is_single_request(n))
		return;
	if (at->loop)
		tell(u, "connection-churn", n, at, 0.65,
		     "a connection for each request: this client keeps none",
		     "Make one session or client before the loop and use it for all.");
	if (!has(n->text, "timeout") && str_eq(call_receiver(n)->text, STR("requests")) &&
	    !has(n->text, "**"))
		tell(u, "dead-peer-timeout", n, at, 0.6, FOREVER, FOREVER_FIX);
}

/* Clients with a pool of their own: made once, not for each request. */
static const char *const clients[] = { "new OkHttpClient",
				       "new RestTemplate",
				       "newHttpClient",
				       "createDefault",
				       "ClientSession",
				       "requests.Session",
				       "httpx.Client",
				       "httpx.AsyncClient",
				       "Client::new",
				       "Client::builder",
				       "new http.Agent",
				       "new https.Agent",
				       "new Agent",
				       "http.Transport{",
				       "http.Client{",
				       "requests.session",
				       "HttpClient.newBuilder",
				       "HttpClients.custom",
				       "new pg.Client",
				       "new Pool",
				       "curl_easy_init",
				       "NioEventLoopGroup",
				       NULL };
static const char *const uses[] = {
	".send(", ".execute(",	   ".Get(",	   ".Do(",	".Post(",    ".get(",
	".post(", "newCall(",	   "getForObject", "exchange(", ".request(", ".query(",
	"agent:", "postForObject", ".Head(",	   "Agent:",	"connect(",  NULL
};

static bool
makes_client(const struct node *n)
{
	char buf[48];
	struct str text = squeezed(n, buf, sizeof buf);

	if (n->kind == NODE_NEW) /* "new" and its type lost their blank */
		return mentions_one(text,
				    (const char *const[]){ "newOkHttpClient", "newRestTemplate",
							   "newhttp.Agent", "newhttps.Agent",
							   "newAgent(", "newNioEventLoopGroup",
							   "newpg.Client", "newPool(", NULL });
	return n->kind == NODE_LITERAL ? str_starts(text, STR("http.Transport{")) ||
						 str_starts(text, STR("http.Client{"))
				       : mentions_one(str_sub(text, 0, 32), clients);
}

static bool
is_setup(const struct function *f)
{
	static const char *const words[] = { "main",	  "init",   "new",    "setup",
					     "make",	  "create", "build",  "start",
					     "configure", "get",    "shared", NULL };

	return name_has(f->name, words) || str_eq(f->name, f->of_class);
}

/* It makes the client for another, and does not use it. */
static bool
is_factory(const struct function *f, const struct node *client)
{
	static const char *const words[] = { "client",	  "session", "agent", "pool",
					     "transport", "http",    NULL };
	struct str text = f->node->text;

	(void)client;
	return (name_has(f->name, words) && text.n < 600) ||
	       (has(text, "return") && text.n < 400 && !mentions_one(text, uses));
}

static const struct node *
client_in(const struct node *n, unsigned depth)
{
	const struct node *found = NULL;

	if (!n || depth > 100)
		return NULL;
	if ((n->kind == NODE_CALL || n->kind == NODE_NEW || n->kind == NODE_LITERAL) &&
	    makes_client(n))
		return n;
	if (!(found = client_in(n->a, depth + 1)) && !(found = client_in(n->b, depth + 1)) &&
	    !(found = client_in(n->c, depth + 1)))
		found = client_in(n->d, depth + 1);
	for (uint32_t i = 0; i < n->n && !found; i++)
		found = client_in(n->kids[i], depth + 1);
	return found;
}

/* for …: http = client(), a function of this text that makes one. */
static void
look_at_factories(struct unit *u, const struct node *n, const struct spot *at)
{
	struct function *f = at->loop && n->kind == NODE_CALL ? call_function(u, at->f, n) : NULL;

	if (!f || f == at->f || f->node->text.n > 600 || !is_factory(f, n) ||
	    has(f->node->text, "OnceLock") || has(f->node->text, "static ") ||
	    has(f->node->text, "if "))
		return;
	if (client_in(f->node->d, 0))
		tell(u, "connection-churn", n, at, 0.65,
		     "a client with a pool of its own for each turn: no connection is used again",
		     "Make the client once, before the loop.");
}

/* new http.Agent() in the function that makes the request with it. */
static bool
is_agent_of_request(struct unit *u, const struct node *n, const struct function *f)
{
	static const char *const asks[] = { ".request(", ".get(", "fetch(", "axios", "got(", NULL };
	static const char *const keeps[] = { "return new", "this.agent", "agents", "return agent",
					     "??\x3d",	   "||=",	 NULL };

	if (!(u->language->traits & TRAIT_CALLED_BACK) || n->kind != NODE_NEW ||
	    !has(call_name(n), "Agent") || str_eq(f->name, STR("constructor")) ||
	    str_eq(f->name, STR("main")))
		return false;
	return mentions_one(f->node->text, asks) && !mentions_one(f->node->text, keeps) &&
	       !has(f->node->text, ".destroy()") && f->node->text.n < 3000 &&
	       (f->outer || f->name.n || function_is_asked(f)) &&
	       !has(f->node->text, "createServer");
}

static void
look_at_clients(struct unit *u, const struct node *n, const struct spot *at)
{
	const struct function *f = at->f;

	if (f && makes_client(n) && is_agent_of_request(u, n, f)) {
		tell(u, "connection-churn", n, at, 0.65,
		     "an agent with a pool of its own for each request: no connection is used again",
		     "Make the agent once, and share it.");
		return;
	}
	if (!f || !f->name.n || !makes_client(n))
		return;
	if (n->kind == NODE_LITERAL && !str_starts(n->text, STR("http.Transport")) &&
	    !has(n->text, "http.Transport"))
		return; /* the default transport is shared */
	if (!at->loop && (is_setup(f) || !mentions_one(f->node->text, uses)))
		return;
	if (!at->loop && !strcmp(u->language->name, "python") && !f->of_class.n &&
	    !f->called_in_loop)
		return; /* a session for a script's one job is right */
	if (!at->loop && is_factory(f, n))
		return;
	tell(u, "connection-churn", n, at, at->loop ? 0.7 : 0.6,
	     "a client with a pool of its own for each call: no connection is used again",
	     "Make the client once, and share it.");
}

static void
look_at_emfile(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const remedies[] = { "close",      "sleep",	  "DEL",       "pause",
						"spare",      "reserve",  "stop",      "Sleep",
						"unregister", "backoff",  "wait",      "shed",
						"break",      "return",	  "poll(NULL", "poll(0",
						"poll(nul",   "select(0", "goto",      "limit",
						"accept_new", "disable",  NULL };

	if (!n->a || !n->b ||
	    !(has(n->a->text, "EMFILE") || has(n->a->text, "ENFILE") ||
	      has(n->a->text, "too many open files")))
		return;
	if (!mentions_one(n->b->text, remedies))
		tell(u, "accept-queue-overflow", n, at, 0.75,
		     "out of descriptors, and straight back to accept: it spins, and the queue "
		     "stays full",
		     "Keep a spare descriptor to accept and close with, or stop accepting for a "
		     "moment.");
}

/* ---- writes ---- */

static const struct node *
helped_at(struct unit *u, const struct node *n, bool reads, unsigned depth)
{
	struct function *f = n->kind == NODE_CALL ? call_function(u, NULL, n) : NULL;

	if (!f || f->steps.n > 400)
		return NULL;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *subject;

		/* reply(fd, …), which calls full_write(fd, …) */
		if (!r && depth < 2 && st->op == STEP_CALL && st->node->kind == NODE_CALL) {
			subject = helped_at(u, st->node, reads, depth + 1);
			for (size_t p = 0; subject && p < f->params.n && p < n->n; p++)
				if (str_eq(subject->text, f->params.v[p]))
					return n->kids[p];
		}
		if (!r || (reads ? r->effect != EFFECT_READ
				 : r->effect != EFFECT_WRITE && r->effect != EFFECT_WRITE_ALL))
			continue;
		subject = call_subject(st->node, r->at);
		for (size_t p = 0; subject && p < f->params.n && p < n->n; p++)
			if (str_eq(subject->text, f->params.v[p]))
				return n->kids[p];
		if (subject && subject->kind == NODE_NAME &&
		    u->language->traits & TRAIT_FIELDS_BARE && map_get(&u->fields, subject->text) &&
		    !call_receiver(n))
			return subject;
		/* put(p, n), which writes to a field of its object */
		if (subject && subject->kind == NODE_NAME && !call_receiver(n) && f->of_class.n &&
		    u->language->traits & TRAIT_FIELDS_BARE &&
		    (map_get(&u->fields, subject->text) || str_ends(subject->text, STR("_")) ||
		     str_starts(subject->text, STR("m_"))))
			return subject;
		/* self._read(), of a field of the same object */
		if (subject && subject->kind == NODE_FIELD && f->self.n && call_receiver(n) &&
		    str_eq(call_receiver(n)->text, f->self) && str_starts(subject->text, f->self))
			return subject;
	}
	return NULL;
}

/* put(fd, p, n), a function of this text that writes to its parameter: that argument. */
static const struct node *
helped(struct unit *u, const struct node *n, bool reads)
{
	return helped_at(u, n, reads, 0);
}

/* mc_write(m->fd, p, n), of another text: C's names say what they do. */
static bool
writes_by_name(struct unit *u, const struct node *n)
{
	return n->kind == NODE_CALL && n->n >= 2 && n->n <= 4 && !call_receiver(n) &&
	       (!strcmp(u->language->name, "c") || !strcmp(u->language->name, "cpp")) &&
	       !map_get(&u->by_name, call_name(n)) && has(n->kids[0]->text, "fd") &&
	       name_has(call_name(n), (const char *const[]){ "write", "send", NULL });
}

static bool
writes(struct unit *u, const struct node *n)
{
	const struct effect_row *r = n->kind == NODE_CALL ? call_effect(u, n) : NULL;

	if (n->kind == NODE_CALL && n->n && has(n->kids[0]->text, "Discard"))
		return false;
	if (!r && writes_by_name(u, n))
		return true;
	return r ? r->effect == EFFECT_WRITE || r->effect == EFFECT_WRITE_ALL
		 : helped(u, n, false) != NULL;
}

static const struct node *
written_to(struct unit *u, const struct node *n)
{
	const struct effect_row *r = call_effect(u, n);

	if (!r && writes_by_name(u, n))
		return n->kids[0];
	return r ? call_subject(n, r->at) : helped(u, n, false);
}

/* A writer that gathers: its writes are no segments. */
static bool
is_buffered(struct unit *u, const struct spot *at, const struct node *subject)
{
	static const char *const gathers[] = { "BufferedOut", "BufferedWr", "PrintWriter",
					       "bufio.",      "BufWriter",  "makefile",
					       "fdopen",      "StringIO",   "BytesIO",
					       "BufStream",   "cork",	    "ByteArrayOut",
					       NULL };
	struct str name = subject ? subject->text : (struct str){ NULL, 0 };
	struct str rest = at->f ? at->f->node->text : u->text, line;

	if (!name.n || str_eq(name, STR("w")) || has(name, "file") || has(name, "writer") ||
	    has(name, "std"))
		return true;
	while (str_line(&rest, &line))
		if (has(line, "=") && str_has(line, name) && mentions_one(line, gathers))
			return true;
	return text_mentions(u, gathers) && !(u->language->traits & TRAIT_METHOD_SELF) &&
	       strcmp(u->language->name, "c") != 0 && strcmp(u->language->name, "cpp") != 0;
}

static const struct node *
data_written(const struct node *n, const struct node *subject)
{
	/* write!(out, "{}", c) */
	if (str_starts(call_name(n), STR("write")) && str_ends(call_name(n), STR("_")) && n->n > 1)
		return n->n > 2 && str_eq(n->kids[1]->text, STR("\"{}\"")) ? n->kids[2] : NULL;
	for (uint32_t i = 0; i < n->n; i++)
		if (n->kids[i] != subject)
			return n->kids[i];
	return NULL;
}

static bool
reads_nothing(struct unit *u, const struct node *loop)
{
	(void)u;
	return !has(loop->text, "recv") && !has(loop->text, "read");
}

/* Uint8Array.of(b), String.fromCharCode(c) */
static bool
is_one_byte(const struct node *data)
{
	return data->kind == NODE_CALL && data->n == 1 &&
	       (str_eq(call_name(data), STR("of")) ||
		str_eq(call_name(data), STR("fromCharCode")) ||
		str_eq(call_name(data), STR("fromCodePoint")));
}

/* out.writeInt(p.id()) for each p, where out is a DataOutputStream right on the socket. */
static bool
is_field_of_record(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const typed[] = { "writeInt",  "writeLong",	"writeShort",
					     "writeByte", "writeFloat", "writeDouble",
					     "writeUTF",  "writeChar",	NULL };

	return n->kind == NODE_CALL && u->nodelay && is_one_of(call_name(n), typed) &&
	       (at->each || (!at->loop && at->f && at->f->called_in_loop)) &&
	       text_says(u, STR("new DataOutputStream(")) &&
	       !text_says(u, STR("BufferedOutputStream")) &&
	       !text_says(u, STR("ByteArrayOutputStream")) && text_says(u, STR("getOutputStream("));
}

/* out.write_u32(p.id).await for each p: tokio writes each to the socket at once. */
static bool
is_typed_piece(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const typed[] = { "write_u8",
					     "write_u16",
					     "write_u32",
					     "write_u64",
					     "write_i8",
					     "write_i16",
					     "write_i32",
					     "write_i64",
					     "write_f32",
					     "write_f64",
					     "write_u16_le",
					     "write_u32_le",
					     "write_u64_le",
					     "write_i32_le",
					     "write_f32_le",
					     "write_f64_le",
					     NULL };
	const struct node *on = call_receiver(n);

	return n->kind == NODE_CALL && at->each && at->f && on && on->kind == NODE_NAME &&
	       u->language->traits & TRAIT_DROPS && is_one_of(call_name(n), typed) &&
	       text_says(u, STR("TcpStream")) &&
	       text_mentions(u, (const char *const[]){ "AsyncWriteExt", "WriteBytesExt", NULL }) &&
	       !text_mentions(u, (const char *const[]){ "BufWriter", "BufStream", "Vec<u8>",
							"Vec::new()", "with_capacity", "BytesMut",
							"Cursor", NULL });
}

static void
tell_fields(struct unit *u, const struct node *n, const struct spot *at)
{
	struct str rest = u->text, line;
	struct code_finding *f;

	for (size_t i = 0; i < u->report->findings.n; i++) /* the first of them says enough */
		if (!strcmp(u->report->findings.v[i].id, "small-writes") && at->f &&
		    str_eq(u->report->findings.v[i].function, at->f->name))
			return;
	f = tell(u, "small-writes", n, at, 0.65,
		 "each field is a write of its own: a segment of 40 bytes of headers for each",
		 u->language->traits & TRAIT_DROPS
			 ? "Put a BufWriter between, and flush once."
			 : "Put a BufferedOutputStream between, and flush once.");
	for (uint32_t k = 1; str_line(&rest, &line); k++)
		if (has(line, "new DataOutputStream("))
			finding_step(u, f, k, "nothing gathers what is written here");
}

/* b",", "\r\n": two letters at most, and an escape is one. */
static bool
is_tiny_literal(struct str text)
{
	size_t letters = 0;

	if (has(text, "%")) /* what a format makes has any length */
		return false;
	for (size_t i = 0; i < text.n; i++) {
		i += text.p[i] == '\\';
		letters++;
	}
	return letters <= (text.n && text.p[0] == 'b' ? 5u : 4u);
}

static bool
is_c(const struct unit *u)
{
	return !strcmp(u->language->name, "c") || !strcmp(u->language->name, "cpp");
}

/* The loop reads from where it writes: full_read(fd, …) == 1 */
static bool
reads_same(struct unit *u, const struct node *n, const struct node *to, unsigned depth)
{
	const struct effect_row *r = n && n->kind == NODE_CALL ? call_effect(u, n) : NULL;
	const struct node *from = NULL, *parts[4];

	if (!n || depth > 60)
		return false;
	if (n->kind == NODE_CALL)
		from = r ? r->effect == EFFECT_READ ? call_subject(n, r->at) : NULL
			 : helped(u, n, true);
	if (from && str_eq(from->text, to->text))
		return true;
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		if (reads_same(u, parts[i], to, depth + 1))
			return true;
	for (uint32_t i = 0; i < n->n; i++)
		if (reads_same(u, n->kids[i], to, depth + 1))
			return true;
	return false;
}

/* Another piece is written in the same turn. */
static bool
writes_more(struct unit *u, const struct node *loop, const struct node *but)
{
	const struct node *parts[] = { loop ? loop->a : NULL, loop ? loop->b : NULL,
				       loop ? loop->d : NULL };
	bool more = loop && loop != but && loop->kind == NODE_CALL && writes(u, loop);

	if (!loop)
		return false;
	for (size_t i = 0; i < COUNT_OF(parts) && !more; i++)
		more = writes_more(u, parts[i], but);
	for (uint32_t i = 0; i < loop->n && !more; i++)
		more = writes_more(u, loop->kids[i], but);
	return more;
}

/* A word of s that is a name, from *from on. */
static struct str
next_name(struct str s, size_t *from)
{
	size_t at;

	while (*from < s.n && !char_is_alpha(s.p[*from]) && s.p[*from] != '_')
		++*from;
	for (at = *from; *from < s.n && (char_is_alnum(s.p[*from]) || s.p[*from] == '_'); ++*from)
		;
	return str_sub(s, at, *from - at);
}

static bool
has_name(struct str s, struct str name)
{
	size_t from = 0;

	for (struct str w = next_name(s, &from); w.n; w = next_name(s, &from))
		if (str_eq(w, name))
			return true;
	return false;
}

/*
 * for each record: for each of its fields: write(field), with Nagle switched off: each field
 * is a segment. What comes in blocks is none, nor is one message for many.
 */
static bool
is_turn_of_inner_loop(struct unit *u, const struct spot *at, const struct node *subject,
		      const struct node *data)
{
	static const char *const large[] = { "chunk",	"block", "buf",	   "buffer", "part",
					     "line",	"row",	 "record", "frame",  "msg",
					     "message", "event", "packet", "batch",  "file",
					     "page",	"data",	 "chunks", "lines",  "job",
					     NULL };
	static const char *const words[] = { "const", "let", "var", "of", "in", "for", NULL };
	size_t from = 0;
	bool turn = false;

	if (!u->nodelay || !at->each || at->each != at->loop || !at->around || !at->each->a ||
	    at->each->a->text.n > 60 || !(u->language->traits & TRAIT_CALLED_BACK))
		return false;
	/* for (const l of lines) write(await answer(l)): an answer to each that came */
	if (has(data->text, "await ") || (at->each->b && name_has(at->each->b->text, large)))
		return false;
	for (struct str w = next_name(at->each->a->text, &from); w.n;
	     w = next_name(at->each->a->text, &from)) {
		if (is_one_of(w, words) || name_has(w, large) || has_name(subject->text, w))
			continue;
		turn |= has_name(data->text, w);
	}
	return turn;
}

static void
look_at_small_writes(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const pieces[] = {
		"b", "c", "ch", "byte", "char", "letter", "chr", NULL
	};
	const struct node *subject, *data;
	char buf[80];
	struct str text;
	double sure = 0;

	if (is_field_of_record(u, n, at) || is_typed_piece(u, n, at)) {
		tell_fields(u, n, at);
		return;
	}
	if (!at->loop || !writes(u, n))
		return;
	subject = written_to(u, n);
	data = data_written(n, subject);
	if (!subject || !data || is_buffered(u, at, subject))
		return;
	/* for block in answer.iter_content(…): no letters */
	if (at->each && at->each->b &&
	    mentions_one(at->each->b->text, (const char *const[]){ "iter_", "chunk", NULL }))
		return;
	/* for s in socks: each turn writes to another */
	if (at->each && at->each->a && at->each->a->kind == NODE_NAME &&
	    str_eq(key_root(key_text(u, key_of(u, subject))), at->each->a->text))
		return;
	text = squeezed(data, buf, sizeof buf);
	if (n->n >= 3 && n->kids[2]->kind == NODE_NUMBER && n->kids[2]->text.n == 1)
		/* write(fd, &c, 1), but for a message that is whole: "ok" to each that was read */
		sure = data->kind == NODE_STRING &&
				       (!reads_nothing(u, at->loop) || !writes_more(u, at->loop, n))
			       ? 0
			       : 0.7;
	else if ((at->each && is_one_of(text, pieces)) || str_starts(text, STR("[]byte{")) ||
		 str_starts(text, STR("bytes([")) || str_starts(text, STR("&[")) ||
		 (data->kind == NODE_LITERAL && data->n == 1 && text.p && text.p[0] == '[') ||
		 str_starts(text, STR("Buffer.from([")) || (at->each && is_one_byte(data)) ||
		 str_starts(text, STR("bytes((")))
		sure = 0.65;
	else if (data->kind == NODE_STRING && is_tiny_literal(text) && is_c(u) && !at->each &&
		 at->loop->kind == NODE_FOR && reads_nothing(u, at->loop) &&
		 writes_more(u, at->loop, n))
		sure = 0.6; /* put(fd, ","), behind each number */
	else if (is_turn_of_inner_loop(u, at, subject, data))
		sure = 0.6;
	else if (data->kind == NODE_STRING && is_tiny_literal(text) && at->each &&
		 reads_nothing(u, at->each))
		sure = 0.55; /* write(b",") */
	else if (at->each && at->each->a && data->kind == NODE_INDEX && n->n == 1)
		sure = 0.55;
	else if (data->kind == NODE_INDEX && n->n == 1 && data->b && (data->b->kind == NODE_NAME) &&
		 !has(text, ":"))
		sure = 0.55; /* out.write(data[i]) */
	/* a byte for each request is an answer, though a helper reads it */
	if (sure > 0 && (n->n >= 3 || (u->language->typed && !at->each)) &&
	    reads_same(u, at->loop, subject, 0))
		sure = 0;
	if (data->kind != NODE_STRING && n->n < 3 && !at->each && !reads_nothing(u, at->loop))
		sure = 0;
	if (sure > 0)
		tell(u, "small-writes", n, at, sure,
		     "one tiny write for each piece: a segment of 40 bytes of headers for each",
		     "Gather the pieces in a buffer, and write once.");
}

static bool
is_awaited(const struct unit *u, const struct node *n)
{
	size_t at = (size_t)(n->text.p - u->text.p);

	return at <= u->text.n && str_ends(str_trim_right(str_sub(u->text, 0, at)), STR("await"));
}

/* The write's result is dropped, and it may be a part or none. */
static void
look_at_partial_writes(struct unit *u, const struct node *n, const struct spot *at)
{
	const struct effect_row *r = n->kind == NODE_CALL ? call_effect(u, n) : NULL;
	bool python = !strcmp(u->language->name, "python");
	bool c = !strcmp(u->language->name, "c") || !strcmp(u->language->name, "cpp");
	static const char *const ends_soon[] = { "shutdown(", "close(", NULL };

	if (!r || r->effect != EFFECT_WRITE || !n->dropped || !u->network)
		return;
	/* a coroutine's send takes all; so do other things than sockets */
	if (python && is_awaited(u, n))
		return;
	/* a method of this text, which may well send all */
	if (python && call_receiver(n) && map_get(&u->by_name, call_name(n)) &&
	    !mentions_one(call_receiver(n)->text, (const char *const[]){ "sock", "conn", NULL }))
		return;
	/* a socket's send, not a pipe's of objects or one's own method */
	if (python &&
	    (!(text_says(u, STR("import socket")) || text_says(u, STR("socket.")) ||
	       (text_says(u, STR("sock")) && !text_says(u, STR("import ")))) ||
	     has(call_receiver(n) ? call_receiver(n)->text : n->text, "ws") || !call_receiver(n) ||
	     str_eq(call_receiver(n)->text, STR("self")) || n->n > 2))
		return;
	if (!c && !python && at->f &&
	    mentions_one(at->f->node->text,
			 (const char *const[]){ "compact(", "emaining", "OP_WRITE", NULL }))
		return;
	if ((c &&
	     (u->nonblocking || (has(n->text, "MSG_DONTWAIT") && at->f &&
				 !mentions_one(at->f->node->text, ends_soon))) &&
	     !str_eq(call_name(n), STR("sendto"))) ||
	    python || (!c && !python && u->nonblocking) ||
	    u->language->traits & TRAIT_CALLED_BACK) /* Deno's write() */
		tell(u, "send-buffer-limited", n, at, 0.6,
		     "a write may take only a part, or nothing while the send buffer is full: the "
		     "rest is lost",
		     python ? "Use sendall(), or keep what send() did not take and wait until the "
			      "socket is writable."
			    : "Look at the result; keep the rest, and write it when the socket is "
			      "writable.");
}

/* n = send(…), and n is only asked whether it failed: a part counts as the whole. */
static void
look_at_counts(struct unit *u, const struct node *n, const struct spot *at)
{
	const struct effect_row *r;
	struct str rest, v;
	bool failed = false;
	char buf[6000];
	size_t i;

	if (!n->a || !n->b || n->b->kind != NODE_CALL || n->a->kind != NODE_NAME || !at->f ||
	    !(u->nonblocking || has(n->b->text, "MSG_DONTWAIT") ||
	      str_has(at->f->node->text, STR("EAGAIN"))))
		return;
	r = call_effect(u, n->b);
	if (!r || r->effect != EFFECT_WRITE)
		return;
	v = n->a->text;
	rest = squeezed(at->f->node, buf, sizeof buf);
	while ((i = str_find(rest, v)) != SIZE_MAX) {
		bool word = (i == 0 ||
			     !(char_is_alnum(rest.p[i - 1]) || strchr("_\\", rest.p[i - 1]))) &&
			    (i + v.n == rest.n ||
			     !(char_is_alnum(rest.p[i + v.n]) || rest.p[i + v.n] == '_'));
		struct str behind = str_from_pos(rest, i + v.n);

		bool returned = i >= 6 && str_eq(str_sub(rest, i - 6, 6), STR("return"));

		/* p += n; */
		if (word && i > 0 && str_starts(behind, STR(";")) &&
		    strchr(")=+-*/(", rest.p[i - 1]) && rest.p[i - 1])
			return;
		if (returned && !str_starts(behind, STR("<0")) && !str_starts(behind, STR("==-1")))
			return; /* whoever calls looks at it */
		if (word && str_starts(behind, STR(";")) && i > 0 && strchr(")=+-", rest.p[i - 1]))
			return; /* off += (int)n; */
		if (word && (str_starts(behind, STR("<0")) || str_starts(behind, STR("==-1"))))
			failed = true;
		else if (word && !str_starts(behind, STR("=")) && !str_starts(behind, STR(";")) &&
			 i > 0 && rest.p[i - 1] != 't') /* ssize_t n without its blank */
			return;
		else if (word && str_starts(behind, STR("==")))
			return;
		rest = behind;
	}
	if (failed)
		tell(u, "send-buffer-limited", n, at, 0.6,
		     "what was written is only asked whether it failed: a part of the message "
		     "counts as the whole",
		     "Keep what was not written, and write it when the socket is writable.");
}

/* if (send(fd, p, n, 0) < 0): how much was taken is never known. */
static void
look_at_compared_writes(struct unit *u, const struct node *n, const struct spot *at)
{
	const struct node *call = n->a && n->a->kind == NODE_CALL ? n->a : NULL, *len;
	const struct effect_row *r = call ? call_effect(u, call) : NULL;
	char buf[40];
	struct str than = squeezed(n->b, buf, sizeof buf);
	uint64_t v;

	if (!r || r->effect != EFFECT_WRITE || r->at != 0 || call->n < 3 || !at->f ||
	    !(u->nonblocking || has(call->text, "MSG_DONTWAIT")) ||
	    (text_says(u, STR("SOCK_DGRAM")) && !text_says(u, STR("SOCK_STREAM"))) ||
	    !((str_eq(n->op, STR("<")) && str_eq(than, STR("0"))) ||
	      (str_eq(n->op, STR("==")) && str_eq(than, STR("-1")))))
		return;
	len = call->kids[2];
	/* a few bytes are taken or not */
	if (call->kids[1]->kind == NODE_STRING || str_to_u64(len->text, &v) ||
	    has(len->text, "sizeof") || str_eq(call_name(call), STR("sendto")))
		return;
	tell(u, "send-buffer-limited", n, at, 0.6,
	     "what was written is only asked whether it failed: a part of the message "
	     "counts as the whole",
	     "Keep what was not written, and write it when the socket is writable.");
}

/* let _ = s.write(&message), which never blocks: what it did not take is lost. */
static void
look_at_unasked_write(struct unit *u, const struct node *n, const struct spot *at)
{
	const struct node *call = n->kind == NODE_ASSIGN ? n->b : call_receiver(n);
	const struct effect_row *r;

	if (!(u->language->traits & TRAIT_DROPS) || !call || call->kind != NODE_CALL ||
	    !(u->nonblocking || text_says(u, STR("mio::"))))
		return;
	if (n->kind == NODE_ASSIGN ? !str_starts(n->text, STR("let _ ="))
				   : !n->dropped || !str_eq(call_name(n), STR("ok")))
		return;
	r = call_effect(u, call);
	/* a byte that wakes another thread is taken, or it is awake */
	if (!r || r->effect != EFFECT_WRITE || r->at != AT_RECEIVER || call->n != 1 ||
	    call->kids[0]->kind == NODE_STRING || call->kids[0]->kind == NODE_LITERAL ||
	    str_starts(call->kids[0]->text, STR("&[")) || has(call->kids[0]->text, "to_ne_bytes"))
		return;
	tell(u, "send-buffer-limited", n, at, 0.65,
	     "a write may take only a part, or nothing while the send buffer is full: the rest is "
	     "lost",
	     "Look at the result; keep the rest, and write it when the socket is writable.");
}

/* match s.write(…) { Ok(_) => … }: the count is dropped. */
static void
look_at_match(struct unit *u, const struct node *n, const struct spot *at)
{
	const struct effect_row *r = n->a && n->a->kind == NODE_CALL ? call_effect(u, n->a) : NULL;

	if (r && r->effect == EFFECT_WRITE && has(n->text, "Ok(_)"))
		tell(u, "send-buffer-limited", n, at, 0.6,
		     "a write may take only a part: the rest is lost",
		     "Use write_all, or keep what was not taken.");
}

/* A queue with a limit says no by its result, and the connection is lost. */
static void
look_at_offers(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const things[] = { "s", "sock",	 "socket", "conn",
					      "c", "connection", "client", NULL };

	if (n->kind == NODE_CALL && n->dropped && n->n == 1 && str_eq(call_name(n), STR("offer")) &&
	    name_has(n->kids[0]->text, things) && text_says(u, STR("BlockingQueue")))
		tell(u, "close-wait-leak", n, at, 0.65,
		     "a full queue refuses it, and nobody looks: the connection stays open",
		     "Close it when offer() says false.");
}

/* Whether a branch, but that for a closed listener, has one of these words. */
static bool
waits_or_leaves(const struct node *n, const char *const *words, unsigned depth)
{
	static const char *const closed[] = { "Closed",	  "ctx",     "done", "quit", "stop",
					      "shutdown", "closing", "EOF",  NULL };

	if (!n || depth > 100)
		return false;
	if (n->kind == NODE_IF && n->a) {
		bool over = mentions_one(n->a->text, closed) ||
			    (n->d && mentions_one(n->d->text, closed));

		/* if !errors.Is(err, net.ErrClosed) { sleep } */
		over &= !str_starts(n->a->text, STR("!"));
		return (!over && waits_or_leaves(n->b, words, depth + 1)) ||
		       waits_or_leaves(n->c, words, depth + 1);
	}
	if (n->kind == NODE_SWITCH)
		return mentions_one(n->text,
				    (const char *const[]){ "leep", "time.", "ackoff", NULL });
	if (n->kind == NODE_BLOCK || n->kind == NODE_OTHER || n->kind == NODE_LIST) {
		for (uint32_t i = 0; i < n->n; i++)
			if (waits_or_leaves(n->kids[i], words, depth + 1))
				return true;
		return false;
	}
	return mentions_one(n->text, words);
}

/* Accept fails at once while descriptors are short: a loop that goes straight on spins. */
static void
look_at_accept_errors(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const remedies[] = { "leep",	 "ackoff", "time.",	"return",
						"break", "Fatal",  "Temporary", "anic",
						"Exit",	 "delay",  "wait",	NULL };

	struct str before;
	size_t last;

	if (!at->loop || !n->a || !n->b || !(u->language->traits & TRAIT_ERROR_VALUE) ||
	    !has(n->a->text, "err != nil") || !has(n->b->text, "continue") ||
	    n->text.p < at->loop->text.p)
		return;
	/* it is about accept: nothing stands between */
	before = str_sub(at->loop->text, 0, (size_t)(n->text.p - at->loop->text.p));
	last = str_find(before, STR(".Accept"));
	if (last == SIZE_MAX || before.n - last > 400 || waits_or_leaves(n->b, remedies, 0))
		return;
	before = str_from_pos(before, last);
	if (has(before, "err :=") || has(before, "err = "))
		return;
	finding_step(
		u,
		tell(u, "accept-queue-overflow", n, at, 0.55,
		     "an accept that fails is tried again at once: without descriptors it "
		     "spins, and the queue stays full",
		     "Wait a moment, longer each time, and leave when the listener is closed."),
		n->b->end_line - 1, "and back to accept");
}

/* ---- a few calls in a row ---- */

struct ahead {
	uint32_t step;
	unsigned writes, far;
	uint32_t second;
};

static bool
is_call_with(struct unit *u, const struct step *st, enum effect e)
{
	const struct effect_row *r;

	if (st->op != STEP_CALL || st->node->kind != NODE_CALL)
		return false;
	r = call_effect(u, st->node);
	if (!r && e == EFFECT_READ)
		return helped(u, st->node, true) != NULL;
	return r && r->effect == e;
}

/* await once(sock, 'data') */
static bool
awaits_data(const struct unit *u, const struct step *st)
{
	return u->language->traits & TRAIT_CALLED_BACK && st->op == STEP_CALL &&
	       st->node->kind == NODE_CALL && st->node->n >= 2 && !call_receiver(st->node) &&
	       str_eq(call_name(st->node), STR("once")) &&
	       mentions_one(st->node->kids[1]->text,
			    (const char *const[]){ "'data'", "\"data\"", "'readable'", NULL });
}

/* write, write, read on one connection, with nothing in between. */
static void
look_for_nagle(struct unit *u, struct function *f)
{
	struct spot at = { .f = f };
	uint8_t *seen;

	if (u->nodelay || !u->network || !strcmp(u->language->name, "go"))
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *first = &f->steps.v[i];
		struct ahead work[AHEAD_MAX];
		size_t n = 0;
		uint32_t key;
		struct arena_mark mark;

		if (first->op != STEP_CALL || !writes(u, first->node) ||
		    str_eq(call_name(first->node), STR("sendto")) ||
		    str_eq(call_name(first->node), STR("drain")) ||
		    str_eq(call_name(first->node), STR("flush")) ||
		    str_eq(call_name(first->node), STR("request")) ||
		    is_buffered(u, &at, written_to(u, first->node)))
			continue;
		key = key_of(u, written_to(u, first->node));
		mark = arena_mark(u->scratch);
		seen = arena_new(u->scratch, uint8_t, f->steps.n);
		work[n++] = (struct ahead){ first->next, 1, 0, 0 };
		while (n) {
			struct ahead a = work[--n];
			const struct step *st = &f->steps.v[a.step];

			if (a.far > AHEAD_MAX || (seen[a.step] & a.writes) || a.step == (uint32_t)i)
				continue;
			seen[a.step] |= (uint8_t)a.writes;
			if (st->op == STEP_END || st->op == STEP_RAISED)
				continue;
			if (is_call_with(u, st, EFFECT_READ) || awaits_data(u, st)) {
				if (a.writes < 2)
					continue;
				if (tell(u, "nagle-delayed-ack", f->steps.v[a.second].node, &at,
					 0.6,
					 "the second write waits for the ACK of the first, and that "
					 "for the delayed-ACK timer",
					 "Write the message at once (writev, one buffer), or set "
					 "TCP_NODELAY.")
					    ->steps < 2) {
					struct code_finding *nf =
						&u->report->findings.v[u->report->findings.n - 1];

					finding_step(u, nf, first->line, "the first write");
					finding_step(u, nf, st->line,
						     "and the answer is read here");
				}
				n = 0;
				break;
			}
			if (st->op == STEP_CALL && writes(u, st->node) &&
			    !str_eq(call_name(st->node), STR("flush")) &&
			    !str_eq(call_name(st->node), STR("drain")) &&
			    key_of(u, written_to(u, st->node)) == key) {
				a.writes = 2;
				a.second = a.step;
			}
			/* shutdown sends what Nagle held back */
			if (is_call_with(u, st, EFFECT_HALF_CLOSE))
				continue;
			if (is_call_with(u, st, EFFECT_CLOSE))
				continue;
			a.far++;
			if (st->next != NOWHERE && n < AHEAD_MAX - 1)
				work[n++] = (struct ahead){ st->next, a.writes, a.far, a.second };
			if (st->other != NOWHERE && n < AHEAD_MAX - 1 && st->op != STEP_TRY_OP)
				work[n++] = (struct ahead){ st->other, a.writes, a.far, a.second };
		}
		arena_reset(u->scratch, mark);
	}
}

static const char *const refusals[] = {
	"413",	   "503",      "431",	  "too large", "TOO_LARGE", "too_large", "TooLarge",
	"busy",	   "BUSY",     "Busy",	  "too many",  "TOO_MANY",  "tooMany",	 "TooMany",
	"full\\n", "overload", "TOO_BIG", "too_big",   "tooLarge",  "REJECT",	 "TOO LARGE",
	"too big", "refused",  "REFUSED", "denied",    "DENIED",    NULL
};
/* Of these the peer is still sending the body. */
static const char *const too_large[] = { "413",	     "too large", "TOO_LARGE", "too_large",
					 "TooLarge", "TOO LARGE", "too big",   "TOO_BIG",
					 "tooLarge", NULL };

/* if (clients >= MAX) { write(…); close(…); }: what is written is a refusal. */
static bool
is_over_limit(const struct function *f, const struct step *write)
{
	static const char *const limits[] = { "max",   "limit", "cap",	 "capacity", "full",
					      "slots", "most",	"quota", NULL };

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op == STEP_TEST && st->line <= write->line && write->line - st->line <= 3 &&
		    st->node &&
		    (has(st->node->text, ">=") || has(st->node->text, "> ") ||
		     has(st->node->text, "==") || st->node->kind == NODE_CALL) &&
		    !has(st->node->text, "read") && !has(st->node->text, "recv") &&
		    name_has(st->node->text, limits))
			return true;
	}
	return false;
}

/* with conn.makefile("rb") as f: the connection lives on behind it. */
static bool
is_file_of_socket(const struct unit *u, const struct function *f, const struct node *scope)
{
	for (size_t i = 0; i < f->steps.n && scope && u->language->traits & TRAIT_METHOD_SELF;
	     i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op == STEP_SET && st->dst && st->src && st->src->kind == NODE_CALL &&
		    str_eq(st->dst->text, scope->text) &&
		    str_eq(call_name(st->src), STR("makefile")))
			return true;
	}
	return false;
}

/* Whether the connection ends by this step, at least by its owner's scope. */
static bool
ends_connection(struct unit *u, const struct function *f, const struct step *st, uint32_t key,
		bool large)
{
	if (is_call_with(u, st, EFFECT_CLOSE))
		return u->language->traits & TRAIT_THROWS ||
		       key_within(key_text(u, key_of(u, st->node->n ? st->node->kids[0]
								    : call_receiver(st->node))),
				  key_text(u, key));
	if (st->op == STEP_LEAVE)
		return !is_file_of_socket(u, f, st->node);
	return large && st->op == STEP_RETURN &&
	       (u->language->traits & TRAIT_DROPS || text_says(u, STR("RequestHandler")));
}

/* refuse(s, why), which ends its own writing, or reads on, itself. */
static bool
helper_ends_well(struct unit *u, const struct node *n)
{
	const struct function *g = call_effect(u, n) ? NULL : call_function(u, NULL, n);

	for (size_t i = 0; g && i < g->steps.n; i++)
		if (is_call_with(u, &g->steps.v[i], EFFECT_HALF_CLOSE))
			return true;
	return false;
}

/* send(fd, no, sizeof no - 1), where no[] = "HTTP/1.1 413 …": the words; else the call. */
static struct str
words_written(const struct function *f, const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++)
		for (size_t k = 0; k < f->steps.n && call->kids[i]->kind == NODE_NAME; k++) {
			const struct step *st = &f->steps.v[k];

			if (st->op == STEP_SET && st->dst && st->src &&
			    st->src->kind == NODE_STRING &&
			    str_eq(st->dst->text, call->kids[i]->text))
				return st->src->text;
		}
	return call->text;
}

/* if (send(…) < 0): what is behind it is no answer's end, for there was none. */
static bool
fails_by(const struct step *test, const struct node *write)
{
	const struct node *n = test->node;

	return test->op == STEP_TEST && n->kind == NODE_BINARY && n->op.n &&
	       str_has(n->text, write->text) &&
	       (n->op.p[0] == '<' || n->op.p[0] == '!' || str_has(n->text, STR("-1")));
}

/* reader.readline(), and then the refusal. */
static bool
is_read_just_before(struct unit *u, const struct function *f, const struct step *write)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->line < write->line && write->line - st->line <= 2 && st->op == STEP_CALL &&
		    call_effect(u, st->node) && call_effect(u, st->node)->effect == EFFECT_READ)
			return true;
	}
	return false;
}

/* "denied", behind a read: an answer to what the peer asked, and no turning away at the door. */
static bool
answers_what_was_read(struct unit *u, const struct function *f, const struct step *write)
{
	static const char *const answers[] = { "refused", "REFUSED", "denied", "DENIED", NULL };
	static const char *const reads[] = { "readline", "readLine", "readlines", NULL };
	static const char *const door[] = { "busy",	"BUSY", "Busy", "too many", "TOO_MANY",
					    "overload", "full", "431",	"503",	    NULL };
	struct str words = words_written(f, write->node);

	if (!mentions_one(words, answers) || mentions_one(words, door))
		return false;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->line < write->line && st->op == STEP_CALL &&
		    (is_call_with(u, st, EFFECT_READ) ||
		     (st->node->kind == NODE_CALL && is_one_of(call_name(st->node), reads))))
			return true;
	}
	return false;
}

/* "413 Payload Too Large", and close at once: what the peer still sends resets it. */
static void
look_for_refusals(struct unit *u, struct function *f)
{
	struct spot at = { .f = f };

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		uint32_t key, step = st->next;
		bool large;

		if (st->op != STEP_CALL || !writes(u, st->node) ||
		    !(mentions_one(words_written(f, st->node), refusals) || is_over_limit(f, st)) ||
		    helper_ends_well(u, st->node))
			continue;
		large = mentions_one(words_written(f, st->node), too_large);
		if (!large && (is_read_just_before(u, f, st) ||
			       (!is_over_limit(f, st) && answers_what_was_read(u, f, st))))
			continue; /* what the peer had to say was heard */
		key = key_of(u, written_to(u, st->node));
		for (unsigned far = 0; far < 12 && step != NOWHERE; far++) {
			const struct step *next = &f->steps.v[step];

			if (is_call_with(u, next, EFFECT_READ) ||
			    is_call_with(u, next, EFFECT_HALF_CLOSE) || next->op == STEP_END ||
			    (next->op == STEP_CALL && helper_ends_well(u, next->node)))
				break;
			if (ends_connection(u, f, next, key, large)) {
				struct code_finding *n = tell(
					u, "reset-with-unread-data",
					next->op == STEP_CALL ? next->node : st->node, &at, 0.6,
					"closed while the peer still sends: the reset "
					"destroys the answer that was just written",
					"Shut down for writing, read what still comes for a "
					"moment, then close.");

				finding_step(u, n, st->line, "the answer is written here");
				break;
			}
			step = fails_by(next, st->node) ? next->other : next->next;
		}
	}
}

/* Nothing can be written after shutdown(SHUT_WR). */
static void
look_for_late_writes(struct unit *u, struct function *f)
{
	static const char *const ends_writing[] = { "SHUT_WR",	  "shutdownOutput",
						    "CloseWrite", "Shutdown::Write",
						    "SHUT_RDWR",  "Shutdown::Both",
						    NULL };
	struct spot at = { .f = f };

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		uint32_t step = st->next;

		if (!is_call_with(u, st, EFFECT_HALF_CLOSE) ||
		    !mentions_one(st->node->text, ends_writing))
			continue;
		for (unsigned far = 0; far < 12 && step != NOWHERE; far++) {
			const struct step *next = &f->steps.v[step];

			if (next->op == STEP_CALL && writes(u, next->node) &&
			    !str_eq(call_name(next->node), STR("flush")))
				tell(u, "reset-with-unread-data", next->node, &at, 0.7,
				     "written after the connection was shut down for writing",
				     "Write all, then shut down, then read to the end, then close.");
			if (next->op == STEP_END || is_call_with(u, next, EFFECT_CLOSE))
				break;
			step = next->next;
		}
	}
}

/* ---- edge-triggered, and read once ---- */

/* The call, or what is made of it, is what f returns. */
static bool
is_returned(const struct function *f, const struct node *call)
{
	struct str body = f->node->d ? str_trim(f->node->d->text) : (struct str){ NULL, 0 };

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *v =
			st->op == STEP_RETURN && st->node && st->node->n ? st->node->kids[0] : NULL;

		if (v && v->text.n < 400 && call->text.p >= v->text.p &&
		    call->text.p < v->text.p + v->text.n)
			return true;
	}
	/* |io| io.read(buf) */
	return !f->name.n && body.n && str_ends(body, call->text);
}

static void
look_for_undrained(struct unit *u, struct function *f)
{
	struct spot at = { .f = f };

	if (!u->edge)
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		uint32_t outer;

		if (!is_call_with(u, st, EFFECT_READ) || !call_effect(u, st->node))
			continue;
		if (u->language->traits & TRAIT_DROPS && !st->loop && is_returned(f, st->node))
			continue; /* fn try_read(): who calls it goes on */
		outer = st->loop ? f->loop_outer.v[st->loop - 1] : 0;
		/* the loop over events, in the loop that waits for them */
		if (st->loop && (has(f->node->text, "epoll_wait") || has(f->node->text, "kevent") ||
				 has(f->node->text, ".poll("))) {
			if (outer == 0 || f->loop_outer.v[outer - 1])
				continue;
		} else if (st->loop) {
			continue;
		}
		tell(u, "zero-window-stall", st->node, &at, 0.65,
		     "edge-triggered, and read once: what is left is not announced again, and the "
		     "window closes over it",
		     "Read in a loop until EAGAIN.");
	}
}

/* ---- literals and pairs ---- */

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
	if (is_one_of(name, waiters))
		return !(str_eq(on, STR("requests")) || str_eq(on, STR("httpx")) ||
			 has(on, "session") || has(on, "client") || has(on, "http"));
	return str_eq(on, STR("self")) && map_get(&u->by_name, name);
}

static void
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
		 tiny_number(u, n->b))
		tell(u, "accept-queue-overflow", n, at, 0.65,
		     "a tiny backlog: a burst of connections overflows the accept queue",
		     "Leave it out, or ask for a few hundred.");
	if (n->kind == NODE_ASSIGN && n->a->kind != NODE_FIELD && n->a->kind != NODE_INDEX)
		return;
	if (str_eq(name, STR("Close")) && str_eq(n->b->text, STR("true")) &&
	    text_says(u, STR("http.")))
		tell(u, "connection-churn", n, at, 0.6, NO_REUSE, NO_REUSE_FIX);
	if ((str_eq(name, STR("keepAlive")) || str_eq(name, STR("enableKeepAlive"))) &&
	    n->b->kind == NODE_NULL && is_of_client(u, n)) {
		tell(u, "idle-timeout-drop", n, at, 0.65, NO_KEEPALIVE, NO_KEEPALIVE_FIX);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		if (str_eq(name, str_from(pairs[i].name)) &&
		    !(str_eq(name, STR("timeout")) && is_timeout_of_another(u, n)) &&
		    !(has(name, "onnection") && is_answer(u, n)) &&
		    str_eq(unquoted(n->b->text), str_from(pairs[i].value)))
			tell_all_at_once(u, tell(u, pairs[i].id, n, at, pairs[i].sure,
						 pairs[i].message, pairs[i].fix));
	if (str_eq(n->a->text, STR("backlog")) && tiny_number(u, n->b))
		tell(u, "accept-queue-overflow", n, at, 0.65,
		     "a tiny backlog: a burst of connections overflows the accept queue",
		     "Leave it out, or ask for a few hundred.");
}

static const struct node *
connects_in(struct unit *u, const struct node *n, unsigned depth)
{
	const struct effect_row *r = n && n->kind == NODE_CALL ? call_effect(u, n) : NULL;
	const struct node *found = r && r->effect == EFFECT_CONNECT ? n : NULL;

	if (!n || depth > 60)
		return NULL;
	if (!found)
		found = connects_in(u, n->a, depth + 1);
	if (!found)
		found = connects_in(u, n->b, depth + 1);
	if (!found)
		found = connects_in(u, n->d, depth + 1);
	for (uint32_t i = 0; i < n->n && !found; i++)
		found = connects_in(u, n->kids[i], depth + 1);
	return found;
}

/* const hosts = text.split('\\n'): as many as a file has lines. */
static bool
is_read_by_lines(const struct function *f, const struct node *over)
{
	for (size_t i = 0; over && over->kind == NODE_NAME && i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op == STEP_SET && st->dst && st->src && str_eq(st->dst->text, over->text))
			return has(st->src->text, ".split(") && has(st->src->text, "\\n");
	}
	return false;
}

/* Promise.all(hosts.map((h) => ask(h))), where ask() connects and the caller says how many. */
static void
look_at_all_at_once(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const limits[] = { "imit",	 "emaphore", "slice(",	 "batch",
					      "Batch",	 "hunk",     "oncurr",	 "queue",
					      "Queue",	 "workers",  "inFlight", "in_flight",
					      "running", "active",   "allel",	 NULL };
	const struct node *on = n->kind == NODE_CALL ? call_receiver(n) : NULL, *map, *over, *made;
	struct function *g;
	bool given = false;

	if (!(u->language->traits & TRAIT_CALLED_BACK) || !on || !at->f || n->n != 1 ||
	    !str_eq(on->text, STR("Promise")) || !str_starts(call_name(n), STR("all")))
		return;
	map = n->kids[0];
	over = map->kind == NODE_CALL && map->n == 1 && str_eq(call_name(map), STR("map"))
		       ? call_receiver(map)
		       : NULL;
	for (size_t i = 0; over && i < at->f->params.n; i++)
		given |= str_eq(at->f->params.v[i], over->text);
	if (!(given || is_read_by_lines(at->f, over)) || u->searches++ > SEARCHES_MAX ||
	    text_mentions(u, limits))
		return;
	g = map->kids[0]->kind == NODE_NAME ? map_get(&u->by_name, map->kids[0]->text) : NULL;
	for (const struct node *k = map->kids[0]->d; k && !g;
	     k = k->n == 1 && (k->kind == NODE_BLOCK || k->kind == NODE_RETURN ||
			       k->kind == NODE_STATEMENT)
			 ? k->kids[0]
			 : NULL)
		g = k->kind == NODE_CALL ? call_function(u, at->f, k) : NULL;
	made = g ? connects_in(u, g->node->d, 0) : NULL;
	if (made)
		finding_step(u,
			     tell(u, "port-exhaustion", n, at, 0.6,
				  "a connection for each of them at once: nothing bounds how many",
				  "Connect to a few dozen at a time."),
			     made->line, "each connects here");
}

/* What is begun by a go statement in n connects, itself or by a helper: *g. */
static const struct node *
connects_in_go(struct unit *u, const struct node *n, struct function **g, unsigned depth)
{
	const struct node *parts[] = { n ? n->a : NULL, n ? n->b : NULL, n ? n->d : NULL };
	const struct node *found = NULL;
	struct function *f;

	if (!n || depth > 60)
		return NULL;
	f = n->kind == NODE_CALL && !call_effect(u, n) ? call_function(u, NULL, n) : NULL;
	if (f && f->name.n && (found = connects_in(u, f->node->d, 0)))
		*g = f;
	for (size_t i = 0; i < COUNT_OF(parts) && !found; i++)
		found = connects_in_go(u, parts[i], g, depth + 1);
	for (uint32_t i = 0; i < n->n && !found; i++)
		found = connects_in_go(u, n->kids[i], g, depth + 1);
	return found;
}

/* Dial("tcp", gateway), where gateway is the whole text's: the same for each caller. */
static bool
is_one_address(struct unit *u, struct function *g, const struct node *dial)
{
	const struct node *to = dial->n > 1 ? dial->kids[1] : NULL;

	if (!to || !str_starts(call_name(dial), STR("Dial")) || dial->kids[0]->kind != NODE_STRING)
		return false;
	if (to->kind != NODE_NAME)
		return to->kind == NODE_STRING;
	for (size_t i = 0; i < g->params.n; i++)
		if (str_eq(g->params.v[i], to->text))
			return false;
	flow_build(u->arena, u->language, g);
	for (size_t i = 0; i < g->steps.n; i++)
		if (g->steps.v[i].op == STEP_SET && g->steps.v[i].dst &&
		    str_has(g->steps.v[i].dst->text, to->text))
			return false;
	return true;
}

/* defer func() { <-turn }(): a place that the next one gets. */
static bool
receives(struct str text)
{
	size_t at;

	while ((at = str_find(text, STR("<-"))) != SIZE_MAX) {
		text = str_from_pos(text, at + 2);
		if (text.n && (char_is_alpha(text.p[0]) || text.p[0] == '_'))
			return true;
	}
	return false;
}

/* for _, id := range ids { go ask(id) }, where ask() dials one address for all. */
static void
look_at_swarm(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const limits[] = { "imit",  "sem",  "Sem",	     "slots",  "tokens",
					      "atch",  "hunk", "oncurr",     "orkers", "permits",
					      "pool",  "Pool", "struct{}{}", "allel",  "Ticker",
					      "Sleep", NULL };
	const struct node *body = n->d ? n->d : n->c, *made = NULL;
	struct function *g = NULL;

	if (strcmp(u->language->name, "go") || !n->b || n->b->kind != NODE_NAME || !body)
		return;
	for (uint32_t i = 0; i < body->n && !made; i++)
		if (body->kids[i]->kind == NODE_GO)
			made = connects_in_go(u, body->kids[i], &g, 0);
	if (!made || !g || !is_one_address(u, g, made) || receives(n->text) ||
	    text_mentions(u, limits))
		return;
	finding_step(u,
		     tell(u, "port-exhaustion", n, at, 0.6,
			  "a connection for each of them at once: nothing bounds how many",
			  "Connect for a few dozen at a time, or share connections."),
		     made->line, "each connects here, to the same address");
}

/* What a closure or a call in n does, or what it makes: the first that connects. */
static const struct node *
connects_by(struct unit *u, const struct node *n, unsigned depth)
{
	const struct node *parts[] = { n ? n->a : NULL, n ? n->b : NULL, n ? n->d : NULL };
	const struct node *found = NULL;

	if (!n || depth > 40)
		return NULL;
	if (n->kind == NODE_CALL || n->kind == NODE_NAME || n->kind == NODE_FIELD ||
	    n->kind == NODE_UNARY) {
		struct str name = n->kind == NODE_CALL	  ? call_name(n)
				  : n->kind == NODE_FIELD ? n->b->text
				  : n->kind == NODE_UNARY ? n->a->text
							  : n->text;

		for (size_t i = 0; i < u->functions.n && !found; i++) {
			const struct function *g = u->functions.v[i];

			/* a function of that name, or any of that class */
			if (name.n && (str_eq(g->name, name) || str_eq(g->of_class, name)))
				found = connects_in(u, g->node, 0);
		}
	}
	if (!found && n->kind == NODE_CALL && call_effect(u, n) &&
	    call_effect(u, n)->effect == EFFECT_CONNECT)
		found = n;
	for (size_t i = 0; i < COUNT_OF(parts) && !found; i++)
		found = connects_by(u, parts[i], depth + 1);
	for (uint32_t i = 0; i < n->n && !found; i++)
		found = connects_by(u, n->kids[i], depth + 1);
	return found;
}

/* for each: running.push_back(std::async([&] { return ask(host); })), and none is waited for. */
static void
look_at_thread_swarm(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const limits[] = { "imit",	 "emaphore", "slots",	 "batch",   "Batch",
					      "hunk",	 "oncurr",   "workers",	 "Workers", "pool",
					      "Pool",	 "MAX",	     "max_",	 "kMax",    "sleep",
					      "acquire", "nThreads", "nthreads", NULL };
	static const char *const waits[] = { ".get(",	     ".wait(",	    ".join(",
					     "pthread_join", "wait_for",    ".size()",
					     "wait(",	     "detach_when", NULL };
	bool begins = (str_eq(call_name(n), STR("async")) && n->n &&
		       has(n->kids[0]->text, "launch::async")) ||
		      (str_eq(call_name(n), STR("thread")) && n->n) ||
		      (n->n &&
		       mentions_one(call_name(n), (const char *const[]){ "emplace_back", NULL }) &&
		       call_receiver(n) &&
		       name_has(call_receiver(n)->text,
				(const char *const[]){ "threads", "workers", "thr", "ts", "running",
						       "jobs", NULL }));
	const struct node *made;

	if (strcmp(u->language->name, "cpp") || !begins || !at->loop ||
	    mentions_one(at->loop->text, waits) || text_mentions(u, limits) ||
	    text_says(u, STR("accept(")) || u->searches++ > SEARCHES_MAX)
		return;
	/* for (int i = 0; i < 8; i++) begins as many as it says */
	if (at->loop->kind == NODE_FOR && at->loop->c && at->loop->b &&
	    at->loop->b->kind == NODE_BINARY && at->loop->b->b->kind != NODE_CALL)
		return;
	made = connects_by(u, n, 0);
	if (!made)
		return;
	finding_step(u,
		     tell(u, "port-exhaustion", n, at, 0.6,
			  "a connection for each of them at once: nothing bounds how many",
			  "Connect for a few dozen at a time."),
		     made->line, "each connects here");
}

static void
look_at_literal(struct unit *u, const struct node *n, const struct spot *at)
{
	if (str_starts(n->text, STR("http.Client{")) && !has(n->text, "Timeout") &&
	    !text_says(u, STR("WithTimeout")) && !text_says(u, STR("WithDeadline")) &&
	    !text_says(u, STR("ctx")))
		tell(u, "dead-peer-timeout", n, at, 0.55, FOREVER, FOREVER_FIX);
}

/* ---- a connection for each turn of a loop ---- */

static bool
is_within(const struct node *n, const struct node *in)
{
	return n->text.p >= in->text.p && n->text.p + n->text.n <= in->text.p + in->text.n;
}

/* return conn; return s, nil: it outlives the turn. */
static bool
returns_it(struct str text)
{
	static const char *const names[] = { "return c;",   "return c\n",  "return c,",
					     "return s;",   "return s\n",  "return s,",
					     "return conn", "return sock", "return fd",
					     "return &",    "return Ok(",  "Ok(s)",
					     "Ok(stream)",  "return new",  "return stream",
					     NULL };

	return mentions_one(text, names);
}

/*
 * connect, write, close in one turn, and no wait in it: each turn is a request. A
 * loop that leaves with what it connected, or in which a connection lives for
 * many messages, is something else.
 */
static bool
reads_in_loop(struct unit *u, const struct node *n, bool inside, unsigned depth)
{
	const struct effect_row *r = n && n->kind == NODE_CALL ? call_effect(u, n) : NULL;

	if (!n || depth > 100)
		return false;
	if (r && r->effect == EFFECT_READ && inside)
		return true;
	inside |= n->kind == NODE_WHILE || n->kind == NODE_FOR || n->kind == NODE_DO ||
		  n->kind == NODE_FOREACH;
	if (reads_in_loop(u, n->a, inside, depth + 1) ||
	    reads_in_loop(u, n->b, inside, depth + 1) ||
	    reads_in_loop(u, n->c, inside, depth + 1) || reads_in_loop(u, n->d, inside, depth + 1))
		return true;
	for (uint32_t i = 0; i < n->n; i++)
		if (reads_in_loop(u, n->kids[i], inside, depth + 1))
			return true;
	return false;
}

/* A loop in the loop reads from it until it ends: it is no request. */
static bool
lives_long(struct unit *u, const struct node *n, const struct node *loop)
{
	/* the loop may be in the function that a loop calls again when it has ended */
	(void)n;
	return (loop->kind == NODE_WHILE || loop->kind == NODE_FUNCTION) &&
	       (reads_in_loop(u, loop->d, false, 0) || reads_in_loop(u, loop->b, false, 0));
}

/* fd = dial(); …; close(fd), in each turn: dial() is of this text. */
static bool
dials_by_helper(struct unit *u, const struct node *n, const struct spot *at)
{
	const struct function *f =
		n->kind == NODE_CALL && !call_effect(u, n) ? call_function(u, at->f, n) : NULL;

	return f && f->makes && at->each && at->loop == at->each && f != at->f &&
	       mentions_one(at->loop->text, (const char *const[]){ "close(", "Close(", ".end(",
								   "closesocket(", NULL });
}

/* It is made, and ended, in what an HTTP server calls for each request. */
static bool
answers_requests(struct unit *u, const struct function *f, const struct node *n)
{
	static const char *const ends[] = { ".quit(", ".disconnect(", ".end(", ".close(", NULL };
	const struct effect_row *r = call_effect(u, n);
	const struct function *g = n->kind == NODE_CALL && !r ? call_function(u, f, n) : NULL;

	if (!(u->language->traits & TRAIT_CALLED_BACK) || !f ||
	    !((r && r->effect == EFFECT_CLIENT && r->at == AT_RESULT) || (g && g != f && g->makes)))
		return false;
	if (!function_is_asked(f) && !(f->called_in_loop && text_says(u, STR("(req"))))
		return false;
	return mentions_one(f->node->text, ends) && !has(f->node->text, "event-stream") &&
	       !has(f->node->text, "subscribe");
}

/* Whom it asks is its caller's to say: one for each is no churn. */
static bool
asks_whom_it_is_told(const struct function *f, const struct node *call)
{
	static const char *const whom[] = { "host",	"addr", "address", "url",    "port",
					    "target",	"node", "peer",	   "ip",     "hosts",
					    "endpoint", "opts", "options", "server", NULL };

	for (size_t i = 0; i < f->params.n; i++)
		if (name_has(f->params.v[i], whom) && has_name(call->text, f->params.v[i]))
			return true;
	return false;
}

/* new Promise((ok, fail) => …): what is made in it is made by who stands around it. */
static struct function *
maker_of(const struct unit *u, struct function *f)
{
	while (f && !f->name.n && f->outer && u->language->traits & TRAIT_CALLED_BACK) {
		size_t at = (size_t)(f->node->text.p - u->text.p);

		if (at > u->text.n ||
		    !has(str_sub(u->text, at > 24 ? at - 24 : 0, at > 24 ? 24 : at), "Promise"))
			break;
		f = f->outer;
	}
	return f;
}

/* Some of the names of vars, (host, port), are in text. */
static bool
has_name_of(struct str text, struct str vars)
{
	size_t from = 0;

	for (struct str w = next_name(vars, &from); w.n; w = next_name(vars, &from))
		if (!str_eq(w, STR("_")) && has_name(text, w))
			return true;
	return false;
}

/* for host in hosts: connect((host, 25)), or h = it["host"] in between: whom it is for. */
static bool
names_turn(const struct node *each, const struct node *call)
{
	struct str vars = each->a ? each->a->text : (struct str){ NULL, 0 }, rest, line, to;
	struct str args = call->a && call->text.n > call->a->text.n
				  ? str_from_pos(call->text, call->a->text.n)
				  : call->text;

	if (!vars.n || vars.n > 100)
		return false;
	if (has_name_of(args, vars))
		return true;
	rest = each->d ? each->d->text : (struct str){ NULL, 0 };
	while (str_line(&rest, &line)) {
		size_t at = str_find(line, STR(" = "));

		to = at == SIZE_MAX ? to : str_trim(str_sub(line, 0, at));
		if (at != SIZE_MAX && to.n < 60 && line.p < call->text.p &&
		    has_name_of(str_from_pos(line, at), vars) && has_name_of(args, to))
			return true;
	}
	return false;
}

/* probe(host), for each of the hosts: every turn has a peer of its own. */
static bool
dials_another_each_time(struct unit *u, const struct function *f, const struct node *n)
{
	for (size_t i = 0; f && f->name.n && i < f->params.n && u->language->typed; i++) {
		bool dialled = false;

		for (uint32_t k = 0; k < n->n; k++)
			dialled |= str_eq(n->kids[k]->text, f->params.v[i]) ||
				   (f->params.v[i].n >= 3 &&
				    str_has(n->kids[k]->text, f->params.v[i]));
		if (!dialled || u->searches++ > SEARCHES_MAX)
			continue;
		for (size_t g = 0; g < u->functions.n; g++) {
			const struct function *by = u->functions.v[g];
			struct str turn = { NULL, 0 };

			for (size_t k = 0; k < by->steps.n; k++)
				if (by->steps.v[k].op == STEP_EACH && by->steps.v[k].node->a)
					turn = by->steps.v[k].node->a->text;
			for (size_t k = 0; turn.n && k < by->steps.n; k++) {
				const struct node *call = by->steps.v[k].node;

				if (by->steps.v[k].op == STEP_CALL && call->kind == NODE_CALL &&
				    str_eq(call_name(call), f->name) && i < call->n &&
				    call->kids[i]->kind == NODE_NAME &&
				    str_has(turn, call->kids[i]->text))
					return true;
			}
		}
	}
	return false;
}

/* The turn of this loop that goes well is the last: each is an attempt. */
static bool
leaves_when_well(const struct node *n)
{
	for (unsigned depth = 0; n && depth < 20; depth++) {
		const struct node *last = NULL;

		if (n->kind == NODE_RETURN)
			return true;
		if (n->kind == NODE_TRY)
			last = n->a;
		else if (n->kind == NODE_FOREACH || n->kind == NODE_FOR || n->kind == NODE_WITH)
			last = n->d;
		else if (n->kind == NODE_BLOCK || n->kind == NODE_OTHER)
			last = n->n ? n->kids[n->n - 1] : n->d;
		n = last;
	}
	return false;
}

/* for (;;) { await run(); await pause(); }: who calls it in a loop waits between. */
static bool
is_called_with_pauses(struct unit *u, const struct function *f)
{
	static const char *const waits[] = { "sleep",	"Sleep", "backoff",    "delay", "retry",
					     "attempt", "pause", "setTimeout", NULL };

	if (!f->name.n || u->searches++ > SEARCHES_MAX)
		return false;
	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *g = u->functions.v[i];

		for (size_t k = 0; k < g->steps.n; k++)
			if (g->steps.v[k].op == STEP_CALL && g->steps.v[k].loop &&
			    g->steps.v[k].node->kind == NODE_CALL &&
			    str_eq(call_name(g->steps.v[k].node), f->name))
				return mentions_one(g->node->text, waits);
	}
	return false;
}

static void
look_at_churn(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const waits[] = { "sleep", "Sleep",	 "backoff", "delay",
					     "retry", "attempt", "retries", NULL };
	static const char *const asks[] = { "Encode(", "send",	  "write",  "Write",
					    "request", "Fprintf", "print",  "urlopen",
					    "Modify(", "Search(", "Bind(",  "modify(",
					    "search(", "Exec(",	  "ublish", NULL };
	const struct effect_row *r = call_effect(u, n);
	const struct node *loop = at->loop;
	struct function *maker = maker_of(u, at->f);

	if (maker != at->f && !loop && r && r->at == AT_RESULT &&
	    (r->effect == EFFECT_CONNECT || r->effect == EFFECT_CLIENT) && maker->called_in_loop &&
	    !maker->makes && !is_setup(maker) && !asks_whom_it_is_told(maker, n) &&
	    !name_has(maker->name,
		      (const char *const[]){ "connect", "dial", "open", "accept", "reconnect",
					     "handle", "serve", "session", "proxy", "subscribe",
					     "follow", "probe", "check", "ping", "wait", "listen",
					     NULL }) &&
	    mentions_one(maker->node->text, (const char *const[]){ ".end(", ".destroy(", ".quit(",
								   ".close(", NULL }) &&
	    mentions_one(maker->node->text,
			 (const char *const[]){ ".write(", ".end(", ".send(", NULL }) &&
	    !mentions_one(maker->node->text, waits))
		tell(u, "connection-churn", n, at, 0.6,
		     "a new connection for each turn of the loop: each pays a handshake and leaves "
		     "a TIME-WAIT",
		     "Connect once before the loop, or take connections from a pool.");
	/* a generator of a with: how long it lives shows where that stands */
	if (r && !loop && at->f && at->f->called_in_loop && !is_setup(at->f) && !at->f->makes &&
	    !(u->language->traits & TRAIT_METHOD_SELF && has(at->f->node->text, "yield")) &&
	    !name_has(at->f->name,
		      (const char *const[]){ "connect", "dial", "open", "accept", "reconnect",
					     "handle", "serve", "session", "proxy", NULL }) &&
	    (u->language->traits & TRAIT_DROPS ||
	     mentions_one(at->f->node->text, (const char *const[]){ "close(", "Close(", "with ",
								    "try (", "disconnect(", "quit(",
								    ".end(", ".destroy(", NULL })))
		loop = at->f->node;
	if (r && r->effect == EFFECT_CLIENT && loop && loop->kind == NODE_WHILE)
		return; /* it connects again when the connection has ended */
	if (!loop && answers_requests(u, at->f, n)) {
		tell(u, "connection-churn", n, at, 0.6,
		     "a new connection for each request: each pays a handshake and leaves a "
		     "TIME-WAIT",
		     "Connect once, or take connections from a pool.");
		return;
	}
	if (dials_by_helper(u, n, at) && loop && !mentions_one(loop->text, waits) &&
	    mentions_one(loop->text, asks) && !returns_it(loop->text) &&
	    !has(loop->text, "break")) {
		tell(u, "connection-churn", n, at, 0.6,
		     "a new connection for each turn of the loop: each pays a handshake and leaves "
		     "a TIME-WAIT",
		     "Connect once before the loop, or take connections from a pool.");
		return;
	}
	if (!r || !loop || r->at != AT_RESULT ||
	    !(r->effect == EFFECT_CONNECT || r->effect == EFFECT_CLIENT ||
	      str_eq(call_name(n), STR("openConnection"))))
		return;
	if (!at->f || !is_within(n, loop) || mentions_one(loop->text, waits) ||
	    !(r->effect == EFFECT_CLIENT || mentions_one(loop->text, asks)) ||
	    has(loop->text, "bind(") || returns_it(loop->text) ||
	    (at->loop && has(loop->text, "break")))
		return;
	if (lives_long(u, n, loop) || dials_another_each_time(u, at->f, n))
		return;
	if (at->loop ? leaves_when_well(at->loop) : is_called_with_pauses(u, at->f))
		return;
	if (at->each && names_turn(at->each, n))
		return; /* each turn is for another host */
	/* one address of a host after the other, until one answers */
	if (at->each && at->each->b && has(at->each->b->text, "addr"))
		return;
	if (!at->each && loop->kind == NODE_WHILE && has(loop->text, "recv"))
		return;
	tell(u, "connection-churn", n, at, 0.6,
	     "a new connection for each turn of the loop: each pays a handshake and leaves a "
	     "TIME-WAIT",
	     "Connect once before the loop, or take connections from a pool.");
}

/* execSync() where connections are served: the only thread accepts nothing meanwhile. */
static void
look_at_blocking(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const calls[] = { "execSync",	   "spawnSync",	  "execFileSync",
					     "pbkdf2Sync",	   "scryptSync",  "hashSync",
					     "compareSync",	   "deflateSync", "gzipSync",
					     "brotliCompressSync", "sleepSync",	  NULL };
	static const char *const starts[] = { "main",  "init", "setup",	 "load",
					      "start", "boot", "config", NULL };

	if (!(u->language->traits & TRAIT_CALLED_BACK) || n->kind != NODE_CALL || !at->f ||
	    !(is_one_of(call_name(n), calls) ||
	      (str_eq(call_name(n), STR("wait")) && call_receiver(n) &&
	       str_eq(call_receiver(n)->text, STR("Atomics")))))
		return;
	if (!(text_says(u, STR("createServer")) || text_says(u, STR(".listen("))) ||
	    name_has(at->f->name, starts))
		return;
	tell(u, "accept-queue-overflow", n, at, 0.6,
	     "it keeps the only thread: connections queue up, and are not accepted meanwhile",
	     "Use the form that calls back, or a worker thread.");
}

/* ---- the walk through the tree ---- */

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
