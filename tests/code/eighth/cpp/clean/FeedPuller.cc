#include <curl/curl.h>

#include <atomic>
#include <fstream>
#include <iostream>
#include <memory>
#include <mutex>
#include <queue>
#include <string>
#include <thread>
#include <vector>

/* Pulls the RSS of some 20k podcasts. Each worker keeps its own easy handle (and thereby its connection cache). */

namespace {

struct EasyDeleter { void operator()(CURL* c) const { curl_easy_cleanup(c); } };
using Easy = std::unique_ptr<CURL, EasyDeleter>;

struct ListDeleter { void operator()(curl_slist* l) const { curl_slist_free_all(l); } };
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

size_t append(char* p, size_t sz, size_t n, void* user) {
    auto* s = static_cast<std::string*>(user);
    if (s->size() + sz * n > (16u << 20)) return 0;   // makes curl fail with WRITE_ERROR
    s->append(p, sz * n);
    return sz * n;
}

class Work {
public:
    explicit Work(std::istream& in) { for (std::string u; std::getline(in, u);) if (!u.empty()) q_.push(u); }
    bool next(std::string& url) {
        std::lock_guard<std::mutex> g(m_);
        if (q_.empty()) return false;
        url = std::move(q_.front());
        q_.pop();
        return true;
    }
private:
    std::queue<std::string> q_;
    std::mutex m_;
};

std::atomic<unsigned> good{0}, bad{0};

void worker(Work& w) {
    Easy h(curl_easy_init());
    if (!h) return;
    HeaderList hdr(curl_slist_append(nullptr, "Accept: application/rss+xml"));
    std::string url, body;
    while (w.next(url)) {
        body.clear();
        curl_easy_reset(h.get());   // options only, live connections stay
        curl_easy_setopt(h.get(), CURLOPT_URL, url.c_str());
        curl_easy_setopt(h.get(), CURLOPT_HTTPHEADER, hdr.get());
        curl_easy_setopt(h.get(), CURLOPT_WRITEFUNCTION, append);
        curl_easy_setopt(h.get(), CURLOPT_WRITEDATA, &body);
        curl_easy_setopt(h.get(), CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(h.get(), CURLOPT_FOLLOWLOCATION, 1L);
        curl_easy_setopt(h.get(), CURLOPT_MAXREDIRS, 4L);
        curl_easy_setopt(h.get(), CURLOPT_CONNECTTIMEOUT, 8L);
        curl_easy_setopt(h.get(), CURLOPT_TIMEOUT, 60L);
        curl_easy_setopt(h.get(), CURLOPT_MAXCONNECTS, 8L);
        CURLcode rc = curl_easy_perform(h.get());
        long status = 0;
        curl_easy_getinfo(h.get(), CURLINFO_RESPONSE_CODE, &status);
        if (rc != CURLE_OK || status != 200) {
            ++bad;
            std::cerr << url + ": " + (rc ? curl_easy_strerror(rc) : std::to_string(status)) + "\n";
            continue;
        }
        ++good;
    }
}

}  // namespace

int main(int argc, char** argv) {
    std::ifstream list(argc > 1 ? argv[1] : "feeds.txt");
    if (!list) return 2;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    Work w(list);
    std::vector<std::thread> ts;
    for (int i = 0; i < 12; i++) ts.emplace_back(worker, std::ref(w));
    for (auto& t : ts) t.join();
    std::cout << good << " ok, " << bad << " failed\n";
    curl_global_cleanup();
}
