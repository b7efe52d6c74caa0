package com.ledgerly.vat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

public class VatNumberChecker {
    private final String endpoint;

    public VatNumberChecker(String endpoint) {
        this.endpoint = endpoint;
    }

    // nightly: roughly 60k suppliers
    public Map<String, Boolean> checkAll(List<String> numbers) throws InterruptedException {
        Map<String, Boolean> verdict = new LinkedHashMap<>();
        for (String vat : numbers) {
            HttpClient client = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(3))
                    .build();
            HttpRequest req = HttpRequest.newBuilder(URI.create(endpoint + "/" + vat))
                    .timeout(Duration.ofSeconds(10))
                    .GET()
                    .build();
            try {
                HttpResponse<String> r = client.send(req, HttpResponse.BodyHandlers.ofString());
                verdict.put(vat, r.statusCode() == 200 && r.body().contains("\"valid\":true"));
            } catch (IOException e) {
                System.err.println(vat + ": " + e);
                verdict.put(vat, null);
            }
        }
        return verdict;
    }
}
