#include <curl/curl.h>
void push(const struct item *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CURL *c = curl_easy_init(); /* expect: connection-churn */
		curl_easy_setopt(c, CURLOPT_URL, v[i].url);
		curl_easy_perform(c);
		curl_easy_cleanup(c);
	}
}
