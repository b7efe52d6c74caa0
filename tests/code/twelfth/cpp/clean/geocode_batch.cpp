// Batch geocoding of customer addresses. ~40k lines a night, one host.
#include <curl/curl.h>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>

static size_t collect(char *p, size_t sz, size_t n, void *u)
{
    static_cast<std::string *>(u)->append(p, sz * n);
    return sz * n;
}

class Geocoder {
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> h{curl_easy_init(), curl_easy_cleanup};
    std::string base;
public:
    explicit Geocoder(std::string b) : base(std::move(b))
    {
        if (!h) throw std::bad_alloc();
        curl_easy_setopt(h.get(), CURLOPT_WRITEFUNCTION, collect);
        curl_easy_setopt(h.get(), CURLOPT_CONNECTTIMEOUT, 5L);
        curl_easy_setopt(h.get(), CURLOPT_TIMEOUT, 20L);
        curl_easy_setopt(h.get(), CURLOPT_TCP_KEEPALIVE, 1L);
        curl_easy_setopt(h.get(), CURLOPT_NOSIGNAL, 1L);
    }

    bool lookup(const std::string &addr, std::string &out)
    {
        std::unique_ptr<char, decltype(&curl_free)> esc{curl_easy_escape(h.get(), addr.c_str(), (int)addr.size()), curl_free};
        if (!esc) return false;
        std::string url = base + "/search?format=json&q=" + esc.get();
        out.clear();
        curl_easy_setopt(h.get(), CURLOPT_URL, url.c_str());
        curl_easy_setopt(h.get(), CURLOPT_WRITEDATA, &out);
        CURLcode rc = curl_easy_perform(h.get());
        if (rc != CURLE_OK) {
            std::cerr << addr << ": " << curl_easy_strerror(rc) << "\n";
            return false;
        }
        long status = 0;
        curl_easy_getinfo(h.get(), CURLINFO_RESPONSE_CODE, &status);
        return status == 200;
    }
};

int main(int argc, char **argv)
{
    if (argc < 3) { std::cerr << "usage: geocode_batch URL FILE\n"; return 2; }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int bad = 0;
    {
        Geocoder geo(argv[1]);
        std::ifstream in(argv[2]);
        std::string line, json;
        while (std::getline(in, line)) {
            if (line.empty()) continue;
            if (geo.lookup(line, json)) std::cout << line << '\t' << json << '\n';
            else ++bad;
        }
    }
    curl_global_cleanup();
    return bad ? 1 : 0;
}
