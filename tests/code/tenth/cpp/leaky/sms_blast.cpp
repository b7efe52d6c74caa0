#include <curl/curl.h>

#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

struct Sms {
    std::string to;
    std::string text;
};

struct Result {
    long ok = 0;
    long failed = 0;
};

namespace {

size_t collect(char* p, size_t sz, size_t n, void* user)
{
    static_cast<std::string*>(user)->append(p, sz * n);
    return sz * n;
}

std::string jsonEscape(const std::string& s)
{
    std::ostringstream o;
    for (char c : s) {
        if (c == '"' || c == '\\')
            o << '\\' << c;
        else if (static_cast<unsigned char>(c) < 0x20)
            o << ' ';
        else
            o << c;
    }
    return o.str();
}

using CurlPtr = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using ListPtr = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

} // namespace

// Sends the delivery notices of the evening tour, some 25 000 messages.
Result sendAll(const std::string& gateway, const std::string& apiKey, const std::vector<Sms>& batch)
{
    Result res;
    for (const Sms& sms : batch) {
        CurlPtr curl(curl_easy_init(), &curl_easy_cleanup);
        if (!curl) {
            ++res.failed;
            continue;
        }
        ListPtr headers(curl_slist_append(nullptr, "Content-Type: application/json"), &curl_slist_free_all);
        headers.reset(curl_slist_append(headers.release(), ("X-Api-Key: " + apiKey).c_str()));

        const std::string body = "{\"to\":\"" + jsonEscape(sms.to) + "\",\"text\":\"" + jsonEscape(sms.text) + "\"}";
        std::string answer;
        curl_easy_setopt(curl.get(), CURLOPT_URL, (gateway + "/messages").c_str());
        curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, collect);
        curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
        curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 5L);
        curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 20L);
        curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);

        const CURLcode rc = curl_easy_perform(curl.get());
        long status = 0;
        curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
        if (rc == CURLE_OK && status == 202) {
            ++res.ok;
        } else {
            ++res.failed;
            std::cerr << sms.to << ": " << (rc ? curl_easy_strerror(rc) : answer.c_str()) << '\n';
        }
    }
    return res;
}
