// geocode_batch: adds coordinates to the customer addresses of the delivery routes
#include <curl/curl.h>
#include <iostream>
#include <string>
#include <vector>

struct Address { std::string street, town; double lat = 0, lon = 0; bool ok = false; };

bool parseLatLon(const std::string& json, double& lat, double& lon);

static size_t collect(char* p, size_t s, size_t n, void* out)
{
    static_cast<std::string*>(out)->append(p, s * n);
    return s * n;
}

static bool geocodeOne(const std::string& base, Address& a)
{
    CURL* c = curl_easy_init();
    if (!c)
        return false;
    std::string body;
    char* q = curl_easy_escape(c, (a.street + ", " + a.town).c_str(), 0);
    std::string url = base + "/search?format=json&q=" + (q ? q : "");
    curl_free(q);

    curl_easy_setopt(c, CURLOPT_URL, url.c_str());
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, 15L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    CURLcode rc = curl_easy_perform(c);
    long status = 0;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(c);

    if (rc != CURLE_OK) {
        std::cerr << a.street << ": " << curl_easy_strerror(rc) << '\n';
        return false;
    }
    return status == 200 && parseLatLon(body, a.lat, a.lon);
}

int geocodeRoute(const std::string& base, std::vector<Address>& route)
{
    int hits = 0;
    for (auto& a : route) {
        a.ok = geocodeOne(base, a);
        hits += a.ok;
    }
    std::cout << hits << " of " << route.size() << " addresses found\n";
    return hits;
}
