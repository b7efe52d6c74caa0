/*
 * clients.c - clients with a pool of their own that are made for each request
 */
#include "code/calls.h"

static const char *const request_names[] = { "get",  "post",	"put",	   "delete", "patch",
					     "head", "request", "options", NULL };

/* requests.get, httpx.post, reqwest::get: a connection each. */
static bool
is_single_request(const struct node *n)
{
	const struct node *on = call_receiver(n);

	return on &&
	       (str_eq(on->text, STR("requests")) || str_eq(on->text, STR("httpx")) ||
		str_eq(on->text, STR("reqwest")) || str_eq(on->text, STR("reqwest::blocking"))) &&
	       str_is_one_of(call_name(n), request_names);
}

void
look_at_requests(struct unit *u, const struct node *n, const struct spot *at)
{
	if (!is_single_request(n))
		return;
	if (at->loop)
		call_tell(u, "connection-churn", n, at, 0.65,
			  "a connection for each request: this client keeps none",
			  "Make one session or client before the loop and use it for all.");
	if (!has(n->text, "timeout") && str_eq(call_receiver(n)->text, STR("requests")) &&
	    !has(n->text, "**"))
		call_tell(u, "dead-peer-timeout", n, at, 0.6, FOREVER, FOREVER_FIX);
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
	struct str text = node_squeezed(n, buf, sizeof buf);

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

bool
function_is_setup(const struct function *f)
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

void
look_at_factories(struct unit *u, const struct node *n, const struct spot *at)
{
	struct function *f = at->loop && n->kind == NODE_CALL ? call_function(u, at->f, n) : NULL;

	if (!f || f == at->f || f->node->text.n > 600 || !is_factory(f, n) ||
	    has(f->node->text, "OnceLock") || has(f->node->text, "static ") ||
	    has(f->node->text, "if "))
		return;
	if (client_in(f->node->d, 0))
		call_tell(
			u, "connection-churn", n, at, 0.65,
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

void
look_at_clients(struct unit *u, const struct node *n, const struct spot *at)
{
	const struct function *f = at->f;

	if (f && makes_client(n) && is_agent_of_request(u, n, f)) {
		call_tell(
			u, "connection-churn", n, at, 0.65,
			"an agent with a pool of its own for each request: no connection is used again",
			"Make the agent once, and share it.");
		return;
	}
	if (!f || !f->name.n || !makes_client(n))
		return;
	if (n->kind == NODE_LITERAL && !str_starts(n->text, STR("http.Transport")) &&
	    !has(n->text, "http.Transport"))
		return; /* the default transport is shared */
	if (!at->loop && (function_is_setup(f) || !mentions_one(f->node->text, uses)))
		return;
	if (!at->loop && !strcmp(u->language->name, "python") && !f->of_class.n &&
	    !f->called_in_loop)
		return; /* a session for a script's one job is right */
	if (!at->loop && is_factory(f, n))
		return;
	call_tell(u, "connection-churn", n, at, at->loop ? 0.7 : 0.6,
		  "a client with a pool of its own for each call: no connection is used again",
		  "Make the client once, and share it.");
}
