#include <curl/curl.h>

#include <cstdio>
#include <stdexcept>
#include <string>

static size_t collect(char* p, size_t sz, size_t n, void* to) {
    static_cast<std::string*>(to)->append(p, sz * n);
    return sz * n;
}

struct Asset {
    std::string body;
    std::string type;
};

// one handle for each mirror; the mirror's manifest and its asset go over the same connection
Asset fetchFrom(const std::string& mirror, const std::string& name) {
    CURL* h = curl_easy_init();
    if (!h) throw std::runtime_error("curl");
    Asset a;
    std::string manifest;
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, &manifest);
    curl_easy_setopt(h, CURLOPT_URL, (mirror + "/manifest").c_str());
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, 4L);
    curl_easy_setopt(h, CURLOPT_TIMEOUT, 30L);
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    CURLcode rc = curl_easy_perform(h);
    if (rc != CURLE_OK) {
        curl_easy_cleanup(h);
        throw std::runtime_error(curl_easy_strerror(rc));
    }
    if (manifest.find(name) == std::string::npos) {
        std::fprintf(stderr, "%s does not carry %s\n", mirror.c_str(), name.c_str());
        return a;
    }
    curl_easy_setopt(h, CURLOPT_WRITEDATA, &a.body);
    curl_easy_setopt(h, CURLOPT_URL, (mirror + "/a/" + name).c_str());
    rc = curl_easy_perform(h);
    if (rc == CURLE_OK) {
        char* ct = nullptr;
        curl_easy_getinfo(h, CURLINFO_CONTENT_TYPE, &ct);
        if (ct) a.type = ct;
    }
    curl_easy_cleanup(h);
    if (rc != CURLE_OK) throw std::runtime_error(curl_easy_strerror(rc));
    return a;
}
