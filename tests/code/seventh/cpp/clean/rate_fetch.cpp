// Daily ECB rates via libcurl; one easy handle for all currencies.
#include <curl/curl.h>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct CurlClose { void operator()(CURL *c) const { curl_easy_cleanup(c); } };
struct ListFree { void operator()(curl_slist *l) const { curl_slist_free_all(l); } };

size_t collect(char *p, size_t sz, size_t n, void *to)
{
    static_cast<std::string *>(to)->append(p, sz * n);
    return sz * n;
}

}

class RateFetcher {
public:
    explicit RateFetcher(std::string base)
        : base_(std::move(base)), curl_(curl_easy_init()), headers_(curl_slist_append(nullptr, "Accept: text/csv"))
    {
        if (!curl_) throw std::runtime_error("curl");
        curl_easy_setopt(curl_.get(), CURLOPT_WRITEFUNCTION, collect);
        curl_easy_setopt(curl_.get(), CURLOPT_HTTPHEADER, headers_.get());
        curl_easy_setopt(curl_.get(), CURLOPT_CONNECTTIMEOUT, 5L);
        curl_easy_setopt(curl_.get(), CURLOPT_TIMEOUT, 20L);
        curl_easy_setopt(curl_.get(), CURLOPT_TCP_KEEPALIVE, 1L);
        curl_easy_setopt(curl_.get(), CURLOPT_NOSIGNAL, 1L);
    }

    double rate(const std::string &currency)
    {
        std::string body, url = base_ + "/" + currency;
        curl_easy_setopt(curl_.get(), CURLOPT_URL, url.c_str());
        curl_easy_setopt(curl_.get(), CURLOPT_WRITEDATA, &body);
        CURLcode rc = curl_easy_perform(curl_.get());
        if (rc != CURLE_OK) throw std::runtime_error(currency + ": " + curl_easy_strerror(rc));
        long status = 0;
        curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
        if (status != 200) throw std::runtime_error(currency + ": HTTP " + std::to_string(status));
        return std::stod(body);
    }

private:
    std::string base_;
    std::unique_ptr<CURL, CurlClose> curl_;
    std::unique_ptr<curl_slist, ListFree> headers_;
};

int main()
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int failed = 0;
    {
        RateFetcher f("https://rates.treasury.example/eur");
        for (const std::string c : {"USD", "CHF", "SEK", "JPY", "GBP"}) {
            try {
                std::cout << c << ' ' << f.rate(c) << '\n';
            } catch (const std::exception &e) {
                std::cerr << e.what() << '\n';
                ++failed;
            }
        }
    }
    curl_global_cleanup();
    return failed;
}
