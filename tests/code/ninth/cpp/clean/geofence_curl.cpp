#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace geofence {

// Checks truck positions against the customer's fence service. One easy handle
// per caller is kept warm so that the TLS session and connection get reused.
class Client {
public:
    explicit Client(std::string base) : base_(std::move(base)) {}

    std::optional<bool> inside(double lat, double lon) {
        Handle h = checkout();
        if (!h) return std::nullopt;

        std::string body;
        std::string url = base_ + "/inside?lat=" + std::to_string(lat) + "&lon=" + std::to_string(lon);
        curl_easy_setopt(h.get(), CURLOPT_URL, url.c_str());
        curl_easy_setopt(h.get(), CURLOPT_WRITEDATA, &body);

        CURLcode rc = curl_easy_perform(h.get());
        long status = 0;
        curl_easy_getinfo(h.get(), CURLINFO_RESPONSE_CODE, &status);
        if (rc != CURLE_OK)
            return std::nullopt;        // handle (and its connection) is cleaned up here
        checkin(std::move(h));
        if (status != 200)
            return std::nullopt;
        return body.find("\"inside\":true") != std::string::npos;
    }

private:
    struct Cleanup {
        void operator()(CURL* c) const { curl_easy_cleanup(c); }
    };
    using Handle = std::unique_ptr<CURL, Cleanup>;

    static size_t collect(char* p, size_t sz, size_t n, void* to) {
        auto* s = static_cast<std::string*>(to);
        if (s->size() + sz * n > 1 << 16) return 0;
        s->append(p, sz * n);
        return sz * n;
    }

    Handle checkout() {
        {
            std::lock_guard<std::mutex> g(mu_);
            if (!warm_.empty()) {
                Handle h = std::move(warm_.back());
                warm_.pop_back();
                return h;
            }
        }
        Handle h(curl_easy_init());
        if (h) {
            curl_easy_setopt(h.get(), CURLOPT_NOSIGNAL, 1L);
            curl_easy_setopt(h.get(), CURLOPT_CONNECTTIMEOUT_MS, 1500L);
            curl_easy_setopt(h.get(), CURLOPT_TIMEOUT_MS, 4000L);
            curl_easy_setopt(h.get(), CURLOPT_TCP_KEEPALIVE, 1L);
            curl_easy_setopt(h.get(), CURLOPT_MAXAGE_CONN, 50L);
            curl_easy_setopt(h.get(), CURLOPT_WRITEFUNCTION, &Client::collect);
        }
        return h;
    }

    void checkin(Handle h) {
        std::lock_guard<std::mutex> g(mu_);
        if (warm_.size() < 8)
            warm_.push_back(std::move(h));
    }

    std::string base_;
    std::mutex mu_;
    std::vector<Handle> warm_;
};

}  // namespace geofence
