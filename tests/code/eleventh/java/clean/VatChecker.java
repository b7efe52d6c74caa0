package com.ledgerly.compliance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

public class VatChecker {

    public enum Verdict { VALID, INVALID, UNKNOWN }

    // one client for the life of the application: it owns the connection pool
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(3))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private final URI base;

    public VatChecker(URI base) {
        this.base = base;
    }

    public Map<String, Verdict> checkAll(List<String> vatIds) throws InterruptedException {
        Map<String, Verdict> result = new LinkedHashMap<>();
        for (String id : vatIds) {
            result.put(id, check(id));
        }
        return result;
    }

    Verdict check(String vatId) throws InterruptedException {
        String country = vatId.substring(0, 2);
        String number = vatId.substring(2);
        HttpRequest req = HttpRequest.newBuilder(base.resolve("/ms/" + country + "/vat/" + number))
                .timeout(Duration.ofSeconds(8))
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<String> resp = HTTP.send(req, HttpResponse.BodyHandlers.ofString());
            return switch (resp.statusCode()) {
                case 200 -> resp.body().contains("\"isValid\":true") ? Verdict.VALID : Verdict.INVALID;
                case 404 -> Verdict.INVALID;
                default -> Verdict.UNKNOWN;
            };
        } catch (IOException e) {
            System.err.printf("vat %s: %s%n", vatId, e.getMessage());
            return Verdict.UNKNOWN;
        }
    }
}
