#include <curl/curl.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

// Translation memory lookups. One Translator per worker thread, the handle
// (and with it the connection) is used again for each sentence.

class Translator {
public:
    explicit Translator(std::string base) : base_(std::move(base)), h_(curl_easy_init(), &curl_easy_cleanup)
    {
        if (!h_) throw std::bad_alloc();
    }

    std::string lookup(const std::string& sentence)
    {
        std::unique_ptr<char, decltype(&curl_free)> q(
            curl_easy_escape(h_.get(), sentence.data(), static_cast<int>(sentence.size())), &curl_free);
        if (!q) throw std::bad_alloc();
        const std::string url = base_ + "/tm?q=" + q.get();
        std::string body;

        curl_easy_reset(h_.get());
        curl_easy_setopt(h_.get(), CURLOPT_URL, url.c_str());
        curl_easy_setopt(h_.get(), CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(h_.get(), CURLOPT_CONNECTTIMEOUT_MS, 2000L);
        curl_easy_setopt(h_.get(), CURLOPT_TIMEOUT_MS, 8000L);
        curl_easy_setopt(h_.get(), CURLOPT_TCP_KEEPALIVE, 1L);
        curl_easy_setopt(h_.get(), CURLOPT_WRITEFUNCTION, &Translator::store);
        curl_easy_setopt(h_.get(), CURLOPT_WRITEDATA, &body);

        const CURLcode rc = curl_easy_perform(h_.get());
        if (rc != CURLE_OK)
            throw std::runtime_error(std::string("tm: ") + curl_easy_strerror(rc));
        long code = 0;
        curl_easy_getinfo(h_.get(), CURLINFO_RESPONSE_CODE, &code);
        if (code == 404)
            return {};
        if (code != 200)
            throw std::runtime_error("tm: HTTP " + std::to_string(code));
        return body;
    }

private:
    static size_t store(char* p, size_t size, size_t n, void* to)
    {
        static_cast<std::string*>(to)->append(p, size * n);
        return size * n;
    }

    std::string base_;
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> h_;
};

std::vector<std::string> translate(Translator& t, const std::vector<std::string>& text)
{
    std::vector<std::string> out;
    out.reserve(text.size());
    for (const auto& s : text)
        out.push_back(t.lookup(s));
    return out;
}
