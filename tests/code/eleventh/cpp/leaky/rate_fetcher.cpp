#include <curl/curl.h>
#include <optional>
#include <spdlog/spdlog.h>
#include <string>

namespace fx {

namespace {
size_t collect(char* p, size_t sz, size_t n, void* to)
{
    static_cast<std::string*>(to)->append(p, sz * n);
    return sz * n;
}
} // namespace

/// The ECB reference rates, once every morning per desk.
std::optional<std::string> fetch_rates(const std::string& url, const std::string& desk)
{
    CURL* h = curl_easy_init();
    if (!h) {
        spdlog::error("curl_easy_init");
        return std::nullopt;
    }
    std::string body;
    curl_slist* hdrs = curl_slist_append(nullptr, ("X-Desk: " + desk).c_str());
    curl_easy_setopt(h, CURLOPT_URL, url.c_str());
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, hdrs);
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, 5L);
    curl_easy_setopt(h, CURLOPT_TIMEOUT, 30L);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, &body);

    const CURLcode rc = curl_easy_perform(h);
    curl_slist_free_all(hdrs);
    if (rc != CURLE_OK) {
        spdlog::warn("rates for {}: {}", desk, curl_easy_strerror(rc));
        curl_easy_cleanup(h);
        return std::nullopt;
    }

    long status = 0;
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200) {
        spdlog::warn("rates for {}: HTTP {} ({} bytes)", desk, status, body.size());
        return std::nullopt;
    }
    curl_easy_cleanup(h);
    return body;
}

} // namespace fx
