int
fetch_manifest(const char *url, struct sink *out)
{
	HTTPC *http = httpc_easy_init();

	if (!http)
		return -1;
	httpc_setopt(http, HTTPC_URL, url);
	httpc_setopt(http, HTTPC_TIMEOUT, 10L);
	if (httpc_perform(http) != 0) {
		log_error("cannot get %s", url);
		return -1; /* expect: close-wait-leak */
	}
	sink_take(out, httpc_body(http));
	httpc_cleanup(http);
	return 0;
}
