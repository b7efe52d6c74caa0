// warms the tile cache before the morning rush; one curl handle for the whole run so the
// TLS session and the connection are kept
#include <cstdio>
#include <curl/curl.h>
#include <memory>
#include <string>
#include <vector>

namespace {

struct CurlDeleter {
    void operator()(CURL* c) const { curl_easy_cleanup(c); }
};

size_t discard(char*, size_t size, size_t nmemb, void* counter)
{
    *static_cast<size_t*>(counter) += size * nmemb;
    return size * nmemb;
}

} // namespace

int prefetch(const std::string& server, const std::vector<std::string>& tiles)
{
    std::unique_ptr<CURL, CurlDeleter> curl(curl_easy_init());
    if (!curl)
        return -1;

    size_t bytes = 0;
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &bytes);
    curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT_MS, 3000L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, 10000L);
    curl_easy_setopt(curl.get(), CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_TCP_KEEPALIVE, 1L);

    int failed = 0;
    for (const auto& t : tiles) {
        const std::string url = server + "/" + t + ".png";
        curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
        const CURLcode rc = curl_easy_perform(curl.get());
        if (rc != CURLE_OK) {
            std::fprintf(stderr, "%s: %s\n", t.c_str(), curl_easy_strerror(rc));
            if (++failed > 50)
                break;
        }
    }
    std::printf("%zu bytes prefetched, %d failures\n", bytes, failed);
    return failed;
}
